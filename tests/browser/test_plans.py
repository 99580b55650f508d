"""Plans at a desk and on a phone: every page stands, and a changed plan is seen before it is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Visitor
from tests.journeys.house import House, lodging

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lodging("plans", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def planned(house: House) -> Any:
    return json.loads(house.python("-m", "tests.journeys.planning"))


def seat(house: House, chromium: Browser, planned: Any, **how: Any) -> Visitor:
    return Visitor(chromium, house.url, cookies=planned["cookies"], **how)


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_every_page_stands(house: House, chromium: Browser, planned: Any, phone: bool, dark: bool) -> None:
    manager = seat(house, chromium, planned, phone=phone, dark=dark)
    for path in planned["pages"].values():
        manager.go(path)
    assert len(manager.seen) == len(planned["pages"])
    manager.close()


def test_a_changed_plan_is_seen_overruled_and_applied(house: House, chromium: Browser, planned: Any) -> None:
    manager = seat(house, chromium, planned, phone=True)
    manager.go(planned["pages"]["plan"])
    manager.press("See what applying changes")
    manager.check()
    manager.sees("and 1 more")
    manager.sees("Keeps its day")
    manager.page.get_by_label("Give it the plan's day").check()
    manager.press("Show with these ticks")
    expect(manager.page.get_by_text("Keeps its day")).to_have_count(0)
    manager.fill("Note", "With a demo day")
    manager.leave_by(manager.page.get_by_role("button", name="Apply the plan"))
    manager.go(planned["pages"]["versions"])
    manager.sees("With a demo day")
    manager.close()
