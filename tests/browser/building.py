"""A manager draws a form: by hand, by keys, and without a line of YAML. test_autosave.py lends the house."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import axe
from tests.journeys.house import House, wait_for


def play(house: House, sit: Any) -> None:
    desk = json.loads(house.python("-m", "tests.journeys.drawing"))
    page: Page = sit(desk, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{house.url}/questionnaires/{desk['code']}/?question=proof#at-proof")
    _drag_and_keys(house, page, desk["code"])
    _a_condition(house, page, desk["code"])
    plain: Page = sit(desk, java_script_enabled=False).new_page()
    plain.goto(f"{house.url}/questionnaires/{desk['code']}/?question=deck")
    _without_scripts(house, plain, desk["code"])


def _drag_and_keys(house: House, page: Page, code: str) -> None:
    head, saved = page.locator(".page-head"), page.locator("#design-saved")
    before = head.bounding_box()
    expect(saved).to_be_empty()
    page.locator("#grip-at-true").hover()
    page.mouse.down()
    page.locator("#at-what").hover(position={"x": 60, "y": 4})
    page.locator("#at-what").hover(position={"x": 60, "y": 6})
    page.mouse.up()
    _stands(house, code, [["true", "what", "stage", "revenue"], ["proof", "deck"]])
    expect(saved).to_contain_text("Saved")
    assert head.bounding_box() == before  # nothing moves below it
    page.locator("#grip-at-proof").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#live")).to_contain_text("place 4 of 5 in Company")
    _stands(house, code, [["true", "what", "stage", "proof", "revenue"], ["deck"]])
    expect(page.locator("#grip-at-proof")).to_be_focused()


def _a_condition(house: House, page: Page, code: str) -> None:
    look = page.locator("#look-show_if")
    look.get_by_role("button", name="Condition").click()
    expect(look.get_by_text("Say what to compare with.")).to_be_visible()
    expect(page.get_by_role("link", name="1 to mend")).to_be_visible()
    look.locator('[name="show_if:0:is"]').select_option(label="is any of")
    look.get_by_text("Pilot with paying users").click()
    expect(page.locator("#at-proof")).to_contain_text("If 1.3 is any of Pilot with paying users")
    expect(page.get_by_role("link", name="to mend")).to_have_count(0)
    look.get_by_role("button", name="Condition", exact=True).click()
    look.locator('[name="show_if:1:question"]').select_option(label="1.2 What does your product do?")
    expect(look.locator('input[name="show_if:1:value"]')).to_have_value("")
    look.locator('[name="show_if:join"]').select_option("any")
    look.locator('input[name="show_if:1:value"]').fill("port")
    expect(page.locator("#at-proof")).to_contain_text("users or 1.2 is port")
    _the_pane_answers(page)
    assert axe(page) == []
    stage = {"question": "stage", "is": "in", "value": ["pilot"]}
    assert _drawn(house, code, "proof")["show_if"] == {"any": [stage, {"question": "what", "is": "equals", "value": "port"}]}


def _the_pane_answers(page: Page) -> None:
    """It begins with an answer under which the question in hand is asked; what is answered stays while the form is drawn."""
    pane = page.locator("#previewed")
    proof = pane.locator('[data-question="proof"]')
    expect(proof).to_be_visible()
    pane.get_by_text("Idea", exact=True).click()
    expect(proof).to_be_hidden()
    expect(pane.get_by_text("is not asked.")).to_be_visible()
    page.locator('textarea[name="help"]').fill("Numbers help.")
    expect(page.locator("#design-saved")).to_contain_text("Saved")
    expect(pane.get_by_label("Idea", exact=True)).to_be_checked()
    pane.get_by_label("What does your product do?").fill("port")
    expect(proof).to_be_visible()
    expect(proof).to_contain_text("Numbers help.")


def _without_scripts(house: House, page: Page, code: str) -> None:
    look = page.locator("#look-screens")
    look.get_by_role("button", name="Screen").click()
    page.locator('[name="screens:0:when:0:is"]').select_option("unanswered")
    page.locator('[name="screens:0:sentence"]').fill("No deck, no pitch.")
    page.get_by_role("button", name="Save the question").last.click()
    screen = {"when": {"question": "deck", "is": "unanswered"}, "sentence": "No deck, no pitch."}
    assert _drawn(house, code, "deck")["screens"] == [screen]


def _stands(house: House, code: str, order: list[list[str]]) -> None:
    def keys() -> list[list[str]]:
        return [[one["key"] for one in section["questions"]] for section in _sections(house, code)]

    wait_for(lambda: keys() == order, seconds=20, why=f"{order}, not {keys()}")


def _drawn(house: House, code: str, key: str) -> dict[str, Any]:
    return next(one for section in _sections(house, code) for one in section["questions"] if one["key"] == key)


def _sections(house: House, code: str) -> list[dict[str, Any]]:
    ((definition,),) = house.rows(
        "SELECT v.definition FROM accelerator_version v JOIN accelerator_questionnaire q ON q.id = v.questionnaire_id "
        "WHERE q.code = %s",
        code,
    )
    found: list[dict[str, Any]] = definition["sections"]
    return found
