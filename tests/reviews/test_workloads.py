"""What reviewers carry: kept by the database, whatever changes assignments, and by whomever at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Count, Q

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.reviews import overviews, stages
from accelerator.reviews.models import Assignment, Workload
from tests.factories import reviews
from tests.together import at_once

pytestmark = pytest.mark.django_db
State = Assignment.State


def kept() -> set[tuple[int, int, int, int]]:
    found = Workload.objects.exclude(given=0, scored=0)
    return set(found.values_list("stage", "reviewer", "given", "scored"))


def counted() -> set[tuple[int, int, int, int]]:
    live = Assignment.objects.live().order_by().values_list("stage", "reviewer")
    return set(live.annotate(given=Count("pk"), scored=Count("pk", filter=Q(state=State.SCORED))))


def test_workloads_follow_every_change_of_assignments() -> None:
    call = reviews.call()
    first, second = reviews.reviewer(call), reviews.reviewer(call)
    made = [reviews.assignment(reviews.application(call), reviewer=first) for _ in range(4)]
    reviews.assignment(made[0].application, reviewer=second)
    stage = made[0].stage_id
    assert kept() == {(stage, first.pk, 4, 0), (stage, second.pk, 1, 0)}
    for one in made[:3]:
        reviews.review(one)
    Assignment.objects.filter(pk__in=[made[0].pk, made[3].pk]).update(state=State.RECUSED)
    assert kept() == counted() == {(stage, first.pk, 2, 2), (stage, second.pk, 1, 0)}
    Assignment.objects.filter(pk=made[0].pk).update(state=State.SCORED)
    Assignment.objects.filter(pk=made[1].pk).update(state=State.ASSIGNED)
    Assignment.objects.filter(pk=made[1].pk).update(state=State.UNASSIGNED)
    assert kept() == counted() == {(stage, first.pk, 2, 2), (stage, second.pk, 1, 0)}
    Assignment.objects.filter(pk=made[3].pk).update(state=State.ASSIGNED, flagged_at=clock.now())
    assert kept() == counted() == {(stage, first.pk, 3, 2), (stage, second.pk, 1, 0)}


def test_a_dashboard_leaves_out_what_was_withdrawn_and_tells_what_is_late() -> None:
    call = reviews.call()
    person = reviews.reviewer(call)
    yesterday = clock.today(call.zone) - timedelta(days=1)
    made = [reviews.assignment(reviews.application(call), reviewer=person, due_on=yesterday) for _ in range(5)]
    for one in made[:2]:
        reviews.review(one)
    gone = Application.objects.filter(pk__in=[made[0].application_id, made[4].application_id])
    gone.update(state=Application.State.WITHDRAWN)
    seen = overviews.read(stages.of_call(call)[0], stages.of_call(call), hands_on=False)
    assert [(one.person, one.tally) for one in seen.loads] == [(person, (3, 1, 2))]
    assert seen.coverage == overviews.Coverage(applications=3, covered=0, wanted=2, given=3, scored=1, late=2)
    assert [(one.pk, one.given) for one in seen.lacking] == [(one.application_id, 1) for one in made[1:4]]


@pytest.mark.django_db(transaction=True)
def test_what_is_given_at_once_is_all_counted() -> None:
    call = reviews.call()
    people = [reviews.reviewer(call) for _ in range(2)]
    applications = [reviews.application(call) for _ in range(6)]

    def give(application: Application) -> None:
        Assignment.objects.bulk_create(
            Assignment(application=application, reviewer=who, assigned_by=application.started_by) for who in people
        )

    at_once(*(partial(give, one) for one in applications))
    assert kept() == counted()
    assert {given for _stage, _reviewer, given, _scored in kept()} == {6}
