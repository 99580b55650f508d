"""The workbench with the keyboard alone, from one application to the next without a page loaded anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.people import axe
from tests.journeys.house import House, lodging

pytestmark = pytest.mark.browser
APPLICATIONS = 14  # ten are scored, the others are for leafing
_SUBMITTED = "SELECT count(*) FROM accelerator_review WHERE submitted_at IS NOT NULL"


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lodging("desk", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def reviewer(house: House) -> Any:
    return json.loads(house.python("-m", "tests.journeys.reviewing", str(APPLICATIONS)))


def seat(house: House, chromium: Browser, reviewer: Any, **how: Any) -> BrowserContext:
    made = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | how))
    made.set_default_timeout(20_000)
    made.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in reviewer["cookies"].items()])
    return made


@pytest.fixture
def context(house: House, chromium: Browser, reviewer: Any) -> Iterator[BrowserContext]:
    made = seat(house, chromium, reviewer)
    yield made
    made.close()


def opened(house: House, context: BrowserContext, code: str) -> Page:
    """The workbench of this review; `window.here` goes where the page is loaded anew."""
    page = context.new_page()
    page.goto(f"{house.url}/reviews/{code}/")
    page.evaluate("window.here = true")
    expect(page.locator("#desk[data-turns] [data-score][data-now]")).to_have_count(1)  # the scripts are there
    return page


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("#desk[data-turns]")).to_have_count(1)  # its scripts are there too


@pytest.mark.parametrize(
    ("width", "more", "below"),
    [(390, True, True), (768, False, False), (820, False, False), (1024, False, False), (1280, True, False)],
)
def test_how_far_one_is_stands_on_one_line_and_on_a_phone_below_the_rest(
    house: House, chromium: Browser, reviewer: Any, width: int, more: bool, below: bool
) -> None:
    context = seat(house, chromium, reviewer, viewport={"width": width, "height": 844})
    page = opened(house, context, reviewer["codes"][11])
    page.locator("#way > .way").evaluate(
        "all => { while (all.children.length < 60) all.append(all.lastElementChild.cloneNode()); }"
    )
    way, back = page.locator("#way"), page.get_by_role("link", name="My queue")
    expect(way).to_be_in_viewport(ratio=1)
    scored, due = way.inner_text().split("\n")
    assert re.fullmatch(r"\d+ of 1[34] scored", scored)  # as many as the others here have left
    assert re.fullmatch(rf"due \w+ \d+ \w+{' · in [23] days' if more else ''}", due)
    strip, link = way.bounding_box(), back.bounding_box()
    assert strip
    assert link
    assert (strip["height"] < 30, strip["y"] >= link["y"] + link["height"]) == (True, below)
    for one in (page.locator("html"), page.locator(".focus-head"), way, page.locator("#way > .way")):
        assert one.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    context.close()


def test_one_leafs_by_key_and_the_page_stays(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][10])
    heading(page, "Startup 11")
    page.keyboard.press("j")
    heading(page, "Startup 12")
    expect(page).to_have_url(f"{house.url}/reviews/{reviewer['codes'][11]}/")
    expect(page).to_have_title("Startup 12 – Slipway")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#live")).to_have_text("0 of 14 reviews scored")
    page.keyboard.press("s")
    heading(page, "Startup 13")
    page.keyboard.press("k")
    heading(page, "Startup 12")
    page.go_back()
    heading(page, "Startup 13")
    page.go_back()
    heading(page, "Startup 12")
    page.go_forward()
    heading(page, "Startup 13")
    expect(page.locator("[data-score][data-now]")).to_have_count(1)
    assert page.evaluate("window.here")
    assert axe(page) == []


def test_what_is_typed_is_saved_on_the_way_to_the_next(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][11])
    page.keyboard.press("n")
    page.keyboard.type("Ask who pays.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    heading(page, "Startup 13")
    page.keyboard.press("k")
    heading(page, "Startup 12")
    expect(page.locator("#private_note")).to_have_value("Ask who pays.")
    page.keyboard.press("3")
    expect(page.locator("[data-autosave]")).to_contain_text("Saved", use_inner_text=True)
    assert page.evaluate("window.here")
    page.reload()
    expect(page.locator("#private_note")).to_have_value("Ask who pays.")
    expect(page.locator('[name="points-1"][value="3"]')).to_be_checked()


def test_without_a_network_one_stays_and_nothing_is_lost(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][12])
    context.set_offline(True)
    page.keyboard.press("j")
    expect(page.locator("#problem")).to_contain_text("There is no network. You stay here")
    heading(page, "Startup 13")
    page.locator("#private_note").fill("Written in a tunnel.")
    expect(page.locator("[data-autosave]")).to_contain_text("kept on this device", use_inner_text=True)
    context.set_offline(False)
    expect(page.locator("[data-autosave]")).to_contain_text("Saved", use_inner_text=True)
    page.reload()
    expect(page.locator("#private_note")).to_have_value("Written in a tunnel.")


def test_what_left_the_queue_meanwhile_is_not_shown(house: House, context: BrowserContext, reviewer: Any) -> None:
    gone = reviewer["codes"][13]
    page = context.new_page()
    with page.expect_response(lambda answer: answer.url.endswith(f"/reviews/{gone}/")) as fetched:
        page.goto(f"{house.url}/reviews/{reviewer['codes'][12]}/")
    assert fetched.value.request.headers["purpose"] == "prefetch"
    fetched.value.finished()
    house.python("-m", "tests.journeys.reviewing", "take-back", gone)
    page.keyboard.press("j")
    expect(page).to_have_url(f"{house.url}/reviews/")
    expect(page.locator("main")).not_to_contain_text("Startup 14")


def test_ten_applications_are_scored_with_the_keyboard_alone(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][0])
    for place in range(1, 11):
        heading(page, f"Startup {place}")
        for key in "435":
            page.keyboard.press(key)
            page.keyboard.press("ArrowDown")
        page.keyboard.press("m")
        expect(page.locator("#comment")).to_be_focused()
        page.keyboard.type(f"Verdict {place}.")
        page.keyboard.press("Control+Enter")
    heading(page, "Startup 11")
    assert page.evaluate("window.here")
    assert house.rows(_SUBMITTED) == [(10,)]
    said = house.rows("SELECT comment, total FROM accelerator_review WHERE submitted_at IS NOT NULL ORDER BY id")
    assert [(comment, float(total)) for comment, total in said] == [(f"Verdict {place}.", 3.9) for place in range(1, 11)]


def test_refused_one_stays_at_what_is_lacking(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][10])
    page.keyboard.press("4")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-refused]")).to_be_focused()
    expect(page.locator("[data-refused]")).to_contain_text("Not scored yet: Evidence, Team.")
    expect(page.locator('[name="points-1"][value="4"]')).to_be_checked()
    assert page.evaluate("window.here")
    assert axe(page) == []


def test_points_in_tenths_are_typed(house: House, chromium: Browser) -> None:
    reviewer = json.loads(house.python("-m", "tests.journeys.reviewing", "1", "0-10-tenths"))
    context = seat(house, chromium, reviewer)
    page = opened(house, context, reviewer["code"])
    field = page.locator('[name="points-1"]')
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator('[name="points-2"]')).to_be_focused()
    page.keyboard.type("7.5")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("9.3")
    page.keyboard.press("Escape")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-weighted]")).to_have_text("8.6")
    expect(page.locator("[data-autosave]")).to_contain_text("Saved", use_inner_text=True)
    page.reload()
    expect(field).to_have_value("9.3")
    assert axe(page) == []
    context.close()


def test_two_digits_make_a_ten(house: House, chromium: Browser) -> None:
    reviewer = json.loads(house.python("-m", "tests.journeys.reviewing", "1", "0-10"))
    context = seat(house, chromium, reviewer)
    page = opened(house, context, reviewer["code"])
    page.keyboard.type("10")
    expect(page.locator('[name="points-1"][value="10"]')).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("0")
    expect(page.locator('[name="points-2"][value="0"]')).to_be_checked()
    context.close()


def test_a_flag_and_the_panels_are_at_hand(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = opened(house, context, reviewer["codes"][10])
    page.keyboard.press("f")
    expect(page.locator("#flag button")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("tab", name="Application").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-team")).to_be_visible()
    expect(page.locator("#panel-application")).to_be_hidden()
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#panel-history")).to_contain_text("You read this one")
    assert axe(page) == []


def test_the_panel_talks_once_ones_own_is_in(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = context.new_page()
    page.goto(f"{house.url}/reviews/{reviewer['codes'][0]}/")
    page.evaluate("window.here = true")
    page.get_by_role("tab", name="Discussion").click()
    box = page.locator("#remark-text")
    box.press_sequentially("Ask @Mei")
    expect(page.get_by_role("option", name="Mei Lin")).to_be_visible()
    faults: list[Any] = []
    page.on("pageerror", lambda fault: faults.append(fault))
    box.evaluate("field => field.setSelectionRange(0, 0)")
    box.press("Enter")  # where nothing is begun there is nothing to take
    assert (box.input_value(), faults) == ("Ask @Mei", [])
    box.press("End")
    box.press_sequentially(" ")
    box.press("Backspace")
    box.press("Enter")
    expect(box).to_have_value("Ask @Mei Lin ")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".remark .mention")).to_have_text("@Mei Lin")
    expect(page.locator("#tab-panel-discussion .n")).to_have_text("1")
    assert axe(page) == []
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".remark")).to_contain_text("Taken back by its author")
    expect(page.locator("#tab-panel-discussion .n")).to_have_text("0")
    assert page.evaluate("window.here")


def test_a_name_typed_before_the_list_is_there_is_looked_for_then(house: House, context: BrowserContext, reviewer: Any) -> None:
    page = context.new_page()
    held: list[Route] = []
    page.route("**/mention-*.js", lambda route: held.append(route))
    page.goto(f"{house.url}/reviews/{reviewer['codes'][0]}/")
    with page.expect_request("**/mention-*.js"):
        page.get_by_role("tab", name="Discussion").click()
    page.locator("#remark-text").press_sequentially("Ask @Mei")
    held.pop().continue_()
    expect(page.get_by_role("option", name="Mei Lin")).to_be_visible()


@pytest.mark.parametrize("how", [{}, {"viewport": {"width": 390, "height": 844}, "has_touch": True}])
def test_the_last_of_the_queue_is_handed_back_by_its_menu(
    house: House, chromium: Browser, reviewer: Any, how: dict[str, Any]
) -> None:
    context = seat(house, chromium, reviewer, **how)
    page = context.new_page()
    page.goto(f"{house.url}/reviews/")
    row = page.locator("tbody tr").last
    row.locator("summary").click()
    for reason in row.get_by_role("button").all():
        expect(reason).to_be_in_viewport(ratio=1)
    row.get_by_role("button", name="Another reason").click(trial=True)
    assert page.locator(".tbl-wrap").evaluate("table => table.scrollTop") == 0  # it hangs out, and is not looked for within
    context.close()


def test_on_a_phone_application_and_rubric_are_two_views(house: House, chromium: Browser, reviewer: Any) -> None:
    context = seat(house, chromium, reviewer, viewport={"width": 390, "height": 844}, has_touch=True)
    page = opened(house, context, reviewer["codes"][11])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("form.rubric")).to_be_hidden()
    page.get_by_role("tab", name="Rubric").click()
    expect(page.locator("form.rubric")).to_be_visible()
    expect(page.get_by_role("button", name="Submit and next")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 420})  # what is written here is short
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("button", name="Submit and next").click()
    expect(page.locator("[data-refused]")).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator("a[data-hotkey=s]").click()
    heading(page, "Startup 13")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    assert page.evaluate("window.here")
    context.close()


def test_on_a_phone_a_card_of_the_ranking_begins_with_rank_and_name(house: House, chromium: Browser) -> None:
    reviewer = json.loads(house.python("-m", "tests.journeys.reviewing", "1", "1-5-tenths"))
    ranked = json.loads(house.python("-m", "tests.journeys.reviewing", "rank", reviewer["code"]))
    context = seat(house, chromium, ranked, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{house.url}{ranked['at']}")
    cells = [cell for cell in page.locator("tbody tr").first.locator("th, td").all() if cell.bounding_box()]
    first, second, *others = sorted(cells, key=lambda cell: [(cell.bounding_box() or {})[side] for side in ("y", "x")])
    assert [first.get_attribute("data-label"), second.locator("a").inner_text()] == ["Rank", "Startup 1"]
    assert {cell.get_attribute("data-label") for cell in others} == {"By mean", "Estimate", "Likely range", "Mean", "Reviews"}
    assert axe(page) == []
    context.close()
