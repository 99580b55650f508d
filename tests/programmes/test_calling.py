"""Calls: drafted, given a form and a rubric, published, and what stays from then on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes import lacking, operations, queries
from accelerator.programmes.models import Call, Rubric
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.trail.models import Entry, key_of
from tests.factories import accounts, programmes
from tests.factories.questionnaires import DEFINITION, draft_version, published_version
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def told() -> list[str]:
    return [entry.told() for entry in Entry.objects.order_by("id")]


def fresh(call: Call) -> Call:
    return Call.objects.select_related("programme", "version", "rubric").get(pk=call.pk)


def bare(call: Call, **fields: Any) -> list[str]:
    """What the draft with `fields` lacks, as the name of the tab that mends it."""
    Call.objects.filter(pk=call.pk).update(**fields)
    return [lack.tab for lack in lacking.lacks(fresh(call), NOW)]


class TestDraft:
    def test_it_begins_with_dates_and_a_number_of_its_own(self, world: World) -> None:
        made = operations.create_call(world.programme, name=" Spring 2027 ", by=world.manager)
        assert (made.name, made.slug, made.prefix, made.places, made.state) == (
            "Spring 2027",
            "spring-2027",
            "S2027",
            10,
            "draft",
        )
        assert (made.zone, made.grace_minutes, made.version, made.rubric) == (ZoneInfo("Asia/Singapore"), 10, None, None)
        assert [at.isoformat() for at in (made.opens_at, made.closes_at)] == [
            "2026-11-23T01:00:00+00:00",
            "2027-01-04T15:59:00+00:00",
        ]
        assert told() == ["Nurul Hakim drafted the call Spring 2027."]
        assert Entry.objects.about(world.programme).exists()

    def test_facts_are_taken_as_given(self, world: World) -> None:
        made = operations.create_call(
            world.programme, name="Spring", by=world.manager, prefix="SPR", places=3, zone=ZoneInfo("UTC"), tagline="Twelve weeks"
        )
        assert (made.prefix, made.places, made.zone, made.tagline) == ("SPR", 3, ZoneInfo("UTC"), "Twelve weeks")
        assert made.opens_at.isoformat() == "2026-11-23T09:00:00+00:00"

    def test_a_fact_that_a_call_has_not_is_a_mistake_of_ours(self, world: World) -> None:
        with pytest.raises(TypeError, match="state"):
            operations.create_call(world.programme, name="Spring", by=world.manager, state="published")

    @pytest.mark.parametrize(
        ("facts", "field", "says"),
        [
            ({"name": " "}, "name", "A call needs a name."),
            ({"name": "\ufeff"}, "name", "A call needs a name."),
            ({"closes_at": NOW, "opens_at": NOW}, "closes_at", "A call closes after it opens."),
            ({"prefix": "aa5"}, "prefix", "Another call's applications begin with aa5."),
        ],
    )
    def test_what_makes_no_call(self, world: World, facts: dict[str, Any], field: str, says: str) -> None:
        with pytest.raises(Refusal) as refused:
            operations.create_call(world.programme, by=world.manager, **({"name": "Spring"} | facts))
        assert (refused.value.field, str(refused.value)) == (field, says)
        assert Call.objects.get() == world.draft

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            with pytest.raises(Forbidden, match="Only managers of Applied AI"):
                operations.create_call(world.programme, name="Mine", by=person)

    @pytest.mark.parametrize(
        ("name", "prefix"),
        [
            ("Cohort 5", "C5"),
            ("Applied AI, Cohort 5", "AAC5"),
            ("2027", "C2027"),
            ("2027 Spring", "C2027S"),
            ("渡し舟", "C"),
            ("", "C"),
            ("one two three four five six seven", "OTTFFS"),
            ("Summer 20272027", "S20272"),
            ("Harbour Climate Lab 2027", "HCL27"),
            ("½ Ⅳ ٣", "C"),
        ],
    )
    def test_what_numbers_begin_with(self, name: str, prefix: str) -> None:
        assert queries.free_prefix(name) == prefix

    def test_a_number_where_it_is_taken_in_any_letters(self, world: World) -> None:
        for taken, free in (("c5", "C52"), ("C52", "C53"), ("c53", "C54")):
            programmes.call(prefix=taken)
            assert queries.free_prefix("Cohort 5") == free


class TestChange:
    def test_what_differs_is_written_and_said_once(self, world: World) -> None:
        for _again in range(2):
            operations.change_call(world.draft, by=world.manager, tagline="Ten weeks", places=4)
        held = fresh(world.draft)
        assert (held.tagline, held.places, held.name) == ("Ten weeks", 4, "Cohort 5")
        assert told() == ["Nurul Hakim changed Cohort 5."]

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person(role="auditor")):
            with pytest.raises(Forbidden):
                operations.change_call(world.draft, by=person, tagline="Mine")
        assert told() == []

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("prefix", "ZZ9"),
            ("places", 99),
            ("zone", ZoneInfo("UTC")),
            ("opens_at", NOW),
            ("closes_at", NOW + timedelta(days=900)),
            ("grace_minutes", 0),
        ],
    )
    def test_terms_of_a_published_call_stay(self, world: World, field: str, value: Any) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        with pytest.raises(Refusal, match="The call is published: its dates and places stay") as refused:
            operations.change_call(world.draft, by=world.manager, **{field: value, "tagline": "Other"})
        assert refused.value.field == field
        assert fresh(world.draft).tagline == world.draft.tagline

    def test_words_and_the_plan_of_a_published_call_may_change(self, world: World) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        operations.change_call(world.draft, by=world.manager, tagline="Ten weeks", decisions_on=date(2031, 3, 10), places=12)
        assert (fresh(world.draft).tagline, fresh(world.draft).decisions_on) == ("Ten weeks", date(2031, 3, 10))

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("description", "", "Describe the call"),
            ("benefits", "", "Say what founders get."),
            ("decisions_on", None, "Say by which day founders hear"),
            ("decisions_on", date(2031, 2, 16), "Say by which day founders hear"),
            ("reviews_due_on", date(2031, 2, 3), "Say by which day reviews are due: a day after the call closes."),
        ],
    )
    def test_a_published_call_stays_whole(self, world: World, field: str, value: Any, says: str) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        with pytest.raises(operations.Unready, match=says):
            operations.change_call(world.draft, by=world.manager, **{field: value})
        assert getattr(fresh(world.draft), field) == getattr(world.draft, field)

    def test_what_a_published_call_lacked_before_bars_no_other_change(self, world: World) -> None:
        old = programmes.call(programme=world.programme)
        operations.change_call(old, by=world.manager, tagline="Ten weeks")
        assert fresh(old).tagline == "Ten weeks"

    def test_another_calls_numbers_are_not_taken(self, world: World) -> None:
        programmes.call(prefix="SF5")
        with pytest.raises(Refusal, match="begin with sf5") as refused:
            operations.change_call(world.draft, by=world.manager, prefix="sf5")
        assert refused.value.field == "prefix"
        operations.change_call(world.draft, by=world.manager, prefix="aa5")
        assert fresh(world.draft).prefix == "aa5"


class TestForm:
    def test_the_standard_one_becomes_the_calls_own_draft(self, world: World) -> None:
        version = operations.make_form(world.draft, by=world.manager)
        assert fresh(world.draft).version == version
        assert (version.state, str(version.questionnaire)) == ("draft", "Cohort 5: application")
        assert len(version.definition["sections"]) == 7
        assert told()[-1] == f"Nurul Hakim chose the form {version} for Cohort 5."

    def test_one_that_is_used_by_another_call_of_theirs(self, world: World) -> None:
        other = programmes.call(programme=world.programme)
        assert other.version is not None
        for _again in range(2):
            operations.set_form(world.draft, questionnaire=other.version.questionnaire, by=world.manager)
        assert fresh(world.draft).version == other.version
        assert len(told()) == 1

    def test_none_of_a_programme_they_do_not_run(self, world: World) -> None:
        other = programmes.call()
        assert other.version is not None
        with pytest.raises(Refusal, match="belongs to a programme that you do not run") as refused:
            operations.set_form(world.draft, questionnaire=other.version.questionnaire, by=world.manager)
        assert refused.value.field == "questionnaire"

    def test_its_newest_published_version_else_its_draft(self) -> None:
        asked = Questionnaire.objects.create(name="Form")
        draft = draft_version(questionnaire=asked)
        assert queries.version_to_ask(asked) == draft
        Version.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)
        draft_version(questionnaire=asked, number=2)
        assert queries.version_to_ask(asked) == draft
        third = published_version(questionnaire=asked, number=3)
        assert queries.version_to_ask(asked) == third

    def test_a_published_call_keeps_its_form(self, world: World) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        with pytest.raises(Refusal, match="keeps its form"):
            operations.make_form(world.draft, by=world.manager)
        other = programmes.call(programme=world.programme).version
        assert other is not None
        with pytest.raises(Refusal, match="keeps its form"):
            operations.set_form(world.draft, questionnaire=other.questionnaire, by=world.manager)
        assert fresh(world.draft).version == world.draft.version
        assert Questionnaire.objects.filter(name__contains="application").count() == 0

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        assert world.draft.version is not None
        for person in (world.reviewer, world.outsider, world.rival):
            with pytest.raises(Forbidden):
                operations.make_form(world.draft, by=person)
            with pytest.raises(Forbidden):
                operations.set_form(world.draft, questionnaire=world.draft.version.questionnaire, by=person)

    def test_a_new_version_is_asked_by_calls_that_are_not_over(self, world: World) -> None:
        assert world.draft.version is not None
        asked = world.draft.version.questionnaire
        running = programmes.call(programme=world.programme, version=world.draft.version, name="Running")
        over = programmes.call(programme=world.programme, version=world.draft.version, closes_at=NOW)
        longer = programmes.call(programme=world.programme, version=world.draft.version, closes_at=NOW, name="Longer")
        Call.objects.filter(pk=longer.pk).update(added_minutes=5)
        other = programmes.call(programme=world.programme)
        draft = draft_version(questionnaire=asked, number=2, definition=DEFINITION)
        questionnaires.publish(draft, by=world.manager, at=NOW)
        assert fresh(running).version == fresh(longer).version == fresh(world.draft).version == draft
        assert fresh(over).version == world.draft.version
        assert fresh(other).version == other.version
        assert sorted(one for one in told() if "asks with version" in one) == [
            "Cohort 5 asks with version 2 now.",
            "Longer asks with version 2 now.",
            "Running asks with version 2 now.",
        ]


class TestRubric:
    def test_one_of_the_programme(self, world: World) -> None:
        other = programmes.rubric(programme=world.programme, name="Second")
        for _again in range(2):
            operations.set_rubric(world.draft, rubric=other, by=world.manager)
        assert fresh(world.draft).rubric == other
        assert told() == ["Nurul Hakim chose the rubric Second for Cohort 5."]

    def test_none_of_another(self, world: World) -> None:
        with pytest.raises(Refusal, match="belongs to another programme") as refused:
            operations.set_rubric(world.draft, rubric=programmes.rubric(), by=world.manager)
        assert refused.value.field == "rubric"

    def test_a_published_call_keeps_its_own(self, world: World) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        with pytest.raises(Refusal, match="scored with the rubric it has"):
            operations.set_rubric(world.draft, rubric=programmes.rubric(programme=world.programme), by=world.manager)

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        rubric = programmes.rubric(programme=world.programme)
        for person in (world.reviewer, world.outsider, world.rival):
            with pytest.raises(Forbidden):
                operations.set_rubric(world.draft, rubric=rubric, by=person)


class TestLacks:
    def test_a_whole_draft_lacks_nothing(self, world: World) -> None:
        assert lacking.lacks(fresh(world.draft), NOW) == []

    @pytest.mark.parametrize(
        ("fields", "tabs"),
        [
            ({"tagline": ""}, ["call_settings"]),
            ({"tagline": "", "description": "", "benefits": ""}, ["call_settings"] * 3),
            ({"version": None}, ["call_form"]),
            ({"rubric": None}, ["call_rubric"]),
            ({"reviews_due_on": None, "decisions_on": None}, ["call_schedule"] * 2),
            ({"reviews_due_on": date(2031, 2, 3)}, ["call_schedule"]),
            ({"decisions_on": date(2031, 2, 16)}, ["call_schedule"]),
            ({"decisions_on": date(2031, 2, 17)}, []),
            ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW}, ["call_schedule"]),
            ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW + timedelta(seconds=1)}, []),
        ],
    )
    def test_each_in_the_order_of_the_tabs(self, world: World, fields: dict[str, Any], tabs: list[str]) -> None:
        assert bare(world.draft, **fields) == tabs

    def test_the_day_it_closes_is_the_day_on_its_own_clock(self, world: World) -> None:
        """It closes at 23:59 in Singapore on the third, which is the second in New York and the fourth in Auckland."""
        late = {"reviews_due_on": date(2031, 2, 4)}
        assert bare(world.draft, **late, zone="Asia/Singapore") == []
        assert bare(world.draft, **late, zone="Pacific/Auckland") == ["call_schedule"]

    def test_a_form_that_is_a_draft(self, world: World) -> None:
        assert bare(world.draft, version=draft_version()) == ["call_form"]

    @pytest.mark.parametrize("weights", [(40, 35, 24), (100, 1), (0,)])
    def test_weights_that_do_not_make_a_hundred(self, world: World, weights: tuple[int, ...]) -> None:
        rubric = programmes.rubric(programme=world.programme, weights=weights)
        assert bare(world.draft, rubric=rubric) == ["call_rubric"]

    @pytest.mark.parametrize(("anchors", "whole"), [({"1": "a", "5": "b"}, True), ({"1": "a"}, False), ({"5": "b"}, False)])
    def test_criteria_whose_ends_nobody_described(self, world: World, anchors: dict[str, str], whole: bool) -> None:
        rubric = Rubric.objects.get(pk=world.draft.rubric_id)
        rubric.criteria.filter(position__in=(1, 2)).update(anchors=anchors)
        found = lacking.lacks(fresh(world.draft), NOW)
        assert [lack.sentence for lack in found] == ([] if whole else ["Say what a 1 and a 5 mean for: Problem, Evidence."])

    def test_one_query_where_the_form_came_along(self, world: World, django_assert_num_queries: Any) -> None:
        call = fresh(world.draft)
        with django_assert_num_queries(1):
            lacking.lacks(call, NOW)


class TestPublish:
    def test_it_is_before_everybody_and_its_managers_hear(self, world: World) -> None:
        second = programmes.manager(world.programme)
        programmes.manager(world.programme, accounts.person(is_active=False))
        programmes.staff(world.programme, ended=True)
        made = operations.publish(world.draft, by=world.manager, at=NOW)
        assert (made.state, made.published_at, fresh(made).state) == ("published", NOW, "published")
        assert Call.objects.public().filter(pk=made.pk).exists()
        messages = Message.objects.filter(kind="call_published")
        assert {message.recipient for message in messages} == {world.manager, second}
        assert messages[0].url == "/calls/cohort-5/"
        assert messages[0].subject == key_of(made)
        assert messages[0].facts == {
            "by": "Nurul Hakim",
            "call": "Cohort 5",
            "opens": "Mon 6 Jan 2031, 09:00 SGT",
            "closes": "Mon 3 Feb 2031, 23:59 SGT",
            "places": 12,
        }
        assert told() == ["Nurul Hakim published Cohort 5."]

    def test_all_that_is_missing_is_said_at_once_and_nothing_happens(self, world: World) -> None:
        Call.objects.filter(pk=world.draft.pk).update(tagline="", rubric=None)
        with pytest.raises(operations.Unready) as unready:
            operations.publish(world.draft, by=world.manager, at=NOW)
        assert str(unready.value) == "Say in one line what this call is. Choose a rubric, or make the standard one."
        assert [lack.tab for lack in unready.value.lacks] == ["call_settings", "call_rubric"]
        assert (fresh(world.draft).state, Message.objects.count(), told()) == ("draft", 0, [])

    def test_twice_is_refused_and_nobody_hears_twice(self, world: World) -> None:
        operations.publish(world.draft, by=world.manager, at=NOW)
        with pytest.raises(Refusal, match="published already"):
            operations.publish(world.draft, by=world.manager, at=NOW)
        assert Message.objects.count() == 1

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.publish(world.draft, by=person, at=NOW)
        assert fresh(world.draft).state == "draft"
