"""Interviews for programs: who is met when, invitations, and one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.reviews import interviews, operations, stages
from accelerator.reviews.api_panels import SlotOut, call_of, slot_of, slot_out, stage_of
from accelerator.reviews.models import Interview

router = Router()


class InterviewOut(Schema):
    code: str
    call: str = Field(description="slug")
    application: str = Field(description="number")
    startup: str = Field(description="its name; the application's number to a panel from which it is hidden")
    state: str = Field(description="offered: its founders choose a time; planned; called_off")
    slot: str | None
    panel: str
    starts_at: datetime | None
    ends_at: datetime | None
    room: str
    link: str
    choose_until: datetime | None
    invited_at: datetime | None
    reason: str


class PlacedIn(Given):
    application: str = Field(description="number of one that waits for a time")


class SlotChosen(Given):
    slot: str = Field(description="code of a free time of the same stage")


class OfferedIn(Given):
    until: Moment


class CalledOffIn(Given):
    reason: str = Field(min_length=1, max_length=300)


class Counted(Schema):
    count: int


class FillIn(Given):
    seed: int = Field(0, ge=0, le=2**31, description="of the lot that is drawn")


class FilledOut(Schema):
    act: str = Field(description="what takes it back")
    count: int
    left: list[str] = Field(description="numbers of applications for which no time was free")


def _out(one: Interview) -> dict[str, Any]:
    return {
        "code": one.code,
        "call": one.application.call.slug,
        "application": one.application.number,
        "startup": one.title,
        "state": one.state,
        "slot": one.slot.code if one.slot else None,
        "panel": one.slot.panel.name if one.slot else "",
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "room": one.slot.room if one.slot else "",
        "link": one.slot.link if one.slot else "",
        "choose_until": one.choose_until,
        "invited_at": one.invited_at,
        "reason": one.reason,
    }


def _seen(request: HttpRequest, code: str) -> Any:
    return get_object_or_404(interviews.full(Interview.objects.visible_to(request.user)), code=code)


def _again(one: Interview) -> dict[str, Any]:
    return _out(interviews.full(Interview.objects.filter(pk=one.pk)).get())


@router.post("/interview-slots/{code}/interview", response={201: InterviewOut}, summary="Put an application into a free time")
def place(request: HttpRequest, code: str, given: PlacedIn) -> Status[dict[str, Any]]:
    """Nobody is told before `invitations`. 409 names a conflict of interest, or where the startup is then."""
    slot = slot_of(request, code)
    sent = stages.sent_to(slot.panel.stage).select_related("startup", "call")
    one = sent.filter(number=given.application).first()
    if one is None:
        said = _("%(application)s does not wait for an interview here. Look at the list again.")
        raise Refusal(said % {"application": given.application}, field="application")
    return Status(201, _again(operations.place(one, slot=slot, by=request.user)))


@router.post("/calls/{slug}/review-stages/{code}/fill", response={201: FilledOut}, summary="Fill the free times in one act")
def fill(request: HttpRequest, slug: str, code: str, given: FillIn) -> Status[dict[str, Any]]:
    """As many as can be, the earliest times first, by lot."""
    done = operations.fill(stage_of(request, slug, code), seed=given.seed, by=request.user)
    return Status(201, {"act": done.act, "count": done.count, "left": [one.number for one in done.left]})


@router.delete("/calls/{slug}/interview-fills/{act}", response={204: None}, summary="Take back what an act filled")
def undo_fill(request: HttpRequest, slug: str, act: str) -> Status[None]:
    """Save those who were invited, moved or called off since."""
    operations.undo_fill(call_of(request, slug), act=act, by=request.user)
    return Status(204, None)


@router.post("/calls/{slug}/review-stages/{code}/invitations", response=Counted, summary="Invite founders and panels")
def invite_all(request: HttpRequest, slug: str, code: str) -> dict[str, int]:
    """To every planned interview to come of which they were not told."""
    return {"count": operations.invite(stage_of(request, slug, code), by=request.user)}


@router.post("/calls/{slug}/review-stages/{code}/offers", response=Counted, summary="Let founders choose their times")
def offer_times(request: HttpRequest, slug: str, code: str, given: OfferedIn) -> dict[str, int]:
    """All who wait, among the free times, until a moment."""
    return {"count": operations.offer(stage_of(request, slug, code), until=given.until, by=request.user)}


@router.get("/interviews", response=Listed[InterviewOut], summary="The interviews you may see")
def mine(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """As founder or panel those you were told of, as manager all of your programmes; the newest made first."""
    found = interviews.full(Interview.objects.visible_to(request.user))
    return paging.cut(found, ["-id"], each=_out)


@router.get("/interviews/{code}", response=InterviewOut, summary="An interview")
def one_interview(request: HttpRequest, code: str) -> dict[str, Any]:
    return _out(_seen(request, code))


@router.get("/interviews/{code}/free", response=list[SlotOut], summary="The free times of an interview's stage")
def free_slots(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Those that its startup may have: none of a panel with a conflict of interest, none while it is somewhere else."""
    one = _seen(request, code)
    one.stage.call = one.application.call
    return [slot_out(interviews.Line(slot, None)) for slot in interviews.open_to(one, at=clock.now(), by=request.user)]


@router.put("/interviews/{code}/slot", response=InterviewOut, summary="Move an interview, or choose its time as a founder")
def take_slot(request: HttpRequest, code: str, given: SlotChosen) -> dict[str, Any]:
    """Everybody who was invited is told. 409 where the time is not free any more."""
    one = _seen(request, code)
    slot = get_object_or_404(interviews.slots(one.stage).select_related("panel__stage__call"), code=given.slot)
    if request.user.has_perm("reviews.choose_time", one):
        return _again(operations.choose(one, slot=slot, by=request.user))
    return _again(operations.move(one, slot=slot, by=request.user))


@router.post("/interviews/{code}/call-off", response=InterviewOut, summary="Call an interview off")
def call_off(request: HttpRequest, code: str, given: CalledOffIn) -> dict[str, Any]:
    """Its time is free again; those invited are told why."""
    return _again(operations.call_off(_seen(request, code), reason=given.reason, by=request.user))
