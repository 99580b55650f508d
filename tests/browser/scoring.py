"""A reviewer submits too early and mends what is told. test_autosave.py lends the house."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import axe
from tests.journeys.house import House


def play(house: House, sit: Any) -> None:
    reviewer = json.loads(house.python("-m", "tests.journeys.reviewing"))
    page: Page = sit(reviewer, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{house.url}/reviews/{reviewer['code']}/")
    page.get_by_role("button", name="Submit").click()
    errors, refused = page.locator(".err"), page.locator("[data-refused]")
    expect(errors).to_have_count(4)
    expect(refused).to_contain_text("Not scored yet: Problem, Evidence, Team.")
    assert axe(page) == []
    for place in (1, 2, 3):
        page.locator(f'[name="points-{place}"][value="4"]').check(force=True)
        expect(page.locator(f"#points-{place}_error")).to_have_count(0)
    expect(refused).to_be_visible()
    page.locator("#comment").fill("One sentence.")
    expect(errors).to_have_count(0)
    expect(refused).to_have_count(0)
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(f"{house.url}/reviews/")
