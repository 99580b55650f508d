"""The form of a milestone in dead spots: offline, a page that died there, two tabs, a lost answer, signing in anew, submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.test_autosave import PROOF, WHAT, died_in_a_tunnel, opened, shows, type_in
from tests.browser.test_cohort import cohort, house, visitor
from tests.journeys.house import House

pytestmark = pytest.mark.browser
__all__ = ["cohort", "house"]
_FROM = "FROM accelerator_sheet s JOIN cohorts_milestone m ON m.sheet_id = s.id"
_KEPT = f"SELECT answers ->> %s {_FROM} WHERE m.code = %s"  # our own words
_SAVES = f"SELECT count(*) {_FROM} JOIN accelerator_change c ON c.sheet_id = s.id WHERE c.key = %s AND m.code = %s"


@pytest.fixture
def founder(house: House, chromium: Browser, cohort: Any) -> Iterator[BrowserContext]:
    made = visitor(house, chromium, cohort["founder"], phone=True)
    yield made.context
    made.context.close()


@pytest.fixture
def address(house: House, cohort: Any) -> str:
    return f"{house.url}/milestones/{cohort['asking']}/form/"


def kept(house: House, cohort: Any, key: str = "what") -> str:
    ((answer,),) = house.rows(_KEPT, key, cohort["asking"])
    return str(answer)


def test_a_pause_keeps_it_and_a_dead_spot_loses_nothing(house: House, cohort: Any, founder: BrowserContext, address: str) -> None:
    page = opened(founder, address)
    type_in(page, "Predicts dwell time")
    shows(page, "Saved")
    assert kept(house, cohort) == "Predicts dwell time"
    founder.set_offline(True)
    type_in(page, "Predicts dwell time, in a tunnel")
    shows(page, "kept on this device")
    founder.set_offline(False)
    shows(page, "Saved")
    assert kept(house, cohort) == "Predicts dwell time, in a tunnel"
    page.close()
    died_in_a_tunnel(founder, address, "Typed before the crash")
    again = opened(founder, address)
    expect(again.locator(WHAT)).to_have_value("Typed before the crash")
    shows(again, "Saved")
    assert kept(house, cohort) == "Typed before the crash"


def test_an_answer_that_was_lost_on_the_way_is_no_second_save(
    house: House, cohort: Any, founder: BrowserContext, address: str
) -> None:
    page = opened(founder, address)

    def lose(route: Route) -> None:
        route.fetch()  # the server has it, and its word does not come through
        route.abort()

    page.route("**/sheet/", lose, times=1)
    ((before,),) = house.rows(_SAVES, "proof", cohort["asking"])
    type_in(page, "A letter of a port", PROOF)
    shows(page, "Saved")
    ((after,),) = house.rows(_SAVES, "proof", cohort["asking"])
    assert (int(str(after)) - int(str(before)), kept(house, cohort, "proof")) == (1, "A letter of a port")
    expect(page.locator("[data-conflict]")).to_have_count(0)


def test_two_tabs_show_one_text(house: House, cohort: Any, founder: BrowserContext, address: str) -> None:
    first, second = opened(founder, address), opened(founder, address)
    type_in(first, "From the first tab")
    shows(first, "Saved")
    expect(second.locator(WHAT)).to_have_value("From the first tab")
    type_in(second, "From the second tab")
    shows(second, "Saved")
    expect(first.locator(WHAT)).to_have_value("From the second tab")
    assert kept(house, cohort) == "From the second tab"


def test_signed_out_meanwhile_it_waits_for_the_next_sign_in(
    house: House, cohort: Any, founder: BrowserContext, address: str
) -> None:
    page = opened(founder, address)
    cookies = founder.cookies()
    founder.clear_cookies()
    type_in(page, "Typed after the session ended")
    shows(page, "sign")
    founder.add_cookies([{"name": one["name"], "value": one["value"], "url": house.url} for one in cookies])
    page.locator("[data-retry]").first.click()
    shows(page, "Saved")
    assert kept(house, cohort) == "Typed after the session ended"


def test_typed_when_nothing_is_taken_any_more_it_stands_on_the_page_to_be_copied(
    house: House, chromium: Browser, cohort: Any, founder: BrowserContext, address: str
) -> None:
    page = opened(founder, address)
    manager = visitor(house, chromium, cohort["manager"])
    manager.go(f"/milestones/{cohort['asking']}/")
    manager.page.locator("#waive_reason").fill("They did it before.")
    manager.leave_by(manager.page.get_by_role("button", name="Waive", exact=True))
    manager.close()
    type_in(page, "Typed too late")
    expect(page.get_by_text("This milestone is “Waived” now.")).to_be_visible()
    page.goto(f"{house.url}/milestones/{cohort['asking']}/")
    expect(page.locator("[data-uses=unsent]")).to_contain_text("Typed too late")
    assert kept(house, cohort) != "Typed too late"
