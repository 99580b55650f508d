"""A manager works the list by keyboard alone: narrows it, tags rows, takes it back; then fetches it as files.

test_autosave.py lends the house.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import axe
from tests.journeys.house import House

_TAGGED = "SELECT count(*) FROM accelerator_tagging WHERE ended_at IS NULL"


def play(house: House, sit: Any) -> None:
    manager = json.loads(house.python("-m", "tests.journeys.sifting"))
    page: Page = sit(manager, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{house.url}/calls/sifted/pipeline/")
    _a_panel_takes_the_focus_and_gives_it_back(page)
    _all_are_counted(page)
    _tagged_and_as_before(house, page)
    page.keyboard.press("j")
    first = page.locator("tbody input[type=checkbox]").first.get_attribute("value")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}/calls/sifted/reviews/{first}/")
    _files_come_as_often_as_they_are_asked_for(house, page)


def _a_panel_takes_the_focus_and_gives_it_back(page: Page) -> None:
    row = page.locator("tbody input[type=checkbox]").first
    page.keyboard.press("j")
    expect(row).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#adder").get_by_role("link", name="Stage", exact=True).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('#adder input[name="op"]').first).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#adder")).to_be_empty()
    expect(row).to_be_focused()


def _all_are_counted(page: Page) -> None:
    bar = page.get_by_role("toolbar")
    page.get_by_label("Select all on this page").check()
    bar.get_by_role("button", name="Select all").click()
    expect(bar.locator("[data-count]")).to_have_text(f"{page.locator('tbody tr').count()} selected")
    expect(bar.get_by_role("button", name="Select all")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("tbody input[type=checkbox]").first).to_be_focused()


def _tagged_and_as_before(house: House, page: Page) -> None:
    for key in ("x", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_role("toolbar")).to_contain_text("2 selected")
    with page.expect_navigation():
        page.keyboard.press("t")
    expect(page.locator('input[name="word"]')).to_be_focused()
    page.keyboard.type("Pilot site")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put “Pilot site” on 2 applications")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("2 applications changed.")
    assert house.rows(_TAGGED) == [(2,)]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert house.rows(_TAGGED) == [(0,)]


def _files_come_as_often_as_they_are_asked_for(house: House, page: Page) -> None:
    page.goto(f"{house.url}/calls/sifted/pipeline/export/")
    names = []
    for form in ("CSV", "Workbook (XLSX)", "CSV"):
        with page.expect_download() as coming:
            page.get_by_role("button", name=form, exact=True).click()
        names.append(coming.value.suggested_filename)
    assert names == ["sifted-pipeline.csv", "sifted-pipeline.xlsx", "sifted-pipeline.csv"]
