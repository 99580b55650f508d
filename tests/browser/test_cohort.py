"""A founder on a phone hands in a milestone; a manager at a desk finds the startup on the board and signs it off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Visitor
from tests.journeys.house import House, lodging

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lodging("desk", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def cohort(house: House) -> Any:
    return json.loads(house.python("-m", "tests.journeys.cohorting").splitlines()[-1])


def visitor(house: House, chromium: Browser, cookies: dict[str, str], **how: Any) -> Visitor:
    made = Visitor(chromium, house.url, cookies=cookies, **how)
    made.context.set_default_timeout(20_000)
    return made


def test_from_the_founders_phone_to_the_managers_desk(house: House, chromium: Browser, cohort: Any) -> None:
    founder = visitor(house, chromium, cohort["founder"], phone=True)
    founder.go("/home/")
    founder.sees("M1 Customer interviews")
    founder.page.get_by_role("link", name="Submit: M1 Customer interviews").click()
    founder.check()
    founder.page.locator("textarea[name=account]").fill("Twenty conversations, all written down.")
    founder.leave_by(founder.page.get_by_role("button", name="Submit for sign-off"))
    founder.sees("To check")
    founder.check()

    manager = visitor(house, chromium, cohort["manager"])
    manager.go(f"/cohorts/{cohort['slug']}/board/")
    waiting = manager.page.get_by_role("group", name="Show").get_by_role("link", name="To check")
    waiting.click()
    expect(manager.page.locator("tbody th[scope=row]")).to_have_count(1)
    manager.check()
    manager.page.locator("tbody th[scope=row] a").click()
    manager.check()
    manager.page.get_by_role("link", name="M1 Customer interviews", exact=True).first.click()
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name="Sign off", exact=True).first)
    manager.sees("Reached")
    for one in (founder, manager):
        one.close()


def test_the_board_is_narrowed_without_leaving_the_page_and_by_keyboard(house: House, chromium: Browser, cohort: Any) -> None:
    manager = visitor(house, chromium, cohort["manager"], dark=True)
    manager.go(f"/cohorts/{cohort['slug']}/board/")
    manager.page.evaluate("window.here = true")
    opens = manager.page.locator(".board-filter > summary")
    opens.press("Enter")
    manager.page.get_by_label("Order").select_option("name")
    manager.page.get_by_role("button", name="Apply").press("Enter")
    expect(manager.page.locator("tbody th[scope=row] a").first).to_have_text("Bumboat")
    expect(manager.page).to_have_url(re.compile("sort=name"))
    assert manager.page.evaluate("window.here") is True  # htmx asked for the table alone
    if not manager.page.get_by_label("Startup", exact=True).first.is_visible():
        opens.press("Enter")
    manager.page.get_by_label("Startup", exact=True).first.fill("sand")
    manager.page.keyboard.press("Enter")
    expect(manager.page.locator("tbody th[scope=row]")).to_have_count(1)
    manager.check()
    manager.close()


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("path", ["board/", "board/weeks/", "board/rules/"])
def test_every_page_of_the_board_at_both_widths(house: House, chromium: Browser, cohort: Any, path: str, phone: bool) -> None:
    manager = visitor(house, chromium, cohort["manager"], phone=phone)
    manager.go(f"/cohorts/{cohort['slug']}/{path}")
    manager.close()


def test_the_calendar_address_is_made_on_a_phone(house: House, chromium: Browser, cohort: Any) -> None:
    founder = visitor(house, chromium, cohort["founder"], phone=True)
    founder.go("/account/calendar/")
    founder.leave_by(founder.page.get_by_role("button", name="Make the address"))
    address = founder.page.get_by_label("Address of your calendar").input_value()
    assert address.startswith("http")
    assert address.endswith(".ics")
    founder.check()
    founder.close()
