"""Selection for tests: a call with a rubric and its people, applications to it, assignments and reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from accelerator.applications.models import Application, Submission
from accelerator.kit import clock
from accelerator.programmes.models import Call, Criterion, Programme, Rubric, Staff
from accelerator.questionnaires.models import Sheet
from accelerator.reviews import operations, planning, queries, scoring, stages
from accelerator.reviews.models import Assignment, Conflict, Review, Score
from accelerator.startups.models import Member, Startup
from tests.factories import accounts, questionnaires

_numbers = count(1)

# Positions 1 to 3 count, 4 only informs.
WEIGHTS = {1: 50, 2: 30, 3: 20, 4: 0}


def call(*, programme: Programme | None = None, **fields: Any) -> Call:
    """A published call that closed yesterday, with a rubric of four criteria, 2 reviews wanted and 2 places."""
    number = next(_numbers)
    programme = programme or Programme.objects.create(slug=f"programme-{number}", name=f"Programme {number}", recall_minutes=0)
    rubric = Rubric.objects.create(programme=programme, name="First round")
    names = {1: "Problem", 2: "Evidence", 3: "Team", 4: "Fit"}
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric, position=place, name=names[place], weight=weight, asks="Is it good?", anchors={"1": "no", "5": "yes"}
        )
        for place, weight in WEIGHTS.items()
    )
    now = clock.now()
    given = {
        "slug": f"call-{number}",
        "name": f"Call {number}",
        "prefix": f"C{number}",
        "opens_at": now - timedelta(days=30),
        "closes_at": now - timedelta(days=1),
        "places": 2,
        "reviews_wanted": 2,
        "reviews_due_on": date(2031, 1, 31),
        "version": questionnaires.published_version(),
        "state": Call.State.PUBLISHED,
        "published_at": now - timedelta(days=31),
    }
    return Call.objects.create(programme=programme, rubric=rubric, **(given | fields))


def manager(call: Call, **fields: Any) -> Any:
    return _staff(call, Staff.Role.MANAGER, **fields)


def reviewer(call: Call, **fields: Any) -> Any:
    return _staff(call, Staff.Role.REVIEWER, **fields)


def _staff(call: Call, role: str, **fields: Any) -> Any:
    person = accounts.person(**fields)
    Staff.objects.create(programme=call.programme, person=person, role=role)
    return person


def application(call: Call, *, name: str = "", owner: Any = None, submitted: bool = True, **fields: Any) -> Application:
    """An application to `call` by a startup of its own, with an owner."""
    number = next(_numbers)
    startup = Startup.objects.create(slug=f"startup-{number}", name=name or f"Startup {number}", **fields)
    owner = owner or accounts.person()
    Member.objects.create(startup=startup, person=owner, role=Member.Role.OWNER)
    sheet = Sheet.objects.create(version=call.version, answers=questionnaires.ANSWERS)
    made = Application.objects.create(
        number=f"{call.prefix}-{number:04d}", call=call, startup=startup, sheet=sheet, started_by=owner
    )
    if submitted:
        submission(made)
    return made


def submission(application: Application, **answers: Any) -> Submission:
    """One more submission: the sheet's answers with `answers` over them."""
    sheet, number = application.sheet, application.submissions.count() + 1
    made = Submission.objects.create(
        application=application,
        number=number,
        version=sheet.version,
        answers=sheet.answers | answers,
        sha256=f"{application.number}-{number}",
        arrived_at=application.call.closes_at - timedelta(hours=2),
        by=application.started_by,
    )
    application.state, application.submitted_at = Application.State.SUBMITTED, made.arrived_at
    application.save(update_fields=["state", "submitted_at"])
    return made


def owner_of(application: Application) -> Any:
    return Member.objects.select_related("person").get(startup=application.startup, role=Member.Role.OWNER).person


def assignment(application: Application, *, reviewer: Any = None, **fields: Any) -> Assignment:
    """Given to `reviewer`, or else to a new reviewer of the programme."""
    made = Assignment.objects.create(
        application=application,
        reviewer=reviewer or globals()["reviewer"](application.call),
        **({"assigned_by": application.started_by} | fields),
    )
    made.refresh_from_db(fields=["stage"])  # which the database fills in
    return made


def review(assignment: Assignment, points: Mapping[int, int] | None = None, *, submitted: bool = True, **fields: Any) -> Review:
    """Scores by the criteria's positions (4, 3, 5 and 2 unless given), submitted unless told otherwise."""
    points = {1: 4, 2: 3, 3: 5, 4: 2} if points is None else points
    made = Review.objects.create(assignment=assignment, **({"comment": "Solid."} | fields))
    criteria = {one.position: one for one in queries.criteria(assignment.application.call)}
    for place, value in points.items():
        Score.objects.create(review=made, criterion=criteria[place], points=value, reason="Because.")
    if submitted:
        made.total = scoring.total(points, {place: one.weight for place, one in criteria.items()})
        made.submitted_at = clock.now()
        made.save(update_fields=["total", "submitted_at"])
        assignment.state = Assignment.State.SCORED
        assignment.save(update_fields=["state"])
    return made


def conflict(application: Application, person: Any, *, source: str = "declared", **fields: Any) -> Conflict:
    return Conflict.objects.create(application=application, person=person, source=source, **fields)


def plan(call: Call, applications: Sequence[Application], reviewers: Sequence[Any], **wish: Any) -> planning.Plan:
    """Of the stage in hand."""
    return planning.plan(stages.at_work(stages.of_call(call)), applications, planning.Wish(reviewers, **wish))


def allotted(
    applications: Sequence[Application], *, reviewers: Sequence[Any], by: Any, seen: str | None = None, **wish: Any
) -> planning.Plan:
    """Given out in the stage in hand of the first one's call."""
    stage = stages.at_work(stages.of_call(applications[0].call))
    return operations.allot(stage, applications, planning.Wish(reviewers, **wish), by=by, seen=seen)
