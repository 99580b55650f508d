"""Dates, times left and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import wording

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("days", "text"), [(6, "in 6 days"), (0, "today"), (-1, "1 day ago"), (-4, "4 days ago")])
def test_what_ended_by_itself_is_not_late(days: int, text: str) -> None:
    assert wording.expiry(NOON.date() + timedelta(days=days)) == text


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 30), "Mon 30 Nov"),
        (date(2027, 5, 25), "Tue 25 May"),
        (date(2027, 5, 26), "Wed 26 May 2027"),
        (date(2026, 5, 24), "Sun 24 May"),
        (date(2026, 5, 23), "Sat 23 May 2026"),
    ],
)
def test_the_year_follows_where_it_could_be_mistaken(value: date, text: str) -> None:
    assert wording.day(value) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Singapore", "Mon 30 Nov, 23:59 SGT"),
        ("Asia/Kathmandu", "Mon 30 Nov, 21:44 NPT"),
        ("Europe/London", "Mon 30 Nov, 15:59 GMT"),
        ("Pacific/Chatham", "Tue 1 Dec, 05:44 UTC+13:45"),
        ("Pacific/Marquesas", "Mon 30 Nov, 06:29 UTC−9:30"),
        ("Asia/Tashkent", "Mon 30 Nov, 20:59 UTC+5"),
        ("America/St_Johns", "Mon 30 Nov, 12:29 NST"),
    ],
)
def test_a_moment_on_the_clock_of_a_zone(zone: str, text: str) -> None:
    moment = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert wording.moment(moment, zone) == text
    assert wording.moment(moment, zone, named=False) == text.rpartition(" ")[0]
    with timezone.override(zone):
        assert wording.moment(moment) == text


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Asia/Singapore", "Mon 30 Nov", "Mon 30 Nov, 23:59 SGT"),
        ("Australia/Perth", "Mon 30 Nov", "Mon 30 Nov, 23:59 SGT"),
        ("Europe/Paris", "Mon 30 Nov", "Mon 30 Nov, 23:59 SGT (Mon 30 Nov, 16:59 CET your time)"),
        ("Pacific/Auckland", "Mon 30 Nov (Tue 1 Dec your time)", "Mon 30 Nov, 23:59 SGT (Tue 1 Dec, 04:59 NZDT your time)"),
    ],
)
def test_on_anothers_clock_with_the_readers_beside_it_where_that_differs(zone: str, day: str, moment: str) -> None:
    at = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    with timezone.override(zone):
        assert (wording.day_there(at, "Asia/Singapore"), wording.moment_there(at, "Asia/Singapore")) == (day, moment)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Singapore", ""),
        ("Australia/Perth", ""),
        ("Europe/Paris", "23:59 SGT"),
        ("Pacific/Auckland", "Mon 30 Nov, 23:59 SGT"),
    ],
)
def test_the_other_clock_alone_where_it_is_another(zone: str, text: str) -> None:
    with timezone.override(zone):
        assert wording.there(datetime(2026, 11, 30, 15, 59, tzinfo=UTC), "Asia/Singapore") == text


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h 0 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=6, hours=23), "6 days"),
    ],
)
def test_time_left(ahead: timedelta, text: str) -> None:
    assert wording.left(NOON + ahead) == text
    assert wording.due(NOON + ahead) == f"{text} left"


def test_what_is_over_says_since_when() -> None:
    assert wording.due(NOON - timedelta(hours=2, minutes=5)) == "closed 2 h 5 min ago"


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (1, "tomorrow"), (2, "in 2 days"), (-1, "1 day late"), (-4, "4 days late")],
)
def test_a_day_that_is_due(days: int, text: str) -> None:
    assert wording.due(NOON.date() + timedelta(days=days)) == text


@pytest.mark.parametrize(
    ("waited", "text"),
    [
        (timedelta(minutes=-3), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=23), "23 h"),
        (timedelta(days=5), "5 d"),
    ],
)
def test_how_long_something_waited(waited: timedelta, text: str) -> None:
    assert wording.ago(NOON - waited) == text
    assert wording.since(NOON - waited) == (text if text == "just now" else f"{text} ago")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1204, None, "1,204"),
        (Decimal("-15000"), 2, "−15,000.00"),
        (Decimal("2.5"), 0, "2"),
        (0.1, None, "0.1"),
        ("1e3", None, "1,000"),
        ("n/a", None, "n/a"),
        (Decimal("1E+3"), None, "1,000"),
    ],
)
def test_numbers(value: Any, places: int | None, text: str) -> None:
    assert wording.number(value, places) == text


@given(value=st.integers(-(10**15), 10**15))
def test_a_number_can_be_read_back(value: int) -> None:
    assert int(wording.number(value).replace(",", "").replace(wording.MINUS, "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(999, "999"), (40_000, "40k"), (5_900_000, "5.9m"), (214_000_000, "214m"), (-1_500, "−1.5k"), (3_000_000_000, "3bn")],
)
def test_brief_figures(value: int, text: str) -> None:
    assert wording.brief(value) == text


@pytest.mark.parametrize(("count", "text"), [(0, "1 kB"), (1499, "1 kB"), (999_999, "1,000 kB"), (2_100_000, "2.1 MB")])
def test_sizes_of_files(count: int, text: str) -> None:
    assert wording.size(count) == text
