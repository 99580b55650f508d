"""All that the database knows of applications and reviewers that somebody wants to bring together, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accelerator.applications.models import Application
from accelerator.kit import clock, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import ReviewStage
from accelerator.questionnaires.parts import OWN_LANGUAGE
from accelerator.reviews import away, chasing
from accelerator.reviews.affinities import BIDS
from accelerator.reviews.models import Assignment, Bid, Conflict, Decline, Expertise, Profile

Pair = tuple[int, int]


@dataclass(frozen=True)
class Facts:
    """By keys of applications and people. `given` is what is live in the stage, `before` how many applications of the call
    somebody has, `burden` what these weigh by now, `gone` who is away until reviews are due.
    """

    given: set[Pair]
    conflicts: set[Pair]
    declined: set[Pair]
    before: dict[int, int]
    burden: dict[int, float]
    gone: set[int]
    bids: list[tuple[int, int, str]]
    expertise: list[tuple[int, str, int]]
    profiles: dict[int, Profile]
    languages: dict[int, str]


@together.stepwise
def read(stage: ReviewStage, applications: Sequence[Application], people: Sequence[Any], due_on: date | None) -> Steps[Facts]:
    """`languages` is what each application is written in. One query."""
    call, today = stage.call, clock.today(stage.call.zone)
    last = max(today, due_on) if due_on else today
    live = Assignment.objects.live().filter(stage=stage)
    asked: list[QuerySet[Any, Any]] = [
        _pairs(live, applications, "reviewer"),
        _pairs(Conflict.objects.live(), applications, "person"),
        _pairs(Decline.objects.all(), applications, "person"),
        chasing.carried(call),
        away.rows(people, today, last),
        Bid.objects.filter(application__in=applications, person__in=people, value__in=BIDS).values_list(*_BID),
        Expertise.objects.filter(person__in=people).order_by("pk").values_list("person", "tag", "level"),
        Profile.objects.filter(person__in=people),
        Application.objects.filter(pk__in=_keys(applications)).values_list("pk", "sheet__version__definition__language"),
    ]
    yield asked
    given, conflicts, declined, carried, absences, bids, expertise, profiles, languages = map(list, asked)
    return Facts(
        given=set(given),
        conflicts=set(conflicts),
        declined=set(declined),
        before=_counted(carried),
        burden=chasing.weighed(carried, call),
        gone=away.covering(absences, today, last) if due_on else set(),
        bids=bids,
        expertise=expertise,
        profiles={one.person_id: one for one in profiles},
        languages={application: language or OWN_LANGUAGE for application, language in languages},
    )


def _counted(carried: list[tuple[Any, ...]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for person, _state, _due_on, count in carried:
        found[person] = found.get(person, 0) + count
    return found


_BID = ("application", "person", "value")


def _keys(rows: Sequence[Any]) -> list[int]:
    return [one.pk for one in rows]


def _pairs(rows: QuerySet[Any], applications: Sequence[Application], person: str) -> QuerySet[Any, Any]:
    return rows.filter(application__in=_keys(applications)).order_by().values_list("application", person)
