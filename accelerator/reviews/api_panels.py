"""Panels and their times, for programs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from accelerator.kit.days import Moment
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import interviews, operations, queries
from accelerator.reviews.models import Interview, Panel, Slot

router = Router()


class PanelIn(Given):
    name: Line = Field(max_length=60)
    people: list[str] = Field(description="codes of two or more of the programme's staff")


class InterviewPanelOut(Schema):
    code: str
    name: str
    people: list[str]
    suspended: list[str] = Field(description="those of them whose accounts are suspended: nobody is put into times of theirs")


class SlotsIn(Given):
    panel: str = Field(description="code")
    starts_at: list[Moment] = Field(min_length=1, max_length=operations.MOST_AT_ONCE)
    minutes: int = Field(ge=5, le=240)
    room: Line = Field("", max_length=80)
    link: str = Field("", max_length=500, description="of the video call; a room, a link or both")


class SlotPlace(Given):
    room: Line = Field("", max_length=80)
    link: str = Field("", max_length=500)


class SlotOut(Schema):
    code: str
    panel: str
    starts_at: datetime
    ends_at: datetime
    room: str
    link: str
    application: str | None = Field(description="number of who has it; null while it is free")
    interview: str | None = Field(description="code")


def call_of(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(queries.calls_overseen_by(request.user).select_related("programme", "rubric"), slug=slug)


def stage_of(request: HttpRequest, slug: str, code: str) -> ReviewStage:
    call = call_of(request, slug)
    stage = get_object_or_404(ReviewStage.objects.filter(call=call), code=code)
    stage.call = call
    return stage


def _panel_out(one: Any) -> dict[str, Any]:
    suspended = [person["code"] for person in one.people if not person["active"]]
    return {"code": one.code, "name": one.name, "people": [person["code"] for person in one.people], "suspended": suspended}


def _panel_again(one: Panel) -> dict[str, Any]:
    return _panel_out(interviews.panels(one.stage).get(pk=one.pk))


def slot_out(line: interviews.Line) -> dict[str, Any]:
    slot, one = line.slot, line.interview
    said = {"code": slot.code, "panel": slot.panel.code, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
    taken = {"application": one.application.number if one else None, "interview": one.code if one else None}
    return said | taken | {"room": slot.room, "link": slot.link}


def _people(codes: list[str]) -> list[Any]:
    found = list(get_user_model()._default_manager.filter(code__in=codes).order_by("pk"))
    if len(found) != len(set(codes)):
        raise Refusal(_("Choose people of this programme."), field="people")
    return found


def _panel(request: HttpRequest, code: str) -> Panel:
    run = Panel.objects.filter(stage__call__in=queries.calls_overseen_by(request.user))
    return get_object_or_404(run.select_related("stage__call"), code=code)


def slot_of(request: HttpRequest, code: str) -> Any:
    run = interviews.all_slots().filter(panel__stage__call__in=queries.calls_overseen_by(request.user))
    return get_object_or_404(run.select_related("panel__stage__call"), code=code)


def _line(slot: Slot) -> interviews.Line:
    taken = Interview.objects.planned().filter(slot=slot).select_related("application").first()
    return interviews.Line(Slot.objects.select_related("panel").get(pk=slot.pk), taken)


@router.get("/calls/{slug}/review-stages/{code}/panels", response=list[InterviewPanelOut], summary="The panels of a stage")
def panels(request: HttpRequest, slug: str, code: str) -> list[dict[str, Any]]:
    return [_panel_out(one) for one in interviews.panels(stage_of(request, slug, code))]


@router.post("/calls/{slug}/review-stages/{code}/panels", response={201: InterviewPanelOut}, summary="Make a panel")
def make_panel(request: HttpRequest, slug: str, code: str, given: PanelIn) -> Status[dict[str, Any]]:
    """In a stage of the kind interview."""
    stage = stage_of(request, slug, code)
    return Status(201, _panel_again(operations.make_panel(stage, name=given.name, people=_people(given.people), by=request.user)))


@router.put("/interview-panels/{code}", response=InterviewPanelOut, summary="Say anew who sits on a panel")
def write_panel(request: HttpRequest, code: str, given: PanelIn) -> dict[str, Any]:
    """At all its times to come. 409 where somebody sits elsewhere then."""
    panel = _panel(request, code)
    return _panel_again(operations.change_panel(panel, name=given.name, people=_people(given.people), by=request.user))


@router.delete("/interview-panels/{code}", response={204: None}, summary="Take away a panel")
def remove_panel(request: HttpRequest, code: str) -> Status[None]:
    """409 while it has times."""
    operations.remove_panel(_panel(request, code), by=request.user)
    return Status(204, None)


@router.get("/calls/{slug}/review-stages/{code}/slots", response=list[SlotOut], summary="The times of a stage, taken and free")
def slots(request: HttpRequest, slug: str, code: str) -> list[dict[str, Any]]:
    return [slot_out(line) for line in interviews.lines(stage_of(request, slug, code))]


@router.post("/calls/{slug}/review-stages/{code}/slots", response={201: list[SlotOut]}, summary="Lay out times of a panel")
def lay_out(request: HttpRequest, slug: str, code: str, given: SlotsIn) -> Status[list[dict[str, Any]]]:
    """All of them or none: 409 names who, or which room, is taken, by what and when."""
    panel = get_object_or_404(
        Panel.objects.filter(stage=stage_of(request, slug, code)).select_related("stage__call"), code=given.panel
    )
    times = [(one, one + timedelta(minutes=given.minutes)) for one in given.starts_at]
    made = operations.lay_out(panel, times=times, room=given.room, link=given.link, by=request.user)
    return Status(201, [slot_out(interviews.Line(one, None)) for one in made])


@router.put("/interview-slots/{code}", response=SlotOut, summary="Say where a panel meets at a time")
def write_slot(request: HttpRequest, code: str, given: SlotPlace) -> dict[str, Any]:
    """Those invited are told."""
    slot = operations.change_place(slot_of(request, code), room=given.room, link=given.link, by=request.user)
    return slot_out(_line(slot))


@router.delete("/interview-slots/{code}", response={204: None}, summary="Take away a free time")
def remove_slot(request: HttpRequest, code: str) -> Status[None]:
    slot = slot_of(request, code)
    operations.remove_slots(slot.panel.stage, slots=[slot], by=request.user)
    return Status(204, None)
