"""The main job from end to end: seven people in real browsers, a real worker, real mail, and every part killed on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Visitor
from tests.journeys import answering, people
from tests.journeys.house import House, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.journey]
DAY = "%Y-%m-%d"
_NINE_O_CLOCK = """
    UPDATE accelerator_reminder SET due_at = now() WHERE state = 'planned' AND local_on = %s RETURNING id
"""
_ACCOUNTS = "SELECT state, count(*) FROM accelerator_delivery GROUP BY state ORDER BY state"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"), DEMO="0", SWEEP_SECONDS="2", REMIND_SECONDS="2", NOTICE_LEASE_SECONDS="20")
    try:
        made.wait_until_ready()
        yield made
    finally:
        made.close()


class Story:
    """Who is there, and the addresses they share."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.who: dict[str, Visitor] = {}
        self.call = self.cohort = ""
        self.today = datetime.now(ZoneInfo("Asia/Singapore")).date()

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
    manager.go("/programmes/applied-ai/edit/")
    manager.fill("Minutes to recall a release", "0")
    manager.press("Save")
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
    manager.follow("Publish v1")
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name="Publish v1"))
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
        if key == "team":  # typed while nobody answered, or just after: saved all the same, without another key
            wait_for(story.house.answers, why="the web server is not back")
            expect(founder.page.locator("#sheet")).to_have_attribute("data-save-state", "saved", timeout=60_000)
            founder.faults.clear()  # what the browser said while there was nobody to answer
        if key != "declarations":
            founder.press("Next section")
    founder.press("Review and submit")
    founder.press("Submit the application")
    founder.page.wait_for_url("**/receipts/**")
    founder.page.emulate_media(media="print")
    assert founder.page.locator(".crumbs").is_visible()  # paper says what it belongs to, and has nothing to press
    assert founder.page.locator(".btn:visible, .side:visible").count() == 0
    founder.page.emulate_media(media="screen")
    founder.check()
    assert "AAC5-0001" in story.house.mail("founder@example.org", "We have your application")


def review(story: Story) -> None:
    """3. The manager invites and assigns a reviewer, who scores and comments; the manager sees the ranking."""
    manager = story.who["manager"]
    manager.go("/programmes/applied-ai/staff/")
    manager.fill("Email", "reviewer@example.org")
    manager.page.locator("select[name=role]").select_option("reviewer")
    manager.press("Send the invitation")
    story.invited("Daniel Ong", address="reviewer@example.org", subject="invit")
    manager.go(f"{story.call}pipeline/")
    manager.page.get_by_label("Select Quaykeeper").check()
    manager.press("Assign")
    manager.check()
    manager.press("As far as it goes")  # of three reviewers that the call wants there is one
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name=re.compile("^Assign")).last)
    manager.check()
    score(story)


def score(story: Story) -> None:
    manager, reviewer = story.who["manager"], story.who["reviewer"]
    reviewer.go("/reviews/")
    reviewer.follow("Quaykeeper")
    for number in range(1, 6):
        key = f'input[name="points-{number}"][value="4"]'
        reviewer.page.locator(f"label:has({key})").click()
        expect(reviewer.page.locator(key)).to_be_checked()
    reviewer.page.locator("textarea[name=comment]").fill("Real users, real figures.")
    reviewer.press("Submit")
    reviewer.page.wait_for_url(re.compile("/reviews/$"))
    reviewer.check()
    manager.go(f"{story.call}ranking/")
    manager.press("Work it out now")
    manager.sees("4.00")


def decide(story: Story) -> None:
    """4. Accepted; nothing is sent until release; then the letter goes out and the founder takes the place."""
    manager, founder = story.who["manager"], story.who["founder"]
    manager.go(f"{story.call}pipeline/")
    manager.page.get_by_label("Select Quaykeeper").check()
    manager.press("Accept")
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name=re.compile("Accept")).last)
    manager.go("/cohorts/new/")
    manager.fill("Name", "Cohort 5")
    manager.page.get_by_label("Call").first.select_option(label="Applied AI, Cohort 5")
    manager.fill("First day", f"{story.today - timedelta(days=10):{DAY}}")
    manager.fill("Last day", f"{story.today + timedelta(days=170):{DAY}}")
    manager.press("Make the cohort")
    manager.check()
    story.cohort = manager.page.url.removeprefix(story.house.url).removesuffix("startups/")
    assert not [one for one in story.house.subjects() if "place" in one[1].lower() or "offer" in one[1].lower()]
    was = story.house.kill("worker")
    manager.go(f"{story.call}decisions/")
    manager.press("Release 1 decision")
    manager.leave_by(manager.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Release")))
    wait_for(lambda: story.house.is_back("worker", was), why="the worker is not back")
    letter = story.house.link("founder@example.org", "Applied AI, Cohort 5", seconds=120)
    founder.go(letter)
    founder.go("/home/")
    founder.follow("Answer")
    founder.press("Accept the place")
    founder.page.wait_for_load_state()
    founder.check()


def reach_milestones(story: Story) -> None:
    """5. Enrolled; milestones come from the plan; the worker reminds of what falls due; submitted and signed off."""
    manager, founder = story.who["manager"], story.who["founder"]
    manager.go("/plans/new/")
    manager.fill("Name", "Six months")
    manager.press("Make the plan")
    for title, days in (("Customer interviews", "12"), ("Advisers named", "10"), ("Pilot signed", "60")):
        manager.follow("Add a step")
        manager.fill("Milestone", title)
        manager.fill("How many", days)
        manager.fill("What shows it", "A page")
        manager.leave_by(manager.page.get_by_role("button", name="Add the step"))
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name="See what applying changes"))
    manager.check()
    manager.leave_by(manager.page.get_by_role("button", name="Apply the plan"))
    manager.page.wait_for_url("**/board/")
    manager.sees("Quaykeeper")
    was = story.house.kill("beat")
    wait_for(lambda: story.house.is_back("beat", was), why="beat is not back")
    # The reminders of the day before and the day after are planned for nine o'clock tomorrow; the test brings it here.
    assert len(story.house.rows(_NINE_O_CLOCK, story.today + timedelta(days=1))) == 2
    assert "To show: A page" in story.house.mail("founder@example.org", "M1 Customer interviews is due on", seconds=120)
    assert "is not submitted yet" in story.house.mail("founder@example.org", "M2 Advisers named was due on", seconds=120)
    founder.go("/milestones/")
    founder.follow("M1 Customer interviews")
    founder.fill("What was done", "Twenty conversations, notes attached.")
    founder.press("Submit for sign-off")
    founder.check()
    assert story.house.mail("manager@example.org", "Quaykeeper submitted M1")
    manager.go("/milestones/")
    manager.follow("M1 Customer interviews")
    manager.press("Sign off")
    manager.sees("Reached")


