"""Reads of milestones used twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accelerator.files.models import File
from accelerator.kit import codes, prepared, together, wording
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.questionnaires.questions import File as AskedFile
from accelerator.startups.models import Member
from cohorts.milestones import acting, lateness
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import (
    ExtensionRequest,
    Following,
    HandIn,
    Milestone,
    Plan,
    PlanVersion,
    ReminderPass,
    Step,
    StepVersion,
)
from cohorts.roster.models import Cohort, Enrolment, Supporter


@dataclass(frozen=True)
class Seen:
    """A milestone as people see it: `state` with what its date says, `late` in days; `ahead` are the days until it is due, by its
    startup's clock, None where nothing is owed any more. `actor` is the one person whose turn it is, None where several share the
    role; `answered` (done, of) of what its form requires, None where that is one answer or none.
    """

    milestone: Milestone
    state: str
    late: int
    ahead: int | None
    actor: Any = None
    answered: tuple[int, int] | None = None

    @property
    def when(self) -> str:
        """`in 6 days`, `today`, `4 days late`; empty where nothing is owed."""
        return "" if self.ahead is None else wording.due_day(self.ahead)


def seen(milestone: Milestone, today: date, *, actor: Any = None, answered: tuple[int, int] | None = None) -> Seen:
    state = lateness.derived(milestone.state, due_on=milestone.due_on, today=today)
    late = lateness.days_late(milestone.state, due_on=milestone.due_on, today=today)
    owed = milestone.state not in lateness.SETTLED and milestone.state != Milestone.State.SUBMITTED
    return Seen(milestone, state, late, (milestone.due_on - today).days if owed else None, actor, answered)


@together.stepwise
def of(enrolment: Enrolment) -> Steps[list[Seen]]:
    """A startup's milestones in their order, with whose turn it is and how far their forms are. One query."""
    rows = _of.rows(enrolment.pk)
    actors, progress, _rows = yield from together.beside(
        acting.alone.steps(enrolment), acting.answered.steps(enrolment), together.filled(rows)
    )
    today = enrolment.today()
    for one in rows:
        one.enrolment = enrolment
    return [seen(one, today, actor=actors.get(one.asks.owner), answered=progress(one)) for one in rows]


@kept
def _of(enrolment: int) -> QuerySet[Milestone]:
    files = Count("evidence", filter=Q(evidence__taken_out_at=None))
    rows = Milestone.objects.filter(enrolment=enrolment).select_related("step", "asked").annotate(files=files)
    ordered: QuerySet[Milestone] = rows.order_by("position", "id")
    return ordered


def needed(milestone: Milestone) -> QuerySet[Milestone]:
    """The startup's milestones that this one waits for, as its step says. One query."""
    same = Milestone.objects.filter(enrolment=milestone.enrolment_id, step__plan=milestone.step.plan_id)
    return same.filter(step__key__in=milestone.asks.needs).order_by("position", "id")


def files(milestone: Milestone) -> QuerySet[File]:
    """Every file that is or was shown for it: with it, or in answers of its form, those that were submitted among them. One query
    beside its own."""
    answered = Q(attachment__sheet__milestone=milestone) | Q(attachment__sheet__former__milestone=milestone)
    handed = [code for one in milestone.hand_ins.select_related("version") for code in _answered_with(one)]
    return File.objects.filter(Q(evidence__milestone=milestone) | answered | Q(code__in=handed))


def _answered_with(hand_in: HandIn) -> list[str]:
    """Codes of the files that its answers have: what somebody typed is never taken for one."""
    asked = hand_in.version.questions() if hand_in.version else {}
    files = (hand_in.answers.get(key) or () for key, one in asked.items() if isinstance(one, AskedFile))
    return [file["code"] for given in files for file in given]


@prepared.counted("programme")
def to_extend(person: Any) -> QuerySet[ExtensionRequest]:
    """Requests for more time that wait for `person` as manager, the longest waiting first."""
    run = Cohort.objects.run_by(person)
    owed = Milestone.objects.filter(enrolment__cohort__in=run, enrolment__state="active").unsettled()
    rows = ExtensionRequest.objects.open().filter(milestone__in=owed)
    outside = rows.exclude(milestone__enrolment__in=Enrolment.objects.of_member(person))
    return outside.select_related("milestone__enrolment__startup", "milestone__enrolment__cohort").order_by("asked_at", "id")


@prepared.counted("startup")
def unsettled_of(person: Any) -> QuerySet[Milestone]:
    """What the startups of `person` still have to reach, the next due first."""
    mine = Enrolment.objects.of_member(person).active()
    rows = Milestone.objects.filter(enrolment__in=mine).unsettled()
    return rows.select_related("enrolment__startup", "enrolment__cohort", "step", "asked").order_by("due_on", "position", "id")


