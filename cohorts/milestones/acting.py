"""Whose turn a milestone is, and how much of what its form requires is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accelerator.kit import together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.models import Staff
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries as forms
from accelerator.questionnaires.models import Attachment, Sheet, Version
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from cohorts.milestones import hearing
from cohorts.milestones.models import Milestone, ReminderRule, Step
from cohorts.roster.models import Enrolment, Supporter

_WRITES = (Member.Role.OWNER, Member.Role.MEMBER)


@together.stepwise
def alone(enrolment: Enrolment) -> Steps[dict[str, Any]]:
    """{owner of a step: the person}, of the roles in which one person alone acts, as hearing.Around has it; of the startup those
    who write for it. One query."""
    startup, programme = enrolment.startup_id, enrolment.cohort.programme_id
    stands, manage = _stands.rows(enrolment.pk), _manage.rows(programme)
    everybody, writes, _rows, _managers = yield from together.beside(
        founders.people.steps([startup]),
        founders.people.steps([startup], *_WRITES),
        together.filled(stands),
        together.filled(manage),
    )
    standing = defaultdict[tuple[int, str], list[Any]](list)
    for one in stands:
        standing[enrolment.pk, one.role].append(one.person)
    around = hearing.Around(everybody, standing, {programme: [one.person for one in manage]})
    held = {
        Step.Owner.FOUNDER.value: writes.get(startup, []),
        Step.Owner.MENTOR.value: around.heard_by(ReminderRule.Audience.MENTORS, enrolment),
        Step.Owner.MANAGER.value: around.heard_by(ReminderRule.Audience.MANAGERS, enrolment),
    }
    return {role: people[0] for role, people in held.items() if len(people) == 1}


@kept
def _stands(enrolment: int) -> QuerySet[Supporter]:
    rows = Supporter.objects.live().filter(enrolment=enrolment, person__is_active=True)
    return rows.select_related("person").order_by("id")


@kept
def _manage(programme: int) -> QuerySet[Staff]:
    rows = Staff.objects.live().filter(programme=programme, role=Staff.Role.MANAGER, person__is_active=True)
    return rows.select_related("person").order_by("id")


@together.stepwise
def answered(enrolment: Enrolment) -> Steps[Callable[[Milestone], tuple[int, int] | None]]:
    """What tells of a milestone of this startup, its step selected along, how many of the answers that its form requires are
    given; None where it requires one or none. One query."""
    sheets, files = _sheets.rows(enrolment.pk), _files.rows(enrolment.pk)
    newest = _newest.rows(enrolment.pk)
    yield sheets, files, newest
    attached = defaultdict[int, list[Attachment]](list)
    for file in files:
        attached[file.sheet_id].append(file)
    begun = {one.pk: (one.version, forms.with_files(one, attached[one.pk])) for one in sheets}
    asked = {one.questionnaire_id: (one, dict[str, Any]()) for one in newest}

    def told(milestone: Milestone) -> tuple[int, int] | None:
        found = begun.get(milestone.sheet_id or 0) or asked.get(milestone.asks.questionnaire_id or 0)
        return _counted(*found) if found else None

    return told


def _counted(version: Version, answers: dict[str, Any]) -> tuple[int, int] | None:
    form = design.asking(version.sections(), answers)
    parts = [form.progress(one) for one in form.sections]
    of = sum(one.of for one in parts)
    return (sum(one.done for one in parts), of) if of > 1 else None


@kept
def _sheets(enrolment: int) -> QuerySet[Sheet]:
    return Sheet.objects.filter(milestone__enrolment=enrolment).select_related("version").order_by()


@kept
def _files(enrolment: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(sheet__milestone__enrolment=enrolment).select_related("file").order_by("id")


@kept
def _newest(enrolment: int) -> QuerySet[Version]:
    """The published version of each form that a milestone of this startup asks and nobody began to fill in."""
    unbegun = Milestone.objects.filter(enrolment=enrolment, sheet=None)
    asked = Q(questionnaire__in=unbegun.filter(asked=None).values("step__questionnaire")) | Q(
        questionnaire__in=unbegun.values("asked__questionnaire")
    )
    published = Version.objects.filter(asked, state=Version.State.PUBLISHED)
    return published.order_by("questionnaire", "-number").distinct("questionnaire")
