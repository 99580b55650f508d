"""Plans and milestones for tests. Every default is spelt out here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accelerator.programmes.models import Programme
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.roster.models import Enrolment

TITLES = ("Customer interviews", "Pilot signed", "Model card written")


def plan(programme: Programme, *, days: Sequence[int] = (14, 60, 105), name: str = "Six months") -> Plan:
    """A plan whose steps m1, m2, … are due so many `days` after a cohort's first day."""
    made = Plan.objects.create(programme=programme, name=name)
    Step.objects.bulk_create(
        Step(
            plan=made,
            key=f"m{place}",
            position=place,
            title=TITLES[(place - 1) % len(TITLES)],
            description="Talk to twenty people.",
            evidence="Notes of twenty conversations",
            due_days=due_days,
        )
        for place, due_days in enumerate(days, 1)
    )
    return made


def milestone(enrolment: Enrolment, *, due_on: date = date(2026, 12, 1), step: Step | None = None, **fields: Any) -> Milestone:
    """One milestone of the enrolled startup, not started, of a plan of its own unless a `step` is given."""
    step = step or plan(enrolment.cohort.programme, days=(60,)).steps.get()
    given = {"position": step.position, "title": step.title, "due_on": due_on}
    return Milestone.objects.create(enrolment=enrolment, step=step, **(given | fields))


def fresh(milestone: Milestone) -> Milestone:
    """Read anew, as a view would."""
    return Milestone.objects.select_related("enrolment__startup", "enrolment__cohort", "step").get(pk=milestone.pk)
