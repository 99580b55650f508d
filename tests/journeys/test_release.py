"""Releases with a real worker and real mail: recalled in time nothing is sent; pressed by two at once each letter goes once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Visitor
from tests.journeys.house import House, wait_for

_LETTERS = """
    SELECT d.state, count(*) FROM accelerator_delivery d JOIN accelerator_message m ON m.id = d.message_id
    WHERE starts_with(m.kind, 'letter_') GROUP BY d.state
"""
pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"), DEMO="0", SWEEP_SECONDS="2")
    try:
        made.wait_until_ready()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def scenes(house: House) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(house.python("-m", "tests.journeys.releasing", "recalled", "15", "pressed", "0"))
    return made


def managers(house: House, browser: Browser, scene: dict[str, Any]) -> tuple[str, list[Visitor]]:
    """The call's address, and two managers of it who look at its decisions."""
    seated = []
    for cookies in scene["cookies"]:
        visitor = Visitor(browser, house.url)
        visitor.context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])
        visitor.go(f"{scene['call']}decisions/")
        seated.append(visitor)
    return scene["call"], seated


def open_dialog(page: Page) -> Any:
    page.get_by_role("button", name="Release 3 decisions").click()
    return page.get_by_role("dialog").get_by_role("button", name=re.compile("^Release"))


def letters(house: House, slug: str) -> Counter[str]:
    """{founder: mails} of what they got."""
    return Counter(str(mail["To"]).partition("@")[0] for mail in house.mails(slug) if "letter" in str(mail["X-Slipway-Kind"]))


def test_a_release_recalled_inside_the_window_sends_nothing(house: House, chromium: Browser, scenes: dict[str, Any]) -> None:
    call, (one, two) = managers(house, chromium, scenes["recalled"])
    one.leave_by(open_dialog(one.page))
    one.sees("until then you can recall it")
    one.check()
    two.go(f"{call}decisions/")  # every manager sees the time left, and can recall
    expect(two.page.get_by_text(re.compile(r"1[45] min left"))).to_be_visible()
    two.leave_by(two.page.get_by_role("button", name="Recall"))
    two.sees("Nothing was sent, and the decisions can be changed again.")
    two.check()
    expect(two.page.get_by_role("button", name="Release 3 decisions")).to_be_visible()
    assert house.python("-m", "tests.journeys.releasing", "later").split() == ["0"]
    assert house.mail("recalled-one@example.org", "took back the release")
    assert letters(house, "recalled") == Counter()


def test_released_each_letter_goes_once_though_two_press_at_once(house: House, chromium: Browser, scenes: dict[str, Any]) -> None:
    _call, (one, two) = managers(house, chromium, scenes["pressed"])
    buttons = [open_dialog(visitor.page) for visitor in (one, two)]
    for button in buttons:
        button.evaluate("button => setTimeout(() => button.click())")
    for visitor in (one, two):
        expect(
            visitor.page.get_by_text(re.compile("3 decisions released.|no decision to release: nothing was sent"))
        ).to_be_visible()
    once = Counter({f"pressed-{outcome}": 1 for outcome in ("accept", "waitlist", "decline")})
    wait_for(lambda: letters(house, "pressed") >= once, why="letters are missing")
    assert (letters(house, "pressed"), house.rows(_LETTERS)) == (once, [("sent", 3)])
