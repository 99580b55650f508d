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
from accelerator.programmes import dated, operations
from accelerator.programmes.anniversaries import day_later, later, next_name, written_later, years_until
from accelerator.programmes.models import AccessCode, Call, Enquiry
from accelerator.questionnaires.models import Version
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import programmes, questionnaires
from tests.factories.applications import application
from tests.programmes.conftest import World

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
ZONES = ("Asia/Singapore", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC")
INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            (f"It closes {way}.", True)
            for way in ("31 March", "on the 31st of March 2025", "Mar 31", "March 31st", "31.3.", "3/31")
        ),
        *((f"It closes {way}.", True) for way in ("31/03/2025", "2025-03-31", "3月31日", "31Mar")),
        *((f"It closes {way}.", False) for way in ("in March", "1 March", "2025", "130 March", "March 310", "31", "2024-03-31")),
    ],
)
def test_whether_a_text_names_a_day(text: str, found: bool) -> None:
    assert dated.names(text, [date(2025, 3, 31)]) is found


class TestAnniversaries:
    @pytest.mark.parametrize(
        ("text", "later"),
        [("2024-02-29", "2026-02-28"), ("2024-02", "2026-02"), ("", ""), ("soon", "soon"), ("9999-01", "9999-01")],
    )
    def test_as_they_are_written(self, text: str, later: str) -> None:
        assert written_later(text, 2) == later

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

    def test_the_days_that_checks_and_a_copied_form_take_move_along(self, world: World, call: Call) -> None:
        day = {"key": "d", "asks": "Founded?", "kind": "date", "why": "No.", "least": "2024-02-29", "most": ""}
        column = {"key": "on", "type": "date", "label": "On", "min": "2025-01-01"}
        questions = [
            {"key": "since", "type": "date", "label": "Since", "min": "2020-01-01", "max": "2025-03-31"},
            {"key": "ends", "type": "month", "label": "Until", "max": "2024-12"},
            {"key": "rows", "type": "table", "label": "Rows", "columns": [column]},
            {"key": "plain", "type": "date", "label": "Plain"},
        ]
        drawn = {"sections": [{"key": "all", "title": "All", "questions": questions}]}
        call.version = questionnaires.published_version(definition=drawn)
        call.eligibility = [*call.eligibility, day]
        call.save()
        made = self.clone(call, world.manager, copy_form=True)
        assert made.version is not None
        assert made.eligibility == [call.eligibility[0], day | {"least": "2026-02-28"}]
        assert made.version.definition["sections"][0]["questions"] == [
            questions[0] | {"min": "2022-01-01", "max": "2027-03-31"},
            questions[1] | {"max": "2026-12"},
            questions[2] | {"columns": [column | {"min": "2027-01-01"}]},
            questions[3],
        ]
        kept = self.clone(call, world.manager, name="Cohort 6")
        assert kept.version == call.version
        page = browser(world.manager).get(f"/calls/{kept.slug}/settings/")
        assert [one.sentence for one in page.context["aged"]] == [
            "“Since” of the form: not before Wed 1 Jan 2020, not after Mon 31 Mar 2025.",
            "“Until” of the form: not after December 2024.",
            "“Rows” of the form: not before Wed 1 Jan 2025.",
        ]
        assert "Does this still fit?" in page.content.decode()

    def test_published_answers_come_along_where_that_is_chosen_but_for_those_of_a_date(self, world: World, call: Call) -> None:
        at = datetime(2025, 3, 5, tzinfo=UTC)
        given = {"call": call, "by": world.outsider, "answered_by": world.manager, "answered_at": at, "created_at": at}
        for told, answer, published in (
            ("May teams apply?", "Yes, of 3.", at),
            ("Until when?", "Until 31 March.", at),
            ("Is the 14th of April fixed?", "It is.", at),
            ("Mine?", "For you alone.", None),
        ):
            Enquiry.objects.create(**given, asked=f"Ann: {told}", told=told, answer=answer, published_at=published)
        Enquiry.objects.create(call=call, by=world.outsider, asked="Waits?")
        assert self.clone(call, world.manager).enquiries.count() == 0  # type: ignore[attr-defined]
        desk = browser(world.manager)
        desk.post("/calls/cohort-4/settings/again/", {"name": "Cohort 7", "form": "keep", "rubric": "keep", "enquiries": "on"})
        (one,) = Enquiry.objects.filter(call__slug="cohort-7")
        assert (one.by, one.asked, one.told, one.answer) == (world.manager, "May teams apply?", "May teams apply?", "Yes, of 3.")
        assert (one.answered_by, one.answered_at, one.published_at) == (world.manager, at, at)
        says = "From an earlier call, answered on Wed 5 Mar 2025."
        assert says in desk.get("/calls/cohort-7/").content.decode()
        assert says not in desk.get("/calls/cohort-4/").content.decode()
        assert "May teams apply?" in desk.get("/calls/cohort-7/settings/questions/").content.decode()

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
        assert form["name"].value() == "Cohort 6"  # there is a Cohort 5
        response = desk.post(door, {"name": "Cohort 6", "form": "keep", "rubric": "copy"})
        assert response["Location"] == "/calls/cohort-6/settings/dates/"
        assert Call.objects.get(slug="cohort-6").rubric != call.rubric
        assert desk.get(door).context["form"]["name"].value() == "Cohort 7"
