"""A call once more, a year on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import operations
from accelerator.programmes.anniversaries import day_later, later, next_name, years_until
from accelerator.programmes.models import AccessCode, Call, Enquiry
from accelerator.questionnaires.models import Version
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import programmes
from tests.factories.applications import application
from tests.programmes.conftest import World

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
ZONES = ("Asia/Singapore", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC")
INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


class TestAnniversaries:
    @given(INSTANTS, st.integers(1, 9), st.sampled_from(ZONES))
    def test_the_clock_shows_the_same(self, moment: datetime, years: int, zone: str) -> None:
        there = ZoneInfo(zone)
        before, after = moment.astimezone(there), later(moment, years, zone=there).astimezone(there)
        assert after.year == before.year + years
        jumped = abs(after.replace(tzinfo=None) - before.replace(year=after.year, day=after.day, month=after.month, tzinfo=None))
        assert jumped in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))

    @given(INSTANTS, INSTANTS, st.sampled_from(ZONES))
    def test_as_few_years_as_it_takes(self, moment: datetime, after: datetime, zone: str) -> None:
        there = ZoneInfo(zone)
        years = years_until(moment, after=after, zone=there)
        assert later(moment, years, zone=there) > after
        assert years == 1 or later(moment, years - 1, zone=there) <= after

    def test_a_leap_day(self) -> None:
        assert [day_later(date(2024, 2, 29), years) for years in (1, 4)] == [date(2025, 2, 28), date(2028, 2, 29)]

    @pytest.mark.parametrize(
        ("name", "after"),
        [
            ("Applied AI, Cohort 4", "Applied AI, Cohort 5"),
            ("Spring 2026", "Spring 2027"),
            ("Round 09", "Round 10"),
            ("2026 Spring, 2nd round", "2027 Spring, 2nd round"),
            ("Open door", "Open door, 2"),
        ],
    )
    def test_the_next_name(self, name: str, after: str) -> None:
        assert next_name(name) == after


@pytest.mark.django_db
class TestClone:
    @pytest.fixture(autouse=True)
    def _today(self) -> Any:
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.fixture
    def call(self, world: World) -> Call:
        return programmes.call(
            programme=world.programme,
            name="Cohort 4",
            slug="cohort-4",
            tagline="Twelve weeks",
            opens_at=datetime(2025, 3, 3, 1, tzinfo=UTC),
            closes_at=datetime(2025, 3, 31, 15, 59, tzinfo=UTC),
            reviews_due_on=date(2025, 4, 14),
            decisions_on=date(2025, 4, 28),
            grace_minutes=5,
            added_minutes=3,
            eligibility=[{"key": "c1", "asks": "?", "kind": "yes_no", "why": "No.", "accepts": ["yes"]}],
        )

    def clone(self, call: Call, by: Any, **given_fields: Any) -> Call:
        given = {"name": "Cohort 5", "copy_form": False, "copy_the_rubric": False} | given_fields
        made = operations.clone_call(call, by=by, at=NOW, **given)
        return Call.objects.select_related("version__questionnaire", "rubric").get(pk=made.pk)

    def test_everything_but_people_two_years_on(self, world: World, call: Call) -> None:
        application(call=call)
        Enquiry.objects.create(call=call, by=world.outsider, asked="?")
        AccessCode.objects.create(call=call, note="x", max_uses=1, by=world.manager)
        made = self.clone(call, world.manager)
        assert (made.state, made.published_at, made.last_number, made.added_minutes) == ("draft", None, 0, 0)
        assert (made.name, made.slug, made.tagline, made.grace_minutes) == ("Cohort 5", "cohort-5-2", "Twelve weeks", 5)
        assert (made.prefix, made.eligibility) == ("C5", call.eligibility)
        assert (made.opens_at.isoformat(), made.closes_at.isoformat()) == (
            "2027-03-03T01:00:00+00:00",
            "2027-03-31T15:59:00+00:00",
        )
        assert (made.reviews_due_on, made.decisions_on) == (date(2027, 4, 14), date(2027, 4, 28))
        assert (made.version, made.rubric) == (call.version, call.rubric)
        assert [made.applications.count(), made.enquiries.count(), made.access_codes.count()] == [0, 0, 0]  # type: ignore[attr-defined]
        assert Entry.objects.get(verb="call.cloned").told() == "Nurul Hakim drafted Cohort 5 after Cohort 4."

    def test_an_extension_is_no_date_of_the_call(self, world: World) -> None:
        short = programmes.call(programme=world.programme, opens_at=NOW - timedelta(days=9), closes_at=NOW + timedelta(days=1))
        operations.extend(short, closes_at=NOW + timedelta(days=3), reason="Rain.", by=world.manager, at=NOW)
        made = self.clone(short, world.manager)
        assert made.closes_at == (NOW + timedelta(days=1)).replace(year=2027)

    def test_copies_may_be_changed(self, world: World, call: Call) -> None:
        made = self.clone(call, world.manager, copy_form=True, copy_the_rubric=True)
        assert made.version is not None
        assert call.version is not None
        assert (made.version.state, made.version.definition) == (Version.State.DRAFT, call.version.definition)
        assert made.version.questionnaire.name == "Cohort 5: application"
        assert made.rubric != call.rubric

    def test_a_draft_without_form_too(self, world: World) -> None:
        bare = programmes.call(programme=world.programme, published=False, version=None, rubric=None)
        made = self.clone(bare, world.manager, copy_form=True, copy_the_rubric=True)
        assert (made.version, made.rubric) == (None, None)

    def test_only_by_managers_and_with_a_name(self, world: World, call: Call) -> None:
        for person in (world.reviewer, world.rival):
            with pytest.raises(Forbidden):
                self.clone(call, person)
        for name in (" ", "\xad"):
            with pytest.raises(Refusal, match="needs a name"):
                self.clone(call, world.manager, name=name)

    def test_for_programs(self, world: World, call: Call) -> None:
        sent = {"name": "Cohort 7", "copy_form": True}
        made = browser(world.manager).post("/api/v1/calls/cohort-4/clone", sent, content_type="application/json")
        assert (made.status_code, made.json()["slug"], made.json()["phase"]) == (201, "cohort-7", "draft")

    def test_in_the_settings(self, world: World, call: Call) -> None:
        desk = browser(world.manager)
        door = "/calls/cohort-4/settings/again/"
        form = desk.get(door).context["form"]
        assert form["name"].value() == "Cohort 5"
        response = desk.post(door, {"name": "Cohort 6", "form": "keep", "rubric": "copy"})
        assert response["Location"] == "/calls/cohort-6/settings/dates/"
        assert Call.objects.get(slug="cohort-6").rubric != call.rubric
