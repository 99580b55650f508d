"""The main job from end to end: seven people in real browsers, a real worker, real mail, and every part killed on the way."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import Visitor
from tests.journeys import answering, people
from tests.journeys.house import House, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.journey]
DAY = "%Y-%m-%d"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"), DEMO="0", SWEEP_SECONDS="2", NOTICE_LEASE_SECONDS="20")
    try:
        made.wait_until_ready()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


class Story:
    """Who is there, and the addresses they share."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.who: dict[str, Visitor] = {}
        self.call = ""
        self.today = timezone.now().date()

    def invited(self, name: str, *, address: str, subject: str, phone: bool = False) -> Visitor:
        link = self.house.link(address, subject)
        self.who[address.partition("@")[0]] = made = people.by_invitation(self.browser, self.house, link, name=name, phone=phone)
        return made


def open_the_house(story: Story) -> None:
    """The first admin by the one link of operator_setup; then a manager, an officer and an approver by mail."""
    said = story.house.command("operator_setup", "Harbour Board", "--admin", "admin@example.org")
    link = re.search(r"http\S+/join/\S+", said)
    assert link, said
    admin = people.by_invitation(story.browser, story.house, link[0], name="Siti Rahman")
    people.with_second_factor(admin)
    for address, role in (("manager", "Programme manager"), ("officer", "Grants officer"), ("approver", "Approver")):
        admin.go("/people/invite/")
        admin.page.locator("input[name=email]").fill(f"{address}@example.org")
        admin.page.locator("select[name=place]").select_option(label=role)
        admin.press("Send the invitation")
        visitor = story.invited(f"The {address}", address=f"{address}@example.org", subject="invit")
        people.with_second_factor(visitor)
    admin.close()


def call_for_applications(story: Story) -> None:
    """1. A programme, a call with dates, a form, a rubric and places; published."""
    manager = story.who["manager"]
    manager.go("/programmes/new/")
    manager.fill("Name", "Applied AI")
    manager.press("Begin the programme")
    manager.follow("New call")
    manager.fill("Name", "Applied AI, Cohort 5")
    manager.press("Begin the draft")
    manager.fill("In one line", "Six months for teams that put AI to work in ports")
    manager.fill("Description", "For teams with a first user.\n\nWe take no equity.")
    manager.fill("What founders get", "Mentors and cloud credits")
    manager.fill("Places", "2")
    manager.press("Save")
    manager.follow("Dates")
    manager.fill("Opens", f"{story.today - timedelta(days=1):{DAY}}T09:00")
    manager.fill("Closes", f"{story.today + timedelta(days=20):{DAY}}T23:59")
    manager.fill("Reviews are due on", f"{story.today + timedelta(days=30):{DAY}}")
    manager.fill("Founders hear on", f"{story.today + timedelta(days=40):{DAY}}")
    manager.press("Save")
    manager.follow("Rubric")
    manager.press("Use the standard rubric")
    manager.check()
    manager.follow("Form")
    manager.press("Use the standard form")
    manager.follow("Open the form")
    manager.press("Publish")
    manager.page.get_by_role("button", name="Publish").last.click()
    manager.page.wait_for_load_state()
    manager.go("/programmes/")
    manager.follow("Applied AI")
    manager.follow("Applied AI, Cohort 5")
    manager.press("Publish")
    manager.page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    manager.page.wait_for_url("**/calls/applied-ai-cohort-5/")
    story.call = "/calls/applied-ai-cohort-5/"
    manager.sees("What you are asked")


def write_and_submit(story: Story) -> None:
    """2. A founder signs up on the call's page, writes on a phone, loses the web server, attaches a deck and submits."""
    founder = people.by_signing_up(
        story.browser, story.house, story.call, email="founder@example.org", name="Thanh Vo", phone=True
    )
    story.who["founder"] = founder
    founder.page.locator("input[name=name]").fill("Quaykeeper")
    founder.page.locator("select[name=country]").select_option("SG")
    founder.check()
    founder.press("Start the application")
    fill_and_submit(story, founder.page.url.rsplit("/edit/", 1)[0])


def fill_and_submit(story: Story, start: str) -> None:
    founder = story.who["founder"]
    for key, answers in answering.SECTIONS.items():
        founder.go(f"{start}/edit/{key}/")
        if key == "team":
            story.house.kill("web")
        for name, value in answers.items():
            answering.answer(founder, name, value)
        if key == "product":
            deck = {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": answering.DECK}
            founder.page.locator("input[type=file]").first.set_input_files(deck)  # type: ignore[arg-type]  # a FilePayload
            founder.sees("deck.pdf")
        saved = founder.page.locator("[data-autosave]").first
        if key == "team":
            expect(saved).to_contain_text("kept on this device", timeout=30_000)
            wait_for(story.house.answers, why="the web server is not back")
            founder.faults.clear()  # what the browser said while there was nobody to answer
            expect(saved).to_contain_text("Saved", timeout=60_000)
        if key != "declarations":
            founder.press("Next section")
    founder.press("Review and submit")
    founder.press("Submit the application")
    founder.page.wait_for_url("**/receipts/**")
    founder.check()
    assert "AAC5-0001" in story.house.mail("founder@example.org", "We have your application")
