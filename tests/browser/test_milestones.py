"""A founder on a phone writes, answers a form and asks for more time; a manager at a desk gives it, and holds reminders."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_cohort import cohort, house, visitor
from tests.journeys.house import House

pytestmark = pytest.mark.browser
__all__ = ["cohort", "house"]


def test_the_life_of_a_milestone(house: House, chromium: Browser, cohort: Any) -> None:
    founder = visitor(house, chromium, cohort["founder"], phone=True)
    founder.go(f"/milestones/{cohort['asking']}/")
    founder.check()
    founder.leave_by(founder.page.get_by_role("link", name="Answer the questions"))
    founder.check()
    founder.page.locator("textarea[name=what]").fill("Predicts dwell time.")
    founder.leave_by(founder.page.locator(".focus-actions").get_by_role("button", name="Save and go back"))
    founder.sees("Saved. It is not submitted yet.")
    founder.page.locator("textarea[name=links]").fill("https://example.org/deck")
    founder.leave_by(founder.page.get_by_role("button", name="Save for later"))
    founder.page.get_by_text("Ask for another day").click()
    day = founder.page.locator("input[name=due_on]").last
    day.fill(day.evaluate("() => new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10)"))
    founder.page.locator("textarea[name=reason]").last.fill("The quay is closed.")
    founder.check()
    founder.leave_by(founder.page.get_by_role("button", name="Ask for more time"))
    founder.sees("Take it back")

    manager = visitor(house, chromium, cohort["manager"], dark=True)
    manager.go("/milestones/")
    manager.sees("More time asked for")
    manager.check()
    manager.go(f"/milestones/{cohort['asking']}/")
    manager.check()
    given = manager.page.locator("#grant_due_on")
    given.fill(given.evaluate("() => new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10)"))
    manager.leave_by(manager.page.get_by_role("button", name="Give more time"))
    manager.sees("Given until")
    for one in (founder, manager):
        one.close()


def test_reminders_are_seen_ahead_held_and_worded(house: House, chromium: Browser, cohort: Any) -> None:
    for how in ({}, {"phone": True, "dark": True}):
        manager = visitor(house, chromium, cohort["manager"], **how)
        manager.go(f"/cohorts/{cohort['slug']}/reminders/?weeks=8")
        manager.check()
        manager.leave_by(manager.page.locator("main li a").first)
        manager.check()
        manager.leave_by(manager.page.get_by_role("button", name="Hold it"))
        manager.sees("Held")
        manager.check()
        manager.page.locator("input[name=subject]").fill("Soon: {milestone}")
        manager.leave_by(manager.page.get_by_role("button", name="Save the words"))
        manager.sees("Own words")
        manager.leave_by(manager.page.get_by_role("button", name="Release it"))
        manager.go(f"/plans/{cohort['plan']}/reminders/")
        manager.check()
        manager.leave_by(manager.page.get_by_role("link", name="Change: 7 days before, at 09:00"))
        manager.check()
        manager.close()
