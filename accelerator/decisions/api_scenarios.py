"""Scenarios for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.applications.models import Application
from accelerator.decisions import facts, operations, scored
from accelerator.decisions.models import Scenario
from accelerator.decisions.shown import Shown, shown
from accelerator.kit.answers import Unfit
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given, Line
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews

router = Router()
_SENT = {"pinned_in": "kept_in", "pinned_out": "left_out"}
_STATES = "proven, found, none, unsolved, gone, large; empty while it is being worked out"


class LimitIn(Given):
    kind: Literal["count", "share", "each", "sum"] = Field(description="share: in percent of the set; each: from every answer")
    way: Literal["most", "least"]
    of: str = Field(max_length=80, description="sector, country, stage, or a.KEY of a question of the call's form")
    bound: str = Field(max_length=40, description="a number")
    values: list[str] = Field([], max_length=300, description="answers that count, for count and share; of amounts min:3, max:10")


class ScenarioIn(Given):
    name: Line = Field(max_length=100)
    places: int = Field(ge=1, le=10_000)
    note: str = Field("", max_length=2000)
    limits: list[LimitIn] = Field([], max_length=20)
    kept_in: list[str] = Field([], max_length=1000, description="numbers of applications that are in the set whatever it costs")
    left_out: list[str] = Field([], max_length=1000, description="numbers of applications that are not")
    scores_by: str = Field(
        scored.RAW, max_length=20, description="raw: means of the last review stage with scores; or code of a stage"
    )


class ScenarioBrief(Schema):
    code: str
    name: str
    places: int
    filled: int = Field(description="how many the set has")
    score: Decimal | None = Field(description="of the set in all; null without one")
    state: str = Field(description=_STATES)
    solved_at: datetime | None = Field(description="UTC; the moment of the scores")
    changed_at: datetime = Field(description="UTC")


class PickOut(Schema):
    application: str
    startup: str
    score: Decimal = Field(description="as it was when the set was worked out")


class LimitOut(Schema):
    id: str
    kind: str
    way: str
    of: str
    bound: str
    values: list[str]
    sentence: str = Field(description="in words")
    reached: Decimal | None = Field(
        description="what the set comes to; of each, the answer closest to the limit; null without a set"
    )
    gain: Decimal | None = Field(description="how much more the best set would score without it")
    beyond: Decimal | None = Field(description="how far that set lies beyond it")
    clashes: bool = Field(description="whether it is one of those that contradict each other")
    short: Decimal | None = Field(description="how far it would have to give way while the others of them hold")


class ScenarioOut(ScenarioBrief):
    note: str
    scores_by: str
    bound: Decimal | None = Field(description="no set scores more")
    ruled_out: int | None = Field(description="how many a review stage let go no further and who were not looked at; null before")
    chosen: list[PickOut] = Field(description="best scores first")
    limits: list[LimitOut]
    kept_in: list[str]
    left_out: list[str]
    tied_inside: list[str] = Field(description="in this set, and not in every set of the same score")
    tied_outside: list[str] = Field(description="not in this set, and in one of the same score")
    clashes: list[str] = Field(description="what else contradicts: places, fixed_in, fixed_out")


def brief(one: Scenario) -> dict[str, Any]:
    names = ("code", "name", "places", "filled", "score", "solved_at", "changed_at")
    return {name: getattr(one, name) for name in names} | {"state": one.result.get("state", "")}


def whole(one: Scenario) -> dict[str, Any]:
    told, result = shown(one), one.result
    return brief(one) | {
        "note": one.note,
        "scores_by": one.scores_by,
        "bound": result.get("bound"),
        "ruled_out": result.get("out"),
        "chosen": [{"application": row.number, "startup": str(row.startup), "score": row.was} for row in told.rows],
        "limits": list(_limits(one, told)),
        "kept_in": _numbers(told.pins[0]),
        "left_out": _numbers(told.pins[1]),
        "tied_inside": _numbers(told.tied[0]),
        "tied_outside": _numbers(told.tied[1]),
        "clashes": [each["what"] for each in result.get("clashes", ()) if each["what"] in ("places", "fixed_in", "fixed_out")],
    }


def _limits(one: Scenario, told: Shown) -> Iterable[dict[str, Any]]:
    short = {each["what"]: each["short"] for each in one.result.get("clashes", ())}
    for kept, limit in zip(one.limits, told.limits, strict=True):
        paid = one.result.get("limits", {}).get(limit.id, {})
        figures = {"reached": paid.get("reached"), "gain": paid.get("gain"), "beyond": paid.get("units")}
        yield kept | figures | {"sentence": limit.sentence, "clashes": limit.clashes, "short": short.get(limit.id)}


def _numbers(rows: Iterable[Any]) -> list[str]:
    return [row.number for row in rows]


@contextmanager
def as_sent() -> Iterator[None]:
    """A fault in pins names its field as programs do."""
    try:
        yield
    except Unfit as unfit:
        raise Unfit(str(unfit.sentence), field=_SENT.get(unfit.field or "", unfit.field)) from unfit


def seen(request: HttpRequest, code: str) -> Scenario:
    found = Scenario.objects.visible_to(request.user).select_related("call__version", "call__programme")
    return get_object_or_404(found, code=code)


@router.get("/calls/{slug}/scenarios", response=Listed[ScenarioBrief], summary="Scenarios of a call, newest first")
def scenarios(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For who may see the scores of the call."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    return paging.cut(Scenario.objects.filter(call=call), ["-id"], each=brief)


@router.post("/calls/{slug}/scenarios", response={201: ScenarioOut}, summary="Plan the best set under limits")
def plan_scenario(request: HttpRequest, slug: str, wanted: ScenarioIn) -> Status[dict[str, Any]]:
    """For managers of the programme. Of many applications, or under tight limits, the set comes later: ask for the scenario until
    it has a state."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("version", "programme"), slug=slug)
    wished: dict[str, Any] = {
        "note": wanted.note,
        "limits": [one.dict() for one in wanted.limits],
        "pinned_in": ids(call, wanted.kept_in, "kept_in"),
        "pinned_out": ids(call, wanted.left_out, "left_out"),
        "scores_by": wanted.scores_by,
    }
    with as_sent():
        made = operations.plan(call, name=wanted.name, places=wanted.places, by=request.user, **wished)
    return Status(201, whole(made))


def ids(call: Call, numbers: Sequence[str], field: str, *, kept: Sequence[int] = ()) -> list[int]:
    """Of applications that can be chosen, or are `kept` already, by their numbers; names the first other one, as of `field`."""
    there = Application.objects.filter(Q(pk__in=facts.open_to(call).values("pk")) | Q(pk__in=kept), call=call)
    found = dict(there.filter(number__in=numbers).values_list("number", "pk")) if numbers else {}
    if missing := [one for one in numbers if one not in found]:
        said = _("Application %(number)s cannot be chosen: it is withdrawn, out, told already, or of another call.")
        raise Unfit(said % {"number": missing[0]}, field=field)
    return [found[one] for one in numbers]


@router.post("/scenarios/{code}/solve", response=ScenarioOut, summary="Work a scenario out anew")
def solve_scenario(request: HttpRequest, code: str) -> dict[str, Any]:
    """For managers of the programme: from the scores of now."""
    return whole(operations.solve(seen(request, code), by=request.user))
