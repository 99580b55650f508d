"""One scenario, for programs: read, changed, copied, compared, used, taken back, deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.decisions import api_scenarios, beside, facts, operations, queries, stated
from accelerator.decisions.api_scenarios import LimitIn, ScenarioBrief, ScenarioOut
from accelerator.decisions.models import Decision, Scenario
from accelerator.kit.answers import Unfit
from accelerator.kit.given import Given, Line
from accelerator.reviews import queries as reviews

router = Router()
_PINS = {"kept_in": "pinned_in", "left_out": "pinned_out"}


class ScenarioChange(Given):
    name: Line = Field("", max_length=100)
    places: int = Field(1, ge=1, le=10_000)
    note: str = Field("", max_length=2000)
    limits: list[LimitIn] = Field([], max_length=20, description="take the place of all that were there")
    kept_in: list[str] = Field([], max_length=1000, description="numbers of applications that are in the set whatever it costs")
    left_out: list[str] = Field([], max_length=1000, description="numbers of applications that are not")
    scores_by: str = Field("", max_length=20)


class PinIn(Given):
    where: Literal["in", "out", "free"] = Field(description="free: the scores decide")


class SetUseOut(Schema):
    fresh: int = Field(description="accepted that have no decision yet")
    changed: int = Field(description="accepted that were decided otherwise before")
    left_out: int = Field(description="stay as they are: released, accepted already, or ones you must not judge")
    seen: str = Field(description="sent along, the set is used only where it would decide the same")


class SetUseIn(Given):
    seen: str = Field(
        min_length=1, max_length=100, description="of the preview: refused where another set would be decided by now"
    )


class SetUsedOut(Schema):
    code: str
    used_at: datetime = Field(description="UTC")
    count: int = Field(description="how many were accepted")


class SetBackOut(Schema):
    count: int = Field(description="how many decisions are as they were before")


class ComparedScenario(ScenarioBrief):
    limits: list[str] = Field(description="in words")
    alone: int = Field(description="how many only it has")


class ComparedRow(Schema):
    application: str
    startup: str
    scenarios: list[str] = Field(description="codes of those that have it")


class ComparedOut(Schema):
    scenarios: list[ComparedScenario]
    shared: int = Field(description="how many all of them have")
    applications: list[ComparedRow] = Field(description="those of any set, the highest mean first")


def _found(request: HttpRequest, code: str) -> Scenario:
    return api_scenarios.seen(request, code)


@router.get("/scenarios/{code}", response=ScenarioOut, summary="A scenario and its set")
def scenario(request: HttpRequest, code: str) -> dict[str, Any]:
    """For who may see the scores of the call."""
    return api_scenarios.whole(_found(request, code))


@router.patch("/scenarios/{code}", response=ScenarioOut, summary="Change a scenario")
def change_scenario(request: HttpRequest, code: str, wanted: ScenarioChange) -> dict[str, Any]:
    """Only the fields that are sent. For managers of the programme; all but a name or a note works the set out anew."""
    found, wished = _found(request, code), wanted.dict(exclude_unset=True)
    operations.require_manager(found.call, request.user)
    for name, field in _PINS.items():
        if name in wished:
            wished[field] = api_scenarios.ids(found.call, wished.pop(name), name, kept=[*found.pinned_in, *found.pinned_out])
    with api_scenarios.as_sent():
        return api_scenarios.whole(operations.change(found, by=request.user, **wished))


@router.post("/scenarios/{code}/limits", response=ScenarioOut, summary="Add a limit to a scenario")
def add_limit(request: HttpRequest, code: str, wanted: LimitIn) -> dict[str, Any]:
    """For managers of the programme."""
    found, limit = _found(request, code), wanted.dict()
    operations.require_manager(found.call, request.user)
    stated.read(limit, facts.of(found.call))  # whose faults name its own fields
    return api_scenarios.whole(operations.limit(found, limit, by=request.user))


@router.delete("/scenarios/{code}/limits/{id}", response=ScenarioOut, summary="Take a limit out of a scenario")
def lift_limit(request: HttpRequest, code: str, id: str) -> dict[str, Any]:
    """For managers of the programme. One that is out already changes nothing."""
    return api_scenarios.whole(operations.lift(_found(request, code), id, by=request.user))


@router.put("/scenarios/{code}/pins/{number}", response=ScenarioOut, summary="Keep an application in a set, or out of it")
def pin(request: HttpRequest, code: str, number: str, wanted: PinIn) -> dict[str, Any]:
    """For managers of the programme."""
    found = _found(request, code)
    operations.require_manager(found.call, request.user)
    application = get_object_or_404(found.call.applications.standing(), number=number)
    try:
        return api_scenarios.whole(operations.pin(found, application.pk, where=wanted.where, by=request.user))
    except Unfit as unfit:
        raise Unfit(str(unfit.sentence), field="where") from unfit


@router.post("/scenarios/{code}/copy", response={201: ScenarioOut}, summary="Copy a scenario")
def copy_scenario(request: HttpRequest, code: str) -> Status[dict[str, Any]]:
    """For managers of the programme: the same wishes, worked out from the scores of now."""
    return Status(201, api_scenarios.whole(operations.copy(_found(request, code), by=request.user)))


@router.delete("/scenarios/{code}", response={204: None}, summary="Delete a scenario")
def discard_scenario(request: HttpRequest, code: str) -> Status[None]:
    """For managers of the programme. Decisions that were made with it stay."""
    operations.discard(_found(request, code), by=request.user)
    return Status(204, None)


@router.get("/scenarios/{code}/use", response=SetUseOut, summary="What using a scenario's set would decide")
def preview_use(request: HttpRequest, code: str) -> dict[str, Any]:
    """For managers of the programme."""
    found = _found(request, code)
    operations.require_manager(found.call, request.user)
    choice = queries.choice(queries.set_of(found), outcome="accept", by=request.user)
    counts = {"fresh": len(choice.fresh), "changed": len(choice.changed), "left_out": choice.left_out}
    return counts | {"seen": choice.fingerprint}


@router.post("/scenarios/{code}/use", response=SetUsedOut, summary="Accept a scenario's set")
def use_scenario(request: HttpRequest, code: str, wanted: SetUseIn) -> dict[str, Any]:
    """For managers of the programme: one act, which can be undone until the release. Nothing is sent before it."""
    held = operations.use(_found(request, code), by=request.user, seen=wanted.seen)
    return {"code": held.code, "used_at": held.used_at, "count": Decision.objects.filter(act=held.act).count()}


@router.post("/scenarios/{code}/undo", response=SetBackOut, summary="Take back what using a set decided")
def undo_use(request: HttpRequest, code: str) -> dict[str, int]:
    """For managers of the programme; what was decided anew since stays."""
    return {"count": operations.take_back(_found(request, code), by=request.user)}


@router.get("/calls/{slug}/scenarios/beside", response=ComparedOut, summary="Two or three scenarios side by side")
def compare_scenarios(request: HttpRequest, slug: str, code: Query[list[str]]) -> dict[str, Any]:
    """For who may see the scores of the call. `code` names each scenario."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme", "version"), slug=slug)
    codes = list(dict.fromkeys(code))
    found = {one.code: one for one in Scenario.objects.filter(call=call, code__in=codes).exclude(solved_at=None)}
    if not 1 <= len(codes) <= beside.MOST or len(found) < len(codes):
        said = _("Name up to %(most)d scenarios of this call that are worked out.")
        raise Unfit(said % {"most": beside.MOST}, field="code")
    told = beside.compared(call, [found[code] for code in codes])
    return {
        "scenarios": [api_scenarios.brief(one.scenario) | {"limits": one.limits, "alone": one.alone} for one in told.columns],
        "shared": told.shared,
        "applications": [_compared(row, codes) for row in told.rows],
    }


def _compared(row: Any, codes: list[str]) -> dict[str, Any]:
    within = [code for code, mark in zip(codes, row.marks, strict=True) if mark]
    return {"application": row.number, "startup": str(row.startup), "scenarios": within}