def meet_the_mentor(story: Story) -> None:
    """6. A matched mentor logs a session on a phone; the founder finds its action at home, not the private note."""
    manager, founder = story.who["manager"], story.who["founder"]
    manager.go(f"{story.cohort}mentors/")
    manager.fill("Email of somebody new", "mentor@example.org")
    manager.press("Match")
    mentor = story.invited("Priya Raghunathan", address="mentor@example.org", subject="invit", phone=True)
    mentor.go("/sessions/log/")
    mentor.fill("Shared notes", "Offer a price a crane.")
    mentor.fill("Private note", "The founders should settle who sells.")
    mentor.page.locator("input[name=action_1]").fill("Send the price sheet")
    mentor.press("Save session")
    mentor.check()
    mentor.sees("The founders should settle who sells.")
    founder.go("/home/")
    founder.sees("Send the price sheet")
    founder.follow("Open: Send the price sheet")
    founder.sees("Offer a price a crane.")
    assert "settle who sells" not in founder.page.content()
    founder.press("Mark “Send the price sheet” as done")
    founder.check()


def grant_credits(story: Story) -> None:
    """7. The officer opens a pool and asks for a grant; a second person approves; the ledger balances and is not overdrawn."""
    officer, approver, founder = story.who["officer"], story.who["approver"], story.who["founder"]
    officer.go("/credits/pools/new/")
    officer.fill("Name of a new provider", "Nimbus Cloud")
    officer.fill("Name of the pool", "General compute")
    officer.fill("First funds", "50,000")
    officer.fill("Document", "Letter of 2 November")
    officer.fill("Valid from", f"{story.today - timedelta(days=30):{DAY}}")
    officer.fill("Expires on", f"{story.today + timedelta(days=300):{DAY}}")
    officer.press("Open the pool")
    officer.sees("Letter of 2 November")
    for amount in ("60000", "40000"):  # more than there is is refused beside its field
        officer.go("/credits/grants/new/")
        officer.page.locator("select[name=enrolment]").select_option(index=1)
        officer.page.locator("select[name=pool]").select_option(index=1)
        officer.fill("Amount", amount)
        officer.fill("Purpose", "Training the pilot")
        officer.press("Request approval")
        officer.check()
        if amount == "60000":
            officer.sees("left. Ask for less")
    approver.go("/home/")
    approver.follow("Review")
    approver.press("Approve")
    approver.sees("Approved")
    officer.go("/home/")
    officer.follow("Award")
    officer.press("Award to the startup")
    officer.check()
    assert "General compute" in story.house.mail("founder@example.org", "of cloud credits for Quaykeeper")
    founder.go("/credits/")
    founder.sees("40,000")
    assert story.house.command("ledger", "verify") == "The ledger holds: 3 postings, 6 entries.\n"


def know_what_is_next(story: Story) -> None:
    """8. Each role's home says what to do next."""
    next_for = {
        "manager": "Nothing needs you now",
        "founder": "M3 Pilot signed",
        "reviewer": "Nothing needs you now",
        "mentor": "1 session, ",
        "officer": "Nothing needs you now",
        "approver": "Nothing needs you now",
    }
    for name, words in next_for.items():
        story.who[name].go("/home/")
        story.who[name].sees(words)


def lose_nothing(story: Story) -> None:
    """Every part was killed on the way: each message was sent, and each sent once."""
    wait_for(lambda: {state for state, _count in story.house.rows(_ACCOUNTS)} == {"sent"}, seconds=120, why="mail still waits")
    mails = story.house.mails()
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert story.house.rows(_ACCOUNTS) == [("sent", len(mails))]


def test_the_main_job(house: House, chromium: Browser) -> None:
    story = Story(house, chromium)
    open_the_house(story)
    call_for_applications(story)
    write_and_submit(story)
    review(story)
    decide(story)
    reach_milestones(story)
    meet_the_mentor(story)
    grant_credits(story)
    know_what_is_next(story)
    lose_nothing(story)
