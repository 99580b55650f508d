"""The demo world, walked through: every kind of page as every demo person, at both widths, in both themes, and by keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import walk
from tests.browser.people import axe
from tests.faults import report
from tests.journeys.house import ROOT, House, lent

EVERYBODY = [
    (person, phone, dark)
    for person in ("anybody", *walk.PEOPLE)
    for phone, dark in ((False, False), (True, True), (False, True), (True, False))
]
pytestmark = [pytest.mark.browser, pytest.mark.faults, pytest.mark.full]
# What the world holds, in words that do not move with the day it is built on.
_WORLD = """
    SELECT name FROM accelerator_startup
    UNION ALL SELECT number || state FROM accelerator_application
    UNION ALL SELECT total::text || comment FROM accelerator_review
    UNION ALL SELECT amount::text || purpose || state FROM cohorts_grant
    UNION ALL SELECT minutes::text || shared_notes FROM cohorts_session
    UNION ALL SELECT s.title || m.state FROM cohorts_milestone m JOIN cohorts_step s ON s.id = m.step_id
    ORDER BY 1
"""
_COUNTS = {
    "applications": ("SELECT count(*) FROM accelerator_application", 120),
    "calls": ("SELECT count(DISTINCT call_id) FROM accelerator_application", 2),
    "startups in a cohort": ("SELECT max(n) FROM (SELECT count(*) n FROM cohorts_enrolment GROUP BY cohort_id) t", 20),
    "milestones past their day": (
        "SELECT count(*) FROM cohorts_milestone WHERE due_on < now() AND state NOT IN ('submitted', 'reached', 'waived')",
        1,
    ),
    "mentors with sessions": ("SELECT count(DISTINCT mentor_id) FROM cohorts_session", 15),
    "pools": ("SELECT count(*) FROM cohorts_pool", 3),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> Iterator[dict[str, str]]:
    """Engines of somebody else, empty before DEMO=1 filled them."""
    with lent("walk") as engines:
        _build(engines)
        yield engines


def _build(engines: dict[str, str]) -> None:
    environment = os.environ | engines | {"DEMO": "1", "SITE_URL": "http://localhost", "SLIPWAY_PROCESS": "command"}
    subprocess.run([sys.executable, "manage.py", "demo_world"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def test_the_world_is_as_large_as_it_says(world: dict[str, str]) -> None:
    with psycopg.connect(world["DATABASE_URL"]) as database:
        found = {name: database.execute(query).fetchone()[0] for name, (query, _) in _COUNTS.items()}  # type: ignore[index]
    assert {name: found[name] for name, (_, least) in _COUNTS.items() if found[name] < least} == {}
    assert found["startups in a cohort"] == 20


def test_the_same_seed_builds_the_same_world(world: dict[str, str]) -> None:
    """Built a second time, by the same seed, it is the same."""
    with lent("again") as again:
        _build(again)
        with psycopg.connect(world["DATABASE_URL"]) as one, psycopg.connect(again["DATABASE_URL"]) as other:
            assert one.execute(_WORLD).fetchall() == other.execute(_WORLD).fetchall()


@pytest.fixture(scope="module")
def house(world: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"), DEMO="1", **world)
    try:
        made.wait_until_ready()
        yield made
    finally:
        made.close()


@pytest.mark.parametrize(("person", "phone", "dark"), EVERYBODY)
def test_every_page_stands(house: House, chromium: Browser, person: str, phone: bool, dark: bool) -> None:
    """No axe violation, no broken policy, no script fault, nothing wider than the window, and everything reached by Tab."""
    visitor = walk.visit(chromium, house.url, person, phone=phone, dark=dark)
    wrong, pages = [], 0
    for path in walk.kinds(visitor, start="/" if person == "anybody" else "/home/"):
        pages += 1
        found = _too_wide(visitor.page)
        found += [*axe(visitor.page), *visitor.page.evaluate("window.__broken || []"), *visitor.faults]
        if not (phone or dark):
            found += _by_keyboard(visitor.page)
        visitor.faults.clear()
        wrong += [f"{path}: {one}" for one in found]
    visitor.close()
    look = f"{390 if phone else 1440} px, {'dark' if dark else 'light'}"
    report.write("pages walked", person=person, look=look, pages=pages, faults=len(wrong))
    assert wrong == []
    assert pages >= 5


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True), (False, True), (True, False)])
def test_the_desk_stands(house: House, chromium: Browser, phone: bool, dark: bool) -> None:
    """Django's own pages in our colours: as legible, as wide as the window, and reached by Tab."""
    visitor = walk.visit(chromium, house.url, "admin", phone=phone, dark=dark)
    wrong = []
    for path in walk.desk(visitor):
        # Before axe looks: it tries to copy sheets that Django's own import, which the policy refuses.
        found = [*visitor.faults, *visitor.page.evaluate("window.__broken || []"), *_too_wide(visitor.page)]
        found += [*axe(visitor.page), *([] if phone or dark else _by_keyboard(visitor.page))]
        visitor.faults.clear()
        wrong += [f"{path}: {one}" for one in found]
    visitor.close()
    assert wrong == []


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


_FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const shown = (element) => {
        const style = element && getComputedStyle(element);
        return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none");
    };
    const around = at.closest("label, .chip, .seg, .score-key") ?? at.parentElement;
    return {what: at.outerHTML.slice(0, 120), seen: [at, around, at.nextElementSibling].some(shown)};
}"""


def _by_keyboard(page: Page) -> list[str]:
    """Tab from the top leads to the end, and what has the focus shows it."""
    stops = page.evaluate(
        "document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]').length"
    )
    page.evaluate("document.activeElement?.blur?.(); window.getSelection()?.removeAllRanges?.()")
    found: list[str] = []
    for _ in range(min(stops, 60)):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            return found
        if not focused["seen"]:
            found.append(f"focus cannot be seen: {focused['what']}")
    return found
