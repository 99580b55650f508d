"""Rubrics: made, written while nobody is scored by them, copied afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import operations, queries, starter
from accelerator.programmes.models import Criterion, Rubric
from accelerator.programmes.operations import judging
from accelerator.programmes.scales import USUAL
from accelerator.programmes.starter import Measure
from accelerator.trail.models import Entry
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
TWO = [Measure("Problem", "Who pays?", 60, {"1": "nobody", "5": "all"}), Measure("Team", "", 40, {"3": "some"})]


def criteria(rubric: Any) -> list[tuple[Any, ...]]:
    return [(one.position, one.name, one.asks, one.weight, one.anchors) for one in queries.criteria(rubric)]


class TestStarter:
    def test_it_could_be_published_as_it_stands(self) -> None:
        measures = starter.rubric()
        assert sum(one.weight for one in measures) == 100
        assert [one.name for one in measures] == ["Problem", "Evidence that it works", "Team", "Market", "Responsible AI"]
        assert all(one.asks and set(one.anchors) == {"1", "3", "5"} and all(one.anchors.values()) for one in measures)
        judging._require_sound(measures, USUAL)


class TestMake:
    def test_criteria_stand_in_their_order(self, world: World) -> None:
        made = operations.make_rubric(world.programme, name=" First ", measures=TWO, by=world.manager)
        assert made.name == "First"
        assert criteria(made) == [
            (1, "Problem", "Who pays?", 60, {"1": "nobody", "5": "all"}),
            (2, "Team", "", 40, {"3": "some"}),
        ]
        assert Entry.objects.get().told() == "Nurul Hakim made the rubric First."

    def test_spaces_and_empty_anchors_go(self, world: World) -> None:
        untidy = [Measure(" Problem ", " Who? ", 100, {"1": " nobody ", "2": "  "})]
        made = operations.make_rubric(world.programme, name="", measures=untidy, by=world.manager)
        assert (made.name, criteria(made)) == ("Rubric", [(1, "Problem", "Who?", 100, {"1": "nobody"})])

    @pytest.mark.parametrize(
        ("measures", "says"),
        [
            ([], "A rubric has 1 to 12 criteria."),
            ([Measure(f"C{n}", weight=0) for n in range(12)] + [Measure("C", weight=100)], "A rubric has 1 to 12 criteria."),
            ([replace(TWO[0], name="  "), TWO[1]], "Every criterion needs a name."),
            ([replace(TWO[0], weight=-1), replace(TWO[1], weight=101)], "A weight is between 0 and 100."),
            ([replace(TWO[0], weight=59), TWO[1]], "The weights add up to 99. They must add up to 100."),
        ],
    )
    def test_what_cannot_be_scored_by_is_refused(self, world: World, measures: list[Measure], says: str) -> None:
        before = Rubric.objects.count()
        with pytest.raises(Refusal) as refused:
            operations.make_rubric(world.programme, name="First", measures=measures, by=world.manager)
        assert (str(refused.value), refused.value.field) == (says, "criteria")
        assert Rubric.objects.count() == before

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.make_rubric(world.programme, name="Mine", measures=TWO, by=person)


@given(st.lists(st.integers(-5, 105), max_size=14))
def test_exactly_the_weights_that_make_a_hundred_are_sound(weights: list[int]) -> None:
    measures = [Measure(f"C{n}", weight=weight) for n, weight in enumerate(weights)]
    sound = 1 <= len(weights) <= 12 and sum(weights) == 100 and all(0 <= weight <= 100 for weight in weights)
    try:
        judging._require_sound(measures, USUAL)
    except Refusal:
        assert not sound
    else:
        assert sound


class TestWrite:
    def test_it_says_something_else_from_then_on(self, world: World) -> None:
        rubric = programmes.rubric(programme=world.programme)
        operations.write_rubric(rubric, name="Second", measures=list(reversed(TWO)), by=world.manager)
        assert [one[:2] for one in criteria(rubric)] == [(1, "Team"), (2, "Problem")]
        assert Rubric.objects.get(pk=rubric.pk).name == "Second"
        assert Entry.objects.get().told() == "Nurul Hakim changed the rubric Second."

    def test_refused_it_says_what_it_said(self, world: World) -> None:
        rubric = programmes.rubric(programme=world.programme)
        before = criteria(rubric)
        with pytest.raises(Refusal, match="add up to 60"), transaction.atomic():
            operations.write_rubric(rubric, name="Second", measures=TWO[:1], by=world.manager)
        assert (criteria(rubric), Rubric.objects.get(pk=rubric.pk).name) == (before, "First round")

    def test_what_a_published_call_is_scored_with_stays(self, world: World) -> None:
        call = programmes.call(programme=world.programme)
        assert call.rubric is not None
        before = criteria(call.rubric)
        with pytest.raises(Refusal, match="Copy it to change it"):
            operations.write_rubric(call.rubric, name="Second", measures=TWO, by=world.manager)
        assert criteria(call.rubric) == before

    def test_a_copy_is_free_to_change(self, world: World) -> None:
        call = programmes.call(programme=world.programme)
        assert call.rubric is not None
        copy = operations.copy_rubric(call.rubric, by=world.manager)
        assert (copy.name, criteria(copy)) == ("First round, copy", criteria(call.rubric))
        operations.write_rubric(copy, name="Second", measures=TWO, by=world.manager)
        assert len(criteria(call.rubric)) == 3

    def test_the_longest_name_may_be_copied(self, world: World) -> None:
        rubric = programmes.rubric(programme=world.programme, name="x" * 200)
        assert operations.copy_rubric(rubric, by=world.manager).name == "x" * 190 + ", copy"

    def test_only_by_managers_of_the_programme(self, world: World) -> None:
        rubric = programmes.rubric(programme=world.programme)
        for person in (world.reviewer, world.outsider, world.rival):
            with pytest.raises(Forbidden):
                operations.write_rubric(rubric, name="Mine", measures=TWO, by=person)
            with pytest.raises(Forbidden):
                operations.copy_rubric(rubric, by=person)
        assert Criterion.objects.filter(rubric=rubric).count() == 3
