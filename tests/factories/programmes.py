"""Programmes, their staff, rubrics and calls for tests. Every default is spelt out here; only a number keeps names apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accelerator.kit import clock
from accelerator.programmes.models import Call, Criterion, Programme, Rubric, Staff
from tests.factories import accounts, questionnaires

_numbers = count(1)
NAMES = ("Problem", "Evidence", "Team", "Fit", "Reach")
ANCHORS = {"1": "No sign of it", "3": "Some of it", "5": "As good as we have seen"}


def programme(name: str = "", *, manager: Any = None, **fields: Any) -> Programme:
    """A programme; `manager`, where given, manages it."""
    number = next(_numbers)
    made = Programme.objects.create(
        **({"slug": f"keel-{number}", "name": name or f"Keel {number}", "recall_minutes": 0} | fields)
    )
    if manager is not None:
        staff(made, manager)
    return made


def staff(programme: Programme, person: Any = None, *, role: str = Staff.Role.MANAGER, ended: bool = False) -> Any:
    """`person`, or somebody new, who works on `programme` as `role`; `ended` no longer."""
    person = person or accounts.person()
    Staff.objects.create(programme=programme, person=person, role=role, ended_at=clock.now() if ended else None)
    return person


def manager(programme: Programme, person: Any = None) -> Any:
    return staff(programme, person, role=Staff.Role.MANAGER)


def reviewer(programme: Programme, person: Any = None) -> Any:
    return staff(programme, person, role=Staff.Role.REVIEWER)


def rubric(*, programme: Programme | None = None, weights: Sequence[int] = (40, 35, 25), name: str = "First round") -> Rubric:
    """A rubric whose criteria have these weights."""
    made = Rubric.objects.create(programme=programme or globals()["programme"](), name=name)
    Criterion.objects.bulk_create(
        Criterion(rubric=made, position=place, name=NAMES[place - 1], asks="How good is it?", weight=weight, anchors=ANCHORS)
        for place, weight in enumerate(weights, 1)
    )
    return made


def call(
    *,
    programme: Programme | None = None,
    published: bool = True,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **fields: Any,
) -> Call:
    """A call with form and rubric, 12 places, open since a week and for two more; `published=False` leaves it a draft."""
    number = next(_numbers)
    now = clock.now()
    programme = programme or globals()["programme"]()
    given: dict[str, Any] = {
        "slug": f"spring-{number}",
        "name": f"Spring {number}",
        "prefix": f"S{number}",
        "places": 12,
        "opens_at": opens_at or now - timedelta(days=7),
        "closes_at": closes_at or now + timedelta(days=14),
    }
    if published:
        given |= {"state": Call.State.PUBLISHED, "published_at": given["opens_at"] - timedelta(days=1)}
    if "version" not in fields:
        given["version"] = questionnaires.published_version()
    if "rubric" not in fields:
        given["rubric"] = rubric(programme=programme)
    return Call.objects.create(programme=programme, **(given | fields))
