"""When a call is open and what is in time: exact instants, on the call's own clock, through both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accelerator.programmes import queries
from accelerator.programmes.forms import Schedule
from accelerator.programmes.models import Call

TICK = timedelta(microseconds=1)
OPENS, CLOSES = datetime(2026, 11, 1, 1, tzinfo=UTC), datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
FROM, TO = datetime(2026, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001  a wall knows no zone
WALLS = st.datetimes(FROM, TO)
INSTANTS = st.datetimes(FROM, TO, timezones=st.just(UTC))
ZONES = ("Asia/Singapore", "Asia/Kathmandu", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


def call(**fields: object) -> Call:
    """A published call that no database knows."""
    given_fields = {"opens_at": OPENS, "closes_at": CLOSES, "grace_minutes": 10, "state": "published", "places": 5}
    return Call(**(given_fields | {"zone": ZoneInfo("Asia/Singapore")} | fields))


class TestPhase:
    @pytest.mark.parametrize(
        ("at", "phase"),
        [
            (OPENS - TICK, "planned"),
            (OPENS, "open"),
            (CLOSES - TICK, "open"),
            (CLOSES, "closed"),
            (CLOSES + timedelta(minutes=5), "closed"),
        ],
    )
    def test_by_the_instant(self, at: datetime, phase: str) -> None:
        assert call().phase(at) == phase
        assert call().is_open(at) is (phase == "open")
        assert call(state="draft").phase(at) == "draft"
        assert not call(state="draft").is_open(at)

    @pytest.mark.parametrize(
        ("grace", "at", "takes"),
        [
            (10, OPENS - TICK, False),
            (10, OPENS, True),
            (10, CLOSES, True),
            (10, CLOSES + timedelta(minutes=10) - TICK, True),
            (10, CLOSES + timedelta(minutes=10), False),
            (0, CLOSES - TICK, True),
            (0, CLOSES, False),
            (1440, CLOSES + timedelta(days=1) - TICK, True),
            (1440, CLOSES + timedelta(days=1), False),
        ],
    )
    def test_what_arrives_within_the_grace_counts(self, grace: int, at: datetime, takes: bool) -> None:
        assert call(grace_minutes=grace).takes(at) is takes
        assert not call(grace_minutes=grace, state="draft").takes(at)


@given(
    INSTANTS,
    st.integers(0, 1440),
    st.integers(-200_000, 200_000),
)
def test_open_is_always_in_time_and_the_grace_is_exact(closes: datetime, grace: int, seconds: int) -> None:
    one = call(opens_at=closes - timedelta(days=30), closes_at=closes, grace_minutes=grace)
    at = closes + timedelta(seconds=seconds)
    assert one.takes(at) is (seconds < grace * 60)
    if one.is_open(at):
        assert one.takes(at)


@given(INSTANTS, st.sampled_from(ZONES))
def test_the_phase_does_not_depend_on_who_looks(at: datetime, zone: str) -> None:
    here = at.astimezone(ZoneInfo(zone))
    assert call().phase(here) == call().phase(at)
    assert call().takes(here) is call().takes(at)


class TestTold:
    @pytest.mark.parametrize(
        ("instant", "zone", "told"),
        [
            (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), "Asia/Singapore", "Mon 30 Nov, 23:59 SGT"),
            (datetime(2026, 11, 30, 18, 14, tzinfo=UTC), "Asia/Kathmandu", "Mon 30 Nov, 23:59 NPT"),
            (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov, 01:30 EDT"),
            (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov, 01:30 EST"),
            (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Europe/London", "Sun 28 Mar, 02:00 BST"),
        ],
    )
    def test_on_the_calls_own_clock_with_its_name(self, instant: datetime, zone: str, told: str) -> None:
        with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC), tick=False):
            assert queries.told(instant, call(zone=ZoneInfo(zone))) == told


def typed(**fields: str) -> Schedule:
    """The form of dates as somebody posts it for a draft."""
    given_fields = {
        "zone": "Asia/Singapore",
        "opens_at": "2026-11-01T09:00",
        "closes_at": "2026-11-30T23:59",
        "grace_minutes": "10",
        "reviews_wanted": "3",
        "reviews_due_on": "2026-12-08",
        "decisions_on": "2026-12-15",
    }
    return Schedule(given_fields | fields, instance=call(state="draft"))


class TestTyped:
    def test_a_wall_clock_time_becomes_the_instant_of_its_zone(self) -> None:
        form = typed()
        assert form.is_valid()
        assert form.given() == {
            "zone": ZoneInfo("Asia/Singapore"),
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "needs_sign_off": False,
            "grace_minutes": 10,
            "reviews_wanted": 3,
            "scoring_from": None,
            "reviews_due_on": date(2026, 12, 8),
            "scoring_ends": False,
            "deciding_from": None,
            "decisions_on": date(2026, 12, 15),
        }

    @pytest.mark.parametrize(
        ("zone", "wall", "instant"),
        [
            ("America/New_York", "2026-11-01T01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
            ("Europe/London", "2026-10-25T01:59", datetime(2026, 10, 25, 0, 59, tzinfo=UTC)),
            ("Australia/Lord_Howe", "2027-04-04T01:45", datetime(2027, 4, 3, 14, 45, tzinfo=UTC)),
        ],
    )
    def test_of_an_hour_that_comes_twice_the_first_is_meant(self, zone: str, wall: str, instant: datetime) -> None:
        form = typed(zone=zone, opens_at="2026-10-01T09:00", closes_at=wall)
        assert form.is_valid()
        assert form.cleaned_data["closes_at"] == instant

    @pytest.mark.parametrize(
        ("zone", "wall"),
        [
            ("America/New_York", "2027-03-14T02:30"),
            ("Europe/London", "2027-03-28T01:00"),
            ("Australia/Lord_Howe", "2027-10-03T02:15"),
            ("Pacific/Apia", "2011-12-30T12:00"),
        ],
    )
    def test_an_hour_that_the_clock_skips_is_refused(self, zone: str, wall: str) -> None:
        form = typed(zone=zone, opens_at="2011-01-01T09:00", closes_at=wall)
        assert form.errors == {"closes_at": ["The clocks of this zone skip this hour on that day."]}

    @pytest.mark.parametrize("wall", ["", "tomorrow", "2026-13-01T00:00", "2026-02-30T10:00", "24:00"])
    def test_what_is_no_time_is_refused(self, wall: str) -> None:
        assert set(typed(closes_at=wall).errors) == {"closes_at"}

    @pytest.mark.parametrize("wall", ["0001-01-01T00:00", "9999-12-31T23:59", "1999-12-31T23:59", "2100-01-01T00:00"])
    def test_a_slipped_year_is_refused_and_not_a_crash(self, wall: str) -> None:
        for zone in ("Asia/Singapore", "America/New_York"):
            assert typed(zone=zone, closes_at=wall).errors == {"closes_at": ["Check the year: it is between 2000 and 2099."]}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("grace_minutes", "-1"),
            ("grace_minutes", "1441"),
            ("reviews_wanted", "0"),
            ("reviews_wanted", "11"),
            ("zone", "Moon/Crater"),
        ],
    )
    def test_bounds(self, field: str, value: str) -> None:
        assert set(typed(**{field: value}).errors) == {field}

    def test_the_form_shows_the_times_on_the_calls_clock(self) -> None:
        page = str(Schedule(instance=call(state="draft")))
        assert 'value="2026-11-01T09:00"' in page
        assert 'value="2026-11-30T23:59"' in page


@given(WALLS, st.sampled_from(ZONES))
def test_what_is_taken_shows_the_same_on_the_wall(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0, fold=0)
    form = typed(zone=zone, opens_at="2025-01-01T09:00", closes_at=wall.isoformat(timespec="minutes"))
    if form.is_valid():
        shown = form.cleaned_data["closes_at"].astimezone(ZoneInfo(zone))
        assert (shown.replace(tzinfo=None, fold=0), shown.fold) == (wall, 0)
    else:
        assert set(form.errors) == {"closes_at"}


class TestStartingDates:
    @pytest.mark.parametrize(
        ("at", "zone", "opens", "closes"),
        [
            (datetime(2026, 11, 20, 6, tzinfo=UTC), "Asia/Singapore", "2026-11-23T09:00+08:00", "2027-01-04T23:59+08:00"),
            (datetime(2026, 11, 22, 16, tzinfo=UTC), "Asia/Singapore", "2026-11-30T09:00+08:00", "2027-01-11T23:59+08:00"),
            (datetime(2026, 10, 20, tzinfo=UTC), "America/New_York", "2026-10-26T09:00-04:00", "2026-12-07T23:59-05:00"),
        ],
    )
    def test_next_monday_and_six_weeks_later(self, at: datetime, zone: str, opens: str, closes: str) -> None:
        found = queries.starting_dates(ZoneInfo(zone), at)
        assert [one.isoformat(timespec="minutes") for one in found] == [opens, closes]

    @given(INSTANTS, st.sampled_from(ZONES))
    def test_always_ahead_and_in_order(self, at: datetime, zone: str) -> None:
        opens, closes = queries.starting_dates(ZoneInfo(zone), at)
        assert at < opens < closes
        assert (opens.weekday(), opens.hour, closes.weekday(), closes.hour, closes.minute) == (0, 9, 0, 23, 59)
        assert opens - at <= timedelta(days=7, hours=10)
