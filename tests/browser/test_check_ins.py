"""A check-in from the mail to the manager's table: a founder on a phone, without a session, in a dead spot, and once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Visitor
from tests.journeys.house import House, lodging, wait_for

pytestmark = pytest.mark.browser
LOOKS = [(False, False), (True, True), *(pytest.param(*look, marks=pytest.mark.full) for look in ((False, True), (True, False)))]
_KEPT = "SELECT s.answers FROM cohorts_checkin c JOIN accelerator_sheet s ON s.id = c.sheet_id WHERE c.code = %s"


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lodging("sending", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def scene(house: House) -> Any:
    return json.loads(house.python("-m", "tests.journeys.sending").splitlines()[-1])


def visitor(chromium: Browser, house: House, cookies: dict[str, str] | None = None, **look: bool) -> Visitor:
    return Visitor(chromium, house.url, cookies=cookies, **look)


def kept(house: House, scene: Any) -> dict[str, Any]:
    ((answers,),) = house.rows(_KEPT, scene["code"])
    return dict(answers)


def too_late(founder: Visitor, tab: Page) -> None:
    """What is written in another tab after that is shown, to copy."""
    page, founder.page = founder.page, tab
    tab.get_by_label("What holds you up?").fill("Said too late.")
    founder.leave_by(tab.locator(".focus-actions").get_by_role("button", name="Send the check-in"))
    founder.check()
    founder.sees("What you wrote")
    founder.sees("Said too late.")
    founder.page = page


def test_from_the_mail_to_the_managers_table(house: House, scene: Any, chromium: Browser) -> None:
    link = house.link(scene["email"], "check-in")
    assert "/check-in/" in link
    founder = visitor(chromium, house, phone=True)
    founder.go(link)
    page = founder.page
    expect(page.get_by_label("Runway")).to_have_value("7")  # as last time
    assert "Ananya" not in page.content()
    page.get_by_label("Runway").fill("5")
    page.get_by_label("What holds you up?").fill("Waiting for the port.")
    page.keyboard.press("Tab")
    wait_for(lambda: kept(house, scene).get("blockers") == "Waiting for the port.", why="the autosave")
    founder.context.set_offline(True)
    page.get_by_label("Active users").fill("345")
    expect(page.locator(".autosave")).to_contain_text("on this device")
    founder.context.set_offline(False)
    wait_for(lambda: kept(house, scene).get("users") == "345", why="what was typed in the dead spot")
    page.get_by_label("What would help?").first.fill("Who buys for a port?")
    page.get_by_label("Topic").first.select_option("sales")
    beside = founder.context.new_page()
    beside.goto(link)
    founder.leave_by(page.locator(".focus-actions").get_by_role("button", name="Send the check-in"))
    founder.check()
    founder.sees("The check-in is sent")
    too_late(founder, beside)
    page.goto(link)
    founder.sees("This link no longer opens the check-in")
    page.goto(f"{house.url}/home/")
    assert "/accounts/login/" in page.url
    founder.close()

    manager = visitor(chromium, house, scene["manager"])
    manager.go("/cohorts/cohort-5/check-ins/")
    for words in ("Quaykeeper", "5 months", "Ananya Rao", "Sent"):
        manager.sees(words)
    manager.go("/cohorts/cohort-5/check-ins/asks/")
    manager.sees("Who buys for a port?")
    manager.close()


@pytest.mark.parametrize(("phone", "dark"), LOOKS)
def test_every_page_holds_at_both_widths_in_both_themes(
    house: House, scene: Any, chromium: Browser, phone: bool, dark: bool
) -> None:
    """No axe violation, nothing wider than the screen, no broken policy."""
    startup = f"/enrolments/{scene['enrolment']}/check-ins/"
    pages = {
        "other": ("/home/", "/check-ins/", f"/check-ins/{scene['code']}/", startup, "/asks/"),
        "mentor": ("/home/", "/check-ins/", startup, "/asks/"),
        "manager": (
            "/cohorts/cohort-5/check-ins/",
            "/cohorts/cohort-5/check-ins/rhythm/",
            "/cohorts/cohort-5/check-ins/asks/",
            startup,
            f"/enrolments/{scene['enrolment']}/",
        ),
    }
    for who, paths in pages.items():
        one = visitor(chromium, house, scene[who], phone=phone, dark=dark)
        for path in paths:
            one.go(path)
        one.close()
    stranger = visitor(chromium, house, phone=phone, dark=dark)
    for path in ("/check-in/sent/", "/check-in/nothing/"):
        stranger.go(path)
    stranger.close()
