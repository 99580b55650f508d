"""A conflict hides a file mid-read: by the reader's own key, and by a manager meanwhile. test_autosave.py lends the house."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import axe
from tests.journeys.house import House

WIDE = {"width": 1440, "height": 900}


def play(house: House, sit: Any) -> None:
    made = json.loads(house.python("-m", "tests.journeys.conflicting"))
    page: Page = sit(made["reviewer"], viewport=WIDE).new_page()
    first, second, third = (f"{house.url}/reviews/{code}/" for code in made["codes"])
    _by_key(page, first, second, made["file"])
    _by_a_manager(house, sit, made, page, second, third)


def _by_key(page: Page, first: str, second: str, file: str) -> None:
    """One key, and the application with its file is missing; why is asked then, and the next one comes."""
    page.goto(first)
    attached = f"{first}files/{file}/"
    assert page.request.get(attached).status == 200
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Conflict declared")).to_be_visible()
    assert axe(page) == []
    assert [page.request.get(address).status for address in (first, attached, f"{attached}preview/")] == [404] * 3
    page.get_by_role("button", name="Take it back").click()
    expect(page).to_have_url(first)
    page.keyboard.press("c")
    page.locator("#reason").fill("We were at school together.")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(second)
    expect(page.get_by_text("Your reason is on record.")).to_be_visible()


def _by_a_manager(house: House, sit: Any, made: dict[str, Any], page: Page, second: str, third: str) -> None:
    """Recorded by a manager meanwhile: the next key leads on, and says why."""
    desk: Page = sit(made["manager"], viewport=WIDE).new_page()
    desk.goto(f"{house.url}/calls/hidden/conflicts/")
    desk.get_by_label("Person", exact=False).last.select_option(made["reviewer"]["code"])
    desk.get_by_label("Application").fill(made["number"])
    desk.get_by_role("button", name="Put on record").click()
    expect(desk.get_by_text("Priya Nair can no longer open this application.")).to_be_visible()
    assert axe(desk) == []
    page.keyboard.press("4")
    expect(page).to_have_url(third)
    expect(page.get_by_text("Pierlight is hidden from you: a conflict of interest is on record.")).to_be_visible()
    assert page.request.get(second).status == 404
    page.go_back()
    expect(page.get_by_role("heading", name="Pierlight")).to_have_count(0)
