"""The versions of plans and plans as files, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given, Line
from accelerator.kit.lines import joined
from cohorts.milestones import differing, plan_file, planning, queries
from cohorts.milestones.api_plans import StepOut, StepSaid, line_faults, place_faults, said_steps, seen_plan
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import PlanVersion

router = Router()


class NoteIn(Given):
    note: Line = Field("", max_length=300)


class PlanVersionOut(Schema):
    number: int
    note: str
    by: str
    at: datetime = Field(description="UTC")

    @staticmethod
    def resolve_by(one: PlanVersion) -> str:
        return str(one.by)


class PlanVersionWhole(PlanVersionOut):
    steps: list[StepSaid]

    @staticmethod
    def resolve_steps(one: PlanVersion) -> list[StepGiven]:
        rows = one.steps.select_related("step", "questionnaire").order_by("position")
        return [queries.given(row) for row in rows]


class PlanDetailOut(Schema):
    name: str
    old: str = Field(description="as people read it; empty where it was not set")
    new: str


class PlanDifferenceOut(Schema):
    kind: str = Field(description="added, removed or changed")
    key: str
    title: str
    details: list[PlanDetailOut]


class YamlOut(Schema):
    yaml: str
    seen: str = Field(description="send it along to replace exactly this")


class YamlIn(Given):
    yaml: str = Field(max_length=plan_file.LARGEST)
    seen: str = Field("", max_length=64, description="refuses where somebody wrote on the plan since")


@router.get("/plans/{code}/versions", response=Listed[PlanVersionOut], url_name="plan_versions", summary="Versions of a plan")
def versions(request: HttpRequest, code: str, paging: Query[Paging]) -> dict[str, object]:
    """The newest first."""
    return paging.cut(seen_plan(request, code).versions.select_related("by"), ["-number", "-id"])


@router.post("/plans/{code}/versions", response=PlanVersionOut, url_name="plan_versions", summary="Keep a version")
def keep_version(request: HttpRequest, code: str, given: NoteIn) -> PlanVersion:
    """The plan as it is now; the newest version where nothing changed since."""
    return planning.keep_version(seen_plan(request, code), note=given.note, by=request.user)


def _version(request: HttpRequest, code: str, number: int) -> PlanVersion:
    return get_object_or_404(seen_plan(request, code).versions.select_related("by", "plan__programme"), number=number)


@router.get(
    "/plans/{code}/versions/{int:number}", response=PlanVersionWhole, url_name="plan_version", summary="One version of a plan"
)
def version(request: HttpRequest, code: str, number: int) -> PlanVersion:
    return _version(request, code, number)


@router.get(
    "/plans/{code}/versions/{int:number}/differences",
    response=list[PlanDifferenceOut],
    url_name="plan_differences",
    summary="What two versions differ in",
)
def differences(request: HttpRequest, code: str, number: int, against: int) -> list[differing.Difference]:
    """What a version differs in from the one `against` names, in the plan's order, what was removed last."""
    new, old = (PlanVersionWhole.resolve_steps(_version(request, code, which)) for which in (number, against))
    return differing.differences(old, new)


@router.post(
    "/plans/{code}/versions/{int:number}/take-up",
    response=list[StepOut],
    url_name="take_up_plan_version",
    summary="Take up a version again",
)
def take_up(request: HttpRequest, code: str, number: int) -> list[dict[str, Any]]:
    """The plan says again what it said then. Nothing is applied."""
    return said_steps(planning.take_up(_version(request, code, number), by=request.user))


@router.get("/plans/{code}/yaml", response=YamlOut, url_name="plan_yaml", summary="A plan as a file")
def yaml(request: HttpRequest, code: str) -> dict[str, str]:
    found = seen_plan(request, code)
    rows = found.steps.live().select_related("questionnaire").order_by("position")
    return {"yaml": plan_file.write(found.name, [queries.given(one) for one in rows]), "seen": queries.mark(found)}


@router.put("/plans/{code}/yaml", response=list[StepOut], url_name="plan_yaml", summary="Replace a plan by a file")
def replace(request: HttpRequest, code: str, given: YamlIn) -> list[dict[str, Any]]:
    """Every fault is told with its line, and nothing is changed. What the file leaves out is taken out of the plan."""
    found = seen_plan(request, code)
    try:
        brought = plan_file.read(joined(given.yaml))
        planning.replace_steps(found, name=brought.name, steps=brought.steps, by=request.user, seen=given.seen)
    except plan_file.Misread as refusal:
        raise line_faults(refusal) from refusal
    except planning.Unfit as refusal:
        raise place_faults(refusal.faults, "yaml") from refusal
    return said_steps(found)
