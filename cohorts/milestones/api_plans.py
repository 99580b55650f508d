"""Plans, for programs: made, copied, written step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import ValidationError

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Fault, Forbidden
from accelerator.programmes.models import Programme
from cohorts.milestones import calendars, plan_file, planning, queries
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import Plan, Step
from cohorts.roster.models import Cohort

router = Router()


class MilestonePlanOut(Schema):
    code: str = Field(description="stands in addresses; never changes")
    name: str
    programme: str = Field(description="slug of the programme")
    steps: int = Field(description="how many")
    cohorts: int = Field(description="how many follow it")
    version: int | None = Field(description="the newest; null where none is kept yet")
    reminders_to_plan: int = Field(description="milestones whose reminders workers are about to plan anew; mostly 0")

    @staticmethod
    def resolve_reminders_to_plan(one: Any) -> int:
        return int(one.to_plan)

    @staticmethod
    def resolve_programme(one: Any) -> str:
        return str(one.programme.slug)

    @staticmethod
    def resolve_steps(one: Any) -> int:
        return int(one.steps_n)

    @staticmethod
    def resolve_cohorts(one: Any) -> int:
        return int(one.cohorts_n)

    @staticmethod
    def resolve_version(one: Any) -> int | None:
        number: int | None = one.number
        return number


class StepSaid(Schema):
    key: str = Field(description="names it within its plan for ever")
    title: str
    description: str
    evidence: str = Field(description="what shows it, in a few words")
    owner: str = Field(description="founder, mentor or manager")
    target: Decimal | None
    unit: str
    questionnaire: str = Field(description="code of the form that asks for its evidence; empty without one")
    due_rule: str = Field(description="days, workdays, month_end, quarter_end or on")
    due_days: int = Field(description="how many of them after the start, or after the step `after`")
    fixed_on: date | None = Field(description="where the rule is on")
    after: str = Field(description="key of the step it counts from; empty: the cohort's first day")
    days_off: str = Field(description="leave, next or previous: what becomes of a day off")
    needs: list[str] = Field(description="keys of steps that it is never due before")


class StepOut(StepSaid):
    due: str = Field(description="the rule in words")
    due_on: date | None = Field(description="for the cohort asked for; null without one")
    why: str = Field(description="how that day came about")


class StepIn(Given):
    title: Line = Field(max_length=200)
    description: str = Field("", max_length=4000)
    evidence: Line = Field("", max_length=300)
    owner: str = "founder"
    target: Decimal | None = None
    unit: Line = Field("", max_length=40)
    questionnaire: str = Field("", max_length=16)
    due_rule: str = "days"
    due_days: int = Field(0, ge=0, le=1500)
    fixed_on: Day | None = None
    after: str = Field("", max_length=40)
    days_off: str = "leave"
    needs: list[str] = Field(default_factory=list, max_length=100)

    def said(self, key: str = "") -> StepGiven:
        given = self.model_dump()
        return StepGiven(**given | {"needs": tuple(given["needs"]), "key": key})


class NewStepIn(StepIn):
    key: str = Field("", max_length=40, description="left out, one is made from the title")


class StepPlaceIn(Given):
    position: int = Field(ge=1, le=1000, description="from 1; beyond the end is the end")


class PlanIn(Given):
    programme: str = Field(description="slug")
    name: Line = Field("", max_length=200, description="of a file: left out, the file's own")
    yaml: str = Field(
        "", max_length=plan_file.LARGEST, description="/schemas/plan.json says its shape; left out, it has no steps yet"
    )


class PlanCloneIn(Given):
    programme: str = Field(description="slug of a programme that you run")
    name: Line = Field(max_length=200)


def _rows(request: HttpRequest) -> Any:
    return queries.plans(request.user)


def seen_plan(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("programme"), code=code)


def _step(request: HttpRequest, code: str, key: str) -> Step:
    rows = seen_plan(request, code).steps.live().select_related("plan__programme", "questionnaire")
    return get_object_or_404(rows, key=key)


def _programme(request: HttpRequest, slug: str) -> Programme:
    """One that they run; of others nothing is said."""
    found = Programme.objects.run_by(request.user).filter(slug=slug).first()
    if found is None:
        raise Forbidden(_("Only the programme's managers make plans."))
    return found


def place_faults(faults: Sequence[Fault], field: str) -> ValidationError:
    return ValidationError([{"loc": ("body", "given", field, fault.path), "msg": fault.sentence} for fault in faults])


def line_faults(refusal: plan_file.Misread) -> ValidationError:
    said = [{"loc": ("body", "given", "yaml", one.line), "msg": one.sentence} for one in refusal.faults]  # type: ignore[attr-defined]  # LineFaults
    return ValidationError(said)


def said_steps(plan: Plan, cohort: Cohort | None = None) -> list[dict[str, Any]]:
    steps = list(plan.steps.live().select_related("questionnaire").order_by("position"))
    found = calendars.lines(steps, cohort)
    return [vars(queries.given(one.step)) | {"due": one.rule, "due_on": one.on, "why": one.why} for one in found]


@router.get("/plans", response=Listed[MilestonePlanOut], url_name="plans", summary="Plans you see")
def plans(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """The newest first."""
    return paging.cut(_rows(request), ["-id"])


@router.post("/plans", response={201: MilestonePlanOut}, url_name="plans", summary="Make a plan")
def make(request: HttpRequest, given: PlanIn) -> Status[Any]:
    """An empty one, or as a file has it: all of it, or nothing is made."""
    programme = _programme(request, given.programme)
    if not given.yaml:
        made = planning.make_plan(programme, name=given.name, by=request.user)
        return Status(201, _rows(request).get(pk=made.pk))
    try:
        brought = plan_file.read(joined(given.yaml))
        made = planning.plan_from_steps(programme, name=given.name or brought.name, steps=brought.steps, by=request.user)
    except plan_file.Misread as refusal:
        raise line_faults(refusal) from refusal
    except planning.Unfit as refusal:
        raise place_faults(refusal.faults, "yaml") from refusal
    return Status(201, _rows(request).get(pk=made.pk))


@router.get("/plans/{code}", response=MilestonePlanOut, url_name="plan", summary="One plan")
def plan(request: HttpRequest, code: str) -> Any:
    return get_object_or_404(_rows(request), code=code)


@router.get("/plans/{code}/steps", response=list[StepOut], url_name="plan_steps", summary="The steps of a plan")
def steps(request: HttpRequest, code: str, cohort: str = "") -> list[dict[str, Any]]:
    """In their order; with the slug of a cohort of its programme, when each is due there and why."""
    found = seen_plan(request, code)
    there = get_object_or_404(Cohort.objects.filter(programme=found.programme_id), slug=cohort) if cohort else None
    return said_steps(found, there)


@router.post("/plans/{code}/steps", response={201: list[StepOut]}, url_name="plan_steps", summary="Add a step")
def add_step(request: HttpRequest, code: str, given: NewStepIn) -> Status[Any]:
    """At the end. Startups get it when the plan is applied."""
    found = seen_plan(request, code)
    planning.add_step(found, step=given.said(given.key), by=request.user)
    return Status(201, said_steps(found))


@router.put("/plans/{code}/steps/{key}", response=list[StepOut], url_name="plan_step", summary="Change a step")
def change_step(request: HttpRequest, code: str, key: str, given: StepIn) -> list[dict[str, Any]]:
    one = _step(request, code, key)
    planning.change_step(one, given=given.said(key), by=request.user)
    return said_steps(one.plan)


@router.delete("/plans/{code}/steps/{key}", response={204: None}, summary="Take a step out")
def remove_step(request: HttpRequest, code: str, key: str) -> Status[None]:
    """Refuses while another step depends on it. Startups keep the milestone until the plan is applied."""
    planning.remove_step(_step(request, code, key), by=request.user)
    return Status(204, None)


@router.post("/plans/{code}/steps/{key}/place", response=list[StepOut], url_name="plan_step_place", summary="Move a step")
def place_step(request: HttpRequest, code: str, key: str, given: StepPlaceIn) -> list[dict[str, Any]]:
    one = _step(request, code, key)
    planning.place_step(one, position=given.position, by=request.user)
    return said_steps(one.plan)


@router.post("/plans/{code}/copy", response={201: MilestonePlanOut}, url_name="clone_plan", summary="Copy a plan")
def clone(request: HttpRequest, code: str, given: PlanCloneIn) -> Status[Any]:
    """Its steps and reminders, without versions and cohorts."""
    found, there = seen_plan(request, code), _programme(request, given.programme)
    made = planning.clone_plan(found, programme=there, name=given.name, by=request.user)
    return Status(201, _rows(request).get(pk=made.pk))
