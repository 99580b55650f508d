"""Aboard: a manager at a desk takes a startup in and asks, announces and plans; its founder on a phone accepts, ticks, says that
they come and opens a file; the manager sees all of it and the startup graduates. The main forms work without scripts as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accelerator.kit import clock
from tests.browser.people import Visitor
from tests.journeys.house import House, lodging

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lodging("boarding", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def scene(house: House) -> Any:
    return json.loads(house.python("-m", "tests.journeys.boarding").splitlines()[-1])


def visitor(house: House, chromium: Browser, cookies: dict[str, str], **how: Any) -> Visitor:
    made = Visitor(chromium, house.url, cookies=cookies, **how)
    made.context.set_default_timeout(8_000)
    return made


def ahead(days: int) -> date:
    return clock.today("Asia/Singapore") + timedelta(days=days)


def fill_in(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def enrol(manager: Visitor) -> None:
    """By keyboard: what the rail asks for is filled and sent without a pointer."""
    page = manager.page
    manager.go("/cohorts/boarding/startups/")
    page.locator("select[name=startup]").focus()
    page.keyboard.type("Quaykeeper")
    page.keyboard.press("Tab")
    page.keyboard.type("Comes from the last call.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    manager.sees("Quaykeeper is in the cohort")
    manager.check()


def ask(manager: Visitor) -> None:
    page = manager.page
    manager.go("/cohorts/boarding/agreements/")
    manager.fill("Title", "Participation agreement")
    manager.fill("Text", "Two people at **every** workshop.")
    manager.leave_by(page.get_by_role("button", name="Save"))
    manager.check()
    for kind, title, days in (("agreement", "Accept the agreement", "7"), ("other", "Send a photo", "14")):
        page.goto(f"{manager.url}/cohorts/boarding/onboarding/")
        page.get_by_label("What it asks for").select_option(kind)
        manager.fill("In words", title)
        if kind == "agreement":
            page.get_by_label("Text to accept").select_option(label="Participation agreement")
        manager.fill("Due, days after joining", days)
        manager.leave_by(page.get_by_role("button", name="Add to the list"))
    expect(page.get_by_role("cell", name="Open").first).to_be_visible()
    manager.check()


def announce(manager: Visitor) -> None:
    page = manager.page
    for subject, on in (("Door code", None), ("Rehearsals", ahead(5))):
        page.goto(f"{manager.url}/cohorts/boarding/announcements/new/")
        manager.fill("Subject", subject)
        manager.fill("Text", "It is on the *card* in your folder.")
        if on:
            manager.fill("Send on", f"{on}")
            page.locator("[name=send_time]").fill("09:00")
        manager.leave_by(page.get_by_role("button", name="Look at it"))
        manager.check()
        manager.leave_by(page.get_by_role("button", name="Send it then" if on else "Send to 3 people"))
        manager.check()
    manager.go("/cohorts/boarding/announcements/")
    manager.sees("To be sent")


def plan(manager: Visitor) -> None:
    page = manager.page
    manager.go("/cohorts/boarding/calendar/new/")
    fill_in(page, title="Pricing a pilot", starts_on=f"{ahead(4)}", begins="10:00", until="12:00", place="Room Keppel")
    manager.leave_by(page.get_by_role("button", name="Plan and invite"))
    manager.sees("0 come")
    manager.check()
    manager.go("/cohorts/boarding/files/")
    page.get_by_label("File").set_input_files(
        {"name": "weeks.csv", "mimeType": "text/csv", "buffer": b"week,theme\n1,Customers\n"}
    )
    manager.leave_by(page.get_by_role("button", name="Upload"))
    manager.check()


def come_aboard(founder: Visitor) -> None:
    """What the founder does on a phone, from the home page on."""
    page = founder.page
    founder.go("/home/")
    page.get_by_role("link", name="Accept the agreement").first.click()
    founder.sees("every")
    founder.check()
    founder.leave_by(page.get_by_role("button", name="Accept"))
    founder.check()  # a name was missing: it says so
    founder.fill("Your full name", "Ananya Rao")
    page.keyboard.press("Enter")
    founder.sees("Accepted for Quaykeeper.")
    founder.check()
    founder.go("/home/")
    page.get_by_role("link", name="Send a photo").first.click()
    founder.check()
    founder.leave_by(page.get_by_role("button", name="Done: Send a photo"))
    founder.sees("2 of 2 done")
    founder.check()


def take_part(founder: Visitor, folder: Path) -> None:
    page = founder.page
    founder.go("/cohorts/boarding/announcements/")
    founder.follow("Door code")
    expect(page.get_by_text("Rehearsals")).to_have_count(0)
    founder.go("/cohorts/boarding/calendar/")
    founder.follow("Pricing a pilot")
    founder.leave_by(page.get_by_role("button", name="I come"))
    founder.sees("Coming")
    founder.check()
    founder.go("/cohorts/boarding/files/")
    with page.expect_download() as download:
        page.get_by_role("link", name="weeks.csv").click()
    kept = folder / "weeks.csv"
    download.value.save_as(kept)
    assert kept.read_bytes() == b"week,theme\n1,Customers\n"


def see_it(manager: Visitor) -> None:
    page = manager.page
    manager.go("/cohorts/boarding/onboarding/")
    row = page.get_by_role("row").filter(has_text="Quaykeeper")
    expect(row.get_by_text("Done")).to_have_count(2)
    page.goto(f"{manager.url}/cohorts/boarding/agreements/")
    manager.follow("Participation agreement")
    manager.sees("Ananya Rao, version 1")
    manager.go("/cohorts/boarding/calendar/")
    manager.follow("Pricing a pilot")
    manager.sees("1 comes")


def graduate(manager: Visitor) -> None:
    page = manager.page
    manager.go("/cohorts/boarding/graduation/")
    manager.fill("Onboarding checklist done", "100")
    manager.fill("Events attended", "50")
    manager.leave_by(page.get_by_role("button", name="Save"))
    page.goto(f"{manager.url}/cohorts/boarding/startups/")
    manager.follow("Quaykeeper")
    manager.follow("Graduate")
    manager.sees("2 of 2, that is 100%")
    manager.leave_by(page.get_by_role("button", name="Graduate"))
    manager.sees("Not met: Events attended")
    manager.check()
    manager.fill("Why it graduates all the same", "Nothing has taken place yet.")
    manager.leave_by(page.get_by_role("button", name="Graduate"))
    manager.sees("How it stood when it graduated")
    manager.check()


def test_aboard_from_enrolment_to_graduation(house: House, chromium: Browser, scene: Any, tmp_path: Path) -> None:
    manager = visitor(house, chromium, scene["manager"])
    for act in (enrol, ask, announce, plan):
        act(manager)
    founder = visitor(house, chromium, scene["founder"], phone=True)
    come_aboard(founder)
    take_part(founder, tmp_path)
    see_it(manager)
    graduate(manager)
    founder.go("/home/")
    for one in (founder, manager):
        one.close()


def plain(house: House, chromium: Browser, cookies: dict[str, str]) -> Page:
    """A page of a browser without scripts."""
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(8_000)
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])
    return context.new_page()


def test_without_scripts_it_is_all_the_same(house: House, chromium: Browser, scene: Any) -> None:
    manager, rival = plain(house, chromium, scene["manager"]), plain(house, chromium, scene["rival"])
    manager.goto(f"{house.url}/cohorts/boarding/announcements/new/")
    manager.get_by_label("Subject").fill("Lights")
    manager.get_by_label("Text").fill("Out at ten.")
    manager.get_by_label("Send on").fill(f"{ahead(2)}")
    manager.get_by_role("button", name="Look at it").click()
    expect(manager.get_by_text("Say both the day and the time")).to_be_visible()
    manager.locator("[name=send_time]").fill("09:00")
    manager.get_by_role("button", name="Look at it").click()
    manager.get_by_role("button", name="Send it then").click()
    manager.get_by_role("button", name="Call off").click()
    expect(manager.get_by_text("Called off. Nobody had heard of it.")).to_be_visible()
    manager.goto(f"{house.url}/cohorts/boarding/calendar/new/")
    fill_in(manager, title="Picnic", starts_on=f"{ahead(3)}", begins="10:00", until="12:00", place="Lawn")
    manager.get_by_role("button", name="Plan and invite").click()
    event = manager.url
    rival.goto(event)
    rival.get_by_role("button", name="I cannot").click()
    expect(rival.get_by_text("Not coming").first).to_be_visible()
    manager.goto(event)
    expect(manager.get_by_text("0 come")).to_be_visible()
    for page in (manager, rival):
        page.context.close()


def test_a_managers_tabs_hold_on_a_phone_in_the_dark(house: House, chromium: Browser, scene: Any) -> None:
    """No axe violation, nothing wider than the screen, no broken policy; at a desk by day the journey looks at them."""
    manager = visitor(house, chromium, scene["manager"], phone=True, dark=True)
    for tab in ("startups", "onboarding", "announcements", "calendar", "files", "agreements", "graduation", "settings"):
        manager.go(f"/cohorts/boarding/{tab}/")
    manager.close()
