"""Reads of milestones used twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from accelerator.kit import prepared, together
from accelerator.kit.together import Steps
from cohorts.milestones import lateness
from cohorts.milestones.models import Milestone, Plan
from cohorts.roster.models import Cohort, Enrolment, Supporter


@dataclass(frozen=True)
class Seen:
    """A milestone as people see it: `state` with what its date says, `late` in days."""

    milestone: Milestone
    state: str
    late: int


def seen(milestone: Milestone, today: date) -> Seen:
    state = lateness.derived(milestone.state, due_on=milestone.due_on, today=today)
    return Seen(milestone, state, lateness.days_late(milestone.state, due_on=milestone.due_on, today=today))


@together.stepwise
def of(enrolment: Enrolment) -> Steps[list[Seen]]:
    """A startup's milestones in their order. One query."""
    today = enrolment.today()
    rows = enrolment.milestones.select_related("step").annotate(files=Count("evidence")).order_by("position", "id")
    yield [rows]
    return [seen(one, today) for one in rows]


@prepared.counted("startup")
def unsettled_of(person: Any) -> QuerySet[Milestone]:
    """What the startups of `person` still have to reach, the next due first."""
    mine = Enrolment.objects.of_member(person).active()
    rows = Milestone.objects.filter(enrolment__in=mine).unsettled()
    return rows.select_related("enrolment__startup", "enrolment__cohort", "step").order_by("due_on", "position", "id")


@prepared.counted("enrolment", "programme")
def to_check(person: Any) -> QuerySet[Milestone]:
    """What waits for `person` as supporter or manager, the longest waiting first; who only looks on has nothing to check."""
    supported = Supporter.objects.live().filter(person=person).values("enrolment")
    theirs = Q(enrolment__in=supported) | Q(enrolment__cohort__in=Cohort.objects.run_by(person))
    rows = Milestone.objects.filter(theirs, state=Milestone.State.SUBMITTED, enrolment__state="active")
    outside = rows.exclude(enrolment__in=Enrolment.objects.of_member(person))
    return outside.select_related("enrolment__startup", "enrolment__cohort").order_by("submitted_at", "id")


def plans(person: Any) -> QuerySet[Plan]:
    """Plans this person sees, the newest first, each with how many `steps_n` and `cohorts_n` it has. One query."""
    counted = Plan.objects.visible_to(person).annotate(
        steps_n=Count("steps", distinct=True), cohorts_n=Count("cohorts", distinct=True)
    )
    return counted.select_related("programme").order_by("-id")