@prepared.counted("enrolment", "programme")
def to_check(person: Any) -> QuerySet[Milestone]:
    """What waits for `person` as supporter or manager, the longest waiting first; who only looks on has nothing to check."""
    supported = Supporter.objects.live().filter(person=person).values("enrolment")
    theirs = Q(enrolment__in=supported) | Q(enrolment__cohort__in=Cohort.objects.run_by(person))
    rows = Milestone.objects.filter(theirs, state=Milestone.State.SUBMITTED, enrolment__state="active")
    outside = rows.exclude(enrolment__in=Enrolment.objects.of_member(person))
    return outside.select_related("enrolment__startup", "enrolment__cohort").order_by("submitted_at", "id")


def owned(*owners: str) -> Q:
    """Milestones on which `owners`, of Step.Owner, act."""
    return Q(asked__owner__in=owners) | Q(asked=None, step__owner__in=owners)


@prepared.counted("enrolment", "programme")
def to_do(person: Any) -> QuerySet[Milestone]:
    """What `person` acts on as mentor or manager and is not done, the next due first: what a mentor of the startup does, or its
    managers where no mentor stands by it; and what managers do."""
    stand = (
        Supporter.objects.live()
        .filter(person__is_active=True)
        .exclude(person__in=Member.objects.live().filter(startup=OuterRef("enrolment__startup")).values("person"))
    )
    mentored = stand.filter(enrolment=OuterRef("enrolment"), role=Supporter.Role.MENTOR)
    named = Supporter.objects.live().filter(person=person)
    managed = Q(enrolment__cohort__in=Cohort.objects.run_by(person)) | Q(
        enrolment__in=named.filter(role=Supporter.Role.MANAGER).values("enrolment")
    )
    as_mentor = Q(enrolment__in=named.filter(role=Supporter.Role.MENTOR).values("enrolment"))
    rows = Milestone.objects.filter(
        owned(Step.Owner.MANAGER) & managed | owned(Step.Owner.MENTOR) & (as_mentor | managed & ~Exists(mentored)),
        state__in=["planned", "active", "returned"],
        enrolment__state="active",
    )
    outside = rows.exclude(enrolment__in=Enrolment.objects.of_member(person))
    return outside.select_related("enrolment__startup", "enrolment__cohort", "step", "asked").order_by("due_on", "id")


def plans(person: Any) -> QuerySet[Plan]:
    """Plans this person sees, the newest first, each with how many `steps_n` and `cohorts_n` it has, the number of its newest
    version, if any (`number`), and how many milestones workers still plan reminders of (`to_plan`). One query.
    """
    passes = ReminderPass.objects.open().filter(plan=OuterRef("pk")).order_by().values("plan")
    to_plan = passes.annotate(left=Sum(F("of") - F("done"))).values("left")
    counted = Plan.objects.visible_to(person).annotate(
        steps_n=Count("steps", filter=Q(steps__retired_at=None), distinct=True),
        cohorts_n=Count("cohorts", distinct=True),
        number=Max("versions__number"),
        to_plan=Coalesce(Subquery(to_plan), 0),
    )
    return counted.select_related("programme").order_by("-id")


def evidence_forms(person: Any) -> QuerySet[Questionnaire]:
    """Forms that `person` runs and may ask for with a milestone: those that have been published. By name."""
    published = Version.objects.filter(state=Version.State.PUBLISHED).values("questionnaire")
    return Questionnaire.objects.visible_to(person).filter(pk__in=published).order_by("name", "pk")


def given(row: Step | StepVersion) -> StepGiven:
    """What somebody would write to get `row`; its `questionnaire` (and of a version its `step`) selected along."""
    key = row.step.key if isinstance(row, StepVersion) else row.key
    form = row.questionnaire.code if row.questionnaire else ""
    said = row.says()
    own = {name: said[name] for name in said.keys() - {"position", "questionnaire_id", "needs"}}
    return StepGiven(key=key, questionnaire=form, needs=tuple(row.needs), **own)


def newest_version(plan: Plan) -> PlanVersion | None:
    return plan.versions.order_by("-number").first()


def content_of(version: PlanVersion) -> list[tuple[int, dict[str, Any]]]:
    """(step, what it says) in order: two versions, or a version and the plan, are the same where these are."""
    return [(one.step_id, one.says()) for one in version.steps.order_by("position")]


def mark(plan: Plan) -> str:
    """Changes with the plan's steps."""
    said = [[one.key, one.says()] for one in plan.steps.live().order_by("position")]
    return codes.digest(json.dumps(said, default=str, sort_keys=True))[:32]


def followed(cohort: Cohort) -> dict[int, PlanVersion]:
    """{plan: the version of it that `cohort` follows}. One query."""
    rows = Following.objects.filter(cohort=cohort).select_related("version").order_by("pk")
    return {one.version.plan_id: one.version for one in rows}


def followings(plan: Plan) -> dict[int, Following]:
    """{cohort: how it follows `plan` now}, with who said so. One query."""
    rows = Following.objects.filter(version__plan=plan).select_related("version", "by", "cohort").order_by("pk")
    return {one.cohort_id: one for one in rows}
