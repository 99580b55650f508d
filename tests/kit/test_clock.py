"""One clock for the house: PostgreSQL's, whatever the host's own shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accelerator.kit import clock

TEN_MINUTES = timedelta(minutes=10)
NEAR = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = clock._offset, clock._measured_at
    yield
    clock._offset, clock._measured_at = kept


def _database_says() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("skew", [TEN_MINUTES, -TEN_MINUTES, timedelta(0)])
def test_a_host_that_goes_wrong_is_brought_to_the_databases_time(skew: timedelta) -> None:
    with time_machine.travel(_database_says() + skew, tick=True):
        clock.measure()
        assert abs(clock.now() - _database_says()) < NEAR
        assert abs(clock.offset() + skew) < NEAR


@pytest.mark.django_db
def test_a_request_is_dated_by_the_databases_time(settings: Any) -> None:
    """The web server measures too, and the very first request is dated right already."""
    settings.CLOCK_FOLLOWS_DATABASE = True
    clock._measured_at = float("-inf")
    with time_machine.travel(_database_says() + TEN_MINUTES, tick=True):
        answer = Client().get("/calls/", secure=True)
        arrived: datetime = answer.wsgi_request.arrived_at
        assert abs(arrived - _database_says()) < NEAR


@pytest.mark.django_db
def test_it_measures_once_in_a_while(settings: Any, django_assert_num_queries: Any) -> None:
    settings.CLOCK_FOLLOWS_DATABASE = True
    clock._measured_at = float("-inf")
    with django_assert_num_queries(1):
        clock.keep_true()
        clock.keep_true()
    settings.CLOCK_FOLLOWS_DATABASE = False
    clock._measured_at = float("-inf")
    with django_assert_num_queries(0):
        clock.keep_true()


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 3, 1)),
        ("Asia/Singapore", date(2026, 3, 2)),
        ("America/New_York", date(2026, 3, 1)),
        (ZoneInfo("Pacific/Kiritimati"), date(2026, 3, 2)),
    ],
)
def test_today_is_told_by_zone(zone: Any, day: date) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 16, 30, tzinfo=UTC), tick=False):
        assert clock.today(zone) == day


def test_a_pretended_moment_goes_on_and_ends() -> None:
    moment = datetime(2020, 2, 29, 12, tzinfo=UTC)
    with clock.pretending(moment):
        assert timedelta(0) <= clock.now() - moment < NEAR
    assert abs(clock.now() - datetime.now(UTC)) < NEAR
    with pytest.raises(ZeroDivisionError), clock.pretending(moment):
        _ = 1 / 0
    assert clock.offset() == timedelta(0)
