from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.notices import wallclock

ZONES = ["Asia/Singapore", "Asia/Kolkata", "Asia/Kathmandu", "Europe/London", "America/New_York", "Australia/Sydney"]
ZONES += ["Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "UTC"]
QUIET = {"start": time(20), "end": time(8)}


@pytest.mark.parametrize(
    ("on", "at", "zone", "expected"),
    [
        (date(2026, 11, 30), time(9), "Asia/Singapore", "2026-11-30T01:00+00:00"),
        (date(2026, 11, 30), time(9), "Asia/Kathmandu", "2026-11-30T03:15+00:00"),
        (date(2026, 3, 29), time(1, 30), "Europe/London", "2026-03-29T01:30+00:00"),  # skipped: shown as 02:30
        (date(2026, 10, 25), time(1, 30), "Europe/London", "2026-10-25T00:30+00:00"),  # twice: the first
        (date(2026, 3, 8), time(2, 30), "America/New_York", "2026-03-08T07:30+00:00"),
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30+00:00"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45+00:00"),  # a gap of half an hour
    ],
)
def test_instants_at_the_edges(on: date, at: time, zone: str, expected: str) -> None:
    assert wallclock.instant(on, at, ZoneInfo(zone)) == datetime.fromisoformat(expected)


@given(on=st.dates(date(2024, 1, 1), date(2029, 12, 31)), minutes=st.integers(0, 24 * 60 - 1), zone=st.sampled_from(ZONES))
def test_clocks_show_the_time_asked_for_or_later_by_the_gap(on: date, minutes: int, zone: str) -> None:
    at = time(minutes // 60, minutes % 60)
    shown = wallclock.instant(on, at, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    moved = shown - datetime.combine(on, at)
    assert moved in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))


@given(on=st.dates(date(2024, 1, 1), date(2029, 12, 31)), zone=st.sampled_from(ZONES))
def test_days_follow_each_other(on: date, zone: str) -> None:
    first = wallclock.instant(on, time(9), ZoneInfo(zone))
    second = wallclock.instant(on + timedelta(days=1), time(9), ZoneInfo(zone))
    assert timedelta(hours=23) <= second - first <= timedelta(hours=25)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # given UTC


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_nobody_is_woken_and_nobody_waits_longer_than_the_night(moment: datetime, zone: str) -> None:
    sent = wallclock.after_quiet(moment, ZoneInfo(zone), **QUIET)
    assert sent >= moment
    assert not wallclock.is_quiet(sent, ZoneInfo(zone), **QUIET)
    assert sent - moment <= timedelta(hours=13)


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_by_day_nothing_waits(moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone)).time()
    if time(8) <= local < time(20):
        assert wallclock.after_quiet(moment, ZoneInfo(zone), **QUIET) == moment


@pytest.mark.parametrize(
    ("at", "quiet"), [(time(7, 59), True), (time(8), False), (time(19, 59, 59), False), (time(20), True), (time(0), True)]
)
def test_the_edges_of_the_night(at: time, quiet: bool) -> None:
    moment = datetime.combine(date(2026, 11, 24), at, tzinfo=ZoneInfo("Asia/Singapore"))
    assert wallclock.is_quiet(moment, ZoneInfo("Asia/Singapore"), **QUIET) is quiet


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert wallclock.is_quiet(noon, ZoneInfo("UTC"), start=time(11), end=time(13))
    assert wallclock.after_quiet(noon, ZoneInfo("UTC"), start=time(11), end=time(13)) == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert not wallclock.is_quiet(noon, ZoneInfo("UTC"), start=time(0), end=time(0))


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), start=st.integers(0, 47), length=st.integers(1, 30))
def test_the_end_of_the_night_is_the_first_minute_that_is_not_quiet(moment: datetime, zone: str, start: int, length: int) -> None:
    """Against a walk minute by minute, for any night from half an hour to fifteen hours, over every edge of summer time."""
    end = (start + length) % 48
    night = {"start": time(start // 2, start % 2 * 30), "end": time(end // 2, end % 2 * 30)}
    there, walked = ZoneInfo(zone), moment
    while is_night(walked.astimezone(there).time(), **night):
        walked = (walked + timedelta(minutes=1)).replace(second=0, microsecond=0)
    found = wallclock.after_quiet(moment, there, **night)
    assert found == walked or skips(walked, found, there)


def is_night(at: time, *, start: time, end: time) -> bool:
    return start <= at < end if start < end else not end <= at < start


def skips(walked: datetime, found: datetime, there: ZoneInfo) -> bool:
    """Where clocks jump over or back across an end of the night, the walk may leave it at the jump: never later than an hour."""
    offsets = {(walked + timedelta(minutes=step)).astimezone(there).utcoffset() for step in (-90, 0, 90)}
    return len(offsets) > 1 and abs(found - walked) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("moment", "zone", "sent"),
    [
        ("2026-11-24T12:30+00:00", "Asia/Singapore", "2026-11-25T00:00+00:00"),  # 20:30
        ("2026-11-24T23:59+00:00", "Asia/Singapore", "2026-11-25T00:00+00:00"),  # 07:59
        ("2026-11-24T00:00+00:00", "Asia/Singapore", "2026-11-24T00:00+00:00"),  # 08:00
        ("2026-11-24T15:00+00:00", "Asia/Kolkata", "2026-11-25T02:30+00:00"),  # 20:30, half an hour off
        ("2026-11-24T15:00+00:00", "Asia/Kathmandu", "2026-11-25T02:15+00:00"),  # 20:45, a quarter off
        ("2026-03-28T22:00+00:00", "Europe/London", "2026-03-29T07:00+00:00"),  # the short night
        ("2026-10-24T21:00+00:00", "Europe/London", "2026-10-25T08:00+00:00"),  # the long night
        ("2026-10-03T12:00+00:00", "Australia/Lord_Howe", "2026-10-03T21:00+00:00"),  # clocks go forward by half an hour
        ("2026-11-24T02:00+00:00", "America/New_York", "2026-11-24T13:00+00:00"),  # 21:00 the day before
    ],
)
def test_nights_around_the_world(moment: str, zone: str, sent: str) -> None:
    found = wallclock.after_quiet(datetime.fromisoformat(moment), ZoneInfo(zone), **QUIET)
    assert found == datetime.fromisoformat(sent)
