"""How a call decides and offers, and the files that come along with its offers, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, File, Router, Schema, Status, UploadedFile
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from accelerator.decisions import operations, queries
from accelerator.decisions.models import Enclosure, Procedure, calls_enclosing_for
from accelerator.decisions.models.procedures import CONDITIONS, GROUNDS, LONGEST_CONDITION, LONGEST_GROUND, MOST_REMINDERS
from accelerator.files import serving
from accelerator.kit.downloads import BYTES
from accelerator.kit.given import Given, Line
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

router = Router()
Condition = Annotated[Line, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_CONDITION)]
Ground = Annotated[Line, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_GROUND)]
DaysBefore = Annotated[int, Field(ge=1, le=99)]


def _within(most: int) -> AfterValidator:
    def checked(lines: list[str]) -> list[str]:
        if len("\n".join(lines)) > most:
            raise PydanticCustomError("lines", _("All lines together have at most %(most)d characters.") % {"most": most})
        return lines

    return AfterValidator(checked)


Conditions = Annotated[list[Condition], _within(CONDITIONS)]
Grounds = Annotated[list[Ground], _within(GROUNDS)]


class ProcedureOut(Schema):
    quorum: int = Field(description="votes the panel needs on one application; 0 where no panel votes")
    offers_on: bool = Field(description="a place given back is offered to the next on the waiting list by itself")
    reply_days: int = Field(description="to answer such an offer")
    reminded: list[int] = Field(description="days before an offer lapses, on which it is reminded of")
    conditions: list[str] = Field(description="who accepts a place agrees to each")
    tells_place: bool = Field(description="founders read their place on the waiting list")
    grounds: list[str] = Field(description="reasons for decisions to choose from, of the whole programme")


class ProcedureChange(Given):
    quorum: int = Field(0, ge=0, le=100)
    offers_on: bool = False
    reply_days: int = Field(14, ge=1, le=90)
    reminded: list[DaysBefore] = Field([], max_length=MOST_REMINDERS, description="none reminds nobody")
    conditions: Conditions = Field([], description="offers made before keep theirs")
    tells_place: bool = False
    grounds: Grounds = Field([], description="for all calls of the programme; chosen ones stay")


class EnclosureOut(Schema):
    code: str
    name: str
    size: int = Field(description="bytes")
    sha256: str


def _run(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)


def _procedure(call: Call, kept: Procedure) -> dict[str, Any]:
    names = ("quorum", "offers_on", "reply_days", "reminded", "tells_place")
    lists = {"conditions": kept.conditions.splitlines(), "grounds": queries.grounds(call.programme_id)}
    return {name: getattr(kept, name) for name in names} | lists


@router.get("/calls/{slug}/procedure", response=ProcedureOut, summary="How a call decides and offers")
def procedure(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For managers of the programme."""
    call = _run(request, slug)
    return _procedure(call, queries.procedure(call))


@router.patch("/calls/{slug}/procedure", response=ProcedureOut, summary="Change how a call decides and offers")
def change_procedure(request: HttpRequest, slug: str, wanted: ProcedureChange) -> dict[str, Any]:
    """Only the fields that are sent. For managers of the programme."""
    call, sent = _run(request, slug), wanted.dict(exclude_unset=True)
    if "reminded" in sent:
        sent["reminded"] = sorted(set(sent["reminded"]), reverse=True)
    if "conditions" in sent:
        sent["conditions"] = "\n".join(sent["conditions"])
    return _procedure(call, operations.arrange(call, by=request.user, **sent))


def _enclosure(one: Enclosure) -> dict[str, Any]:
    return {"code": one.code, "name": one.file.name, "size": one.file.size, "sha256": one.file.sha256}


@router.get("/calls/{slug}/enclosures", response=list[EnclosureOut], summary="Files that come along with the offers of a call")
def enclosures(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """For startups with an offer of the call, its managers, and who sees every programme; the first added first."""
    call = get_object_or_404(calls_enclosing_for(request.user), slug=slug)
    seen = Enclosure.objects.visible_to(request.user).filter(call=call).select_related("file")
    return [_enclosure(one) for one in seen.order_by("pk")]


@router.post("/calls/{slug}/enclosures", response={201: EnclosureOut}, summary="Enclose a file with offers")
def enclose(request: HttpRequest, slug: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """A PDF or DOCX. For managers of the programme; startups with an offer read it from now on."""
    return Status(201, _enclosure(operations.enclose(_run(request, slug), upload=file, by=request.user)))


@router.get("/enclosures/{code}", response={200: None}, summary="Download an enclosed file", openapi_extra=BYTES)
def enclosure(request: HttpRequest, code: str) -> FileResponse:
    """For who reads it in the list. Fetching it is logged."""
    found = get_object_or_404(Enclosure.objects.visible_to(request.user).select_related("file"), code=code)
    response = serving.answer(found.file, to=request.user)
    trail.looked("enclosure", by=request.user, at=found)
    return response


@router.delete("/enclosures/{code}", response={204: None}, summary="Take an enclosed file out")
def take_out(request: HttpRequest, code: str) -> Status[None]:
    """For managers of the programme. Nobody reads it from then on; twice is once."""
    found = get_object_or_404(Enclosure.objects.filter(call__in=Call.objects.run_by(request.user)), code=code)
    operations.take_out(found, by=request.user)
    return Status(204, None)
