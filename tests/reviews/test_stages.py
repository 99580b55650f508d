"""The review stages of a call: who is in which, what counts, what is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from accelerator.applications.models import Application
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations, stages
from accelerator.reviews.models import Assignment, Ruling, Standing
from tests.factories import programmes, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return reviews.call()


def staged(call: Call, **fields: Any) -> ReviewStage:
    position = ReviewStage.objects.filter(call=call).count() + 1
    return ReviewStage.objects.create(call=call, position=position, **fields)


def ruled(application: Application, stage: ReviewStage, outcome: str = "on") -> None:
    Ruling.objects.create(application=application, stage=stage, outcome=outcome, by=reviews.manager(application.call))


def test_a_call_has_a_stage_from_the_beginning(call: Call) -> None:
    (stage,) = stages.of_call(call)
    assert (str(stage), stage.position, len(stage.code), stage.wanted) == ("Review", 1, 10, call.reviews_wanted)
    assert (stage.rubric_id, stage.due_on, stage.window()) == (call.rubric_id, call.reviews_due_on, call.stages()["scoring"])


def test_a_stage_of_its_own_differs_where_it_says_so(call: Call) -> None:
    rubric = programmes.rubric(programme=call.programme)
    days: dict[str, Any] = {"own_from": date(2031, 3, 1), "own_due_on": date(2031, 3, 5), "ends": True}
    staged(call, kind="interview", own_rubric=rubric, own_wanted=2, **days)
    stage = stages.of_call(call)[1]
    assert (str(stage), stage.rubric_id, stage.wanted, stage.due_on) == ("Interview", rubric.pk, 2, date(2031, 3, 5))
    zone = call.zone
    window = stage.window()
    assert window.begins.astimezone(zone).isoformat()[:16] == "2031-03-01T00:00"
    assert window.ends is not None
    assert window.ends.astimezone(zone).isoformat()[:16] == "2031-03-06T00:00"


def test_who_waits_in_which_stage(call: Call) -> None:
    waiting, sent_on, out, done = (reviews.application(call) for _each in range(4))
    staged(call, kind="interview")
    first, second = stages.of_call(call)
    for one in (sent_on, done):
        ruled(one, first)
    ruled(out, first, "out")
    ruled(done, second)
    assert set(stages.reached(first, [])) == {waiting}
    assert set(stages.reached(second, [first])) == {sent_on}
    given = {one: reviews.assignment(one).stage for one in (waiting, sent_on, out, done)}
    assert given == {waiting: first, sent_on: second, out: first, done: second}


def test_what_is_given_out_stands_in_the_stage_the_application_is_in(call: Call) -> None:
    application, reviewer = reviews.application(call), reviews.reviewer(call)
    early = reviews.assignment(application, reviewer=reviewer)
    reviews.review(early, {1: 5, 2: 5, 3: 5})
    staged(call, kind="interview")
    first, second = stages.of_call(call)
    standing = Standing.objects.get(application=application)
    assert (standing.stage, standing.scored, standing.mean) == (first, 1, Decimal(5))
    ruled(application, first)
    late = reviews.assignment(application, reviewer=reviewer)
    assert (early.stage, late.stage) == (first, second)
    standing.refresh_from_db()
    assert (standing.stage, standing.given, standing.scored, standing.mean) == (second, 1, 0, None)
    late.state = Assignment.State.UNASSIGNED
    late.save()
    standing.refresh_from_db()
    assert (standing.stage, standing.given, standing.mean) == (first, 1, Decimal(5))


def test_the_one_in_hand_is_the_last_that_has_begun(call: Call) -> None:
    staged(call, kind="interview", own_from=date(2999, 1, 1))
    first, later = stages.of_call(call)
    assert stages.in_hand([first, later]) == first
    assert stages.in_hand([first, later], later.code) == later
    ReviewStage.objects.filter(pk=later.pk).update(own_from=date(2020, 1, 1))
    assert stages.in_hand(stages.of_call(call)) == later
    with pytest.raises(Http404):
        stages.in_hand([first, later], "nowhere")


def test_scores_wait_for_the_day_of_the_stage(call: Call) -> None:
    assignment = reviews.assignment(reviews.application(call))
    ReviewStage.objects.update(own_from=date(2999, 1, 1))
    with pytest.raises(Refusal, match="Scoring begins on"):
        operations.score(assignment, by=assignment.reviewer, changes={"points-1": "3"})
    ReviewStage.objects.update(own_from=None, own_due_on=date(2020, 1, 1), ends=True)
    with pytest.raises(Refusal, match="Scores were due on"):
        operations.score(assignment, by=assignment.reviewer, changes={"points-1": "3"})
    ReviewStage.objects.update(ends=False)
    operations.score(assignment, by=assignment.reviewer, changes={"points-1": "3"})


@pytest.mark.parametrize(("shows", "before", "after"), [("never", False, False), ("own", False, True), ("always", True, True)])
def test_what_others_scored(call: Call, shows: str, before: bool, after: bool) -> None:
    ReviewStage.objects.update(shows=shows)
    assignment = reviews.assignment(reviews.application(call))
    found = Assignment.objects.select_related("stage", "application__call")
    assert stages.shows_others(found.get(pk=assignment.pk)) is before
    reviews.review(assignment)
    assert stages.shows_others(found.get(pk=assignment.pk)) is after
