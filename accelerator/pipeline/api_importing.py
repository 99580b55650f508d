"""Applications of another system, for programs: a file, what its columns are, what is wrong with it, and then all of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Query, Router, Schema, Status, UploadedFile

from accelerator.kit import tablefile
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from accelerator.pipeline import bringing, operations, queries, taking_back
from accelerator.pipeline.models import Import
from accelerator.pipeline.reading import managed
from accelerator.startups.resembling import Known

router = Router()
SHOWN = 100  # faults of an answer; `faulty` counts all


class ImportFault(Schema):
    line: int
    column: str = Field(description='"" for the whole line')
    reason: str


class ImportSign(Schema):
    kind: str = Field(description="domain or name")
    said: str = Field(description="what they have in common")


class ImportKnown(Schema):
    line: int
    startup: str = Field(description="slug of one that is here already")
    name: str = Field(description="of that one")
    signs: list[ImportSign]


class ImportOut(Schema):
    code: str
    call: str = Field(description="slug of the call")
    name: str = Field(description="of the file")
    columns: dict[str, str] = Field(description="{column of the file: what it is}; columns left out are not brought in")
    begun_at: datetime | None = Field(description="UTC; when it was handed to workers")
    done_at: datetime | None = Field(description="UTC; when they were finished")
    count: int = Field(description="applications it became")
    taken_back_at: datetime | None = Field(description="UTC; when applications of it last were")
    gone: int = Field(description="how many of them were taken back")
    refused: str = Field(description='why nothing came of it; "" otherwise')


class ContactsInvited(Schema):
    count: int = Field(description="contacts that are invited, each once")


class TakeBackStay(Schema):
    number: str = Field(description="of the application")
    why: str


class TakeBackRead(Schema):
    goes: list[str] = Field(description="numbers of the applications that nobody worked on")
    stays: list[TakeBackStay] = Field(description="those that somebody did")
    startups: int = Field(description="startups that go with them: nothing else refers to them")
    seen: str = Field(description="send it back: then what goes is what you looked at, or nothing")


class TakeBackIn(Given):
    seen: str | None = Field(None, max_length=64, description="of the look you took; without it what goes is what may go then")


class ImportRead(ImportOut):
    targets: dict[str, str] = Field(description="what a column can be: {name: label}")
    applications: int = Field(description="rows that would come in")
    faulty: int = Field(description="how many faults bar it; nothing comes in before there are none")
    faults: list[ImportFault] = Field(description=f"the first {SHOWN}")
    known_count: int = Field(description="matches with startups that are here; they bar nothing: each row becomes another one")
    known: list[ImportKnown] = Field(description=f"the first {SHOWN}")


class ColumnsIn(Given):
    columns: dict[str, str] = Field(description="{column of the file: what it is}")


def _facts(one: Import) -> dict[str, Any]:
    said: dict[str, Any] = {"code": one.code, "call": one.call.slug, "name": one.name, "columns": one.mapping}
    said |= {"begun_at": one.begun_at, "done_at": one.done_at, "count": one.count, "refused": one.refused}
    return {**said, "taken_back_at": one.taken_back_at, "gone": one.gone}


def _read(one: Import, person: Any, judged: bringing.Judged | None = None) -> dict[str, Any]:
    found = judged or (queries.judged(one) if one.content else bringing.Judged([], []))
    known = queries.known(found, person)
    return {
        **_facts(one),
        "targets": bringing.targets(queries.questions(one.call)),
        "applications": len(found.brought),
        "faulty": len(found.faults),
        "faults": [fault._asdict() for fault in found.faults[:SHOWN]],
        "known_count": len(known),
        "known": [_known(*each) for each in known[:SHOWN]],
    }


def _known(line: int, one: Known) -> dict[str, Any]:
    signs = [{"kind": sign.kind, "said": sign.said} for sign in one.signs]
    return {"line": line, "startup": one.startup.slug, "name": one.startup.name, "signs": signs}


def _own(request: HttpRequest, code: str) -> Import:
    found = Import.objects.visible_to(request.user).select_related("call__programme", "call__version", "by")
    return get_object_or_404(found, code=code)


@router.get("/imports", response=Listed[ImportOut], summary="Files you took, newest first")
def imports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return paging.cut(Import.objects.visible_to(request.user).select_related("call").defer("content"), ["-id"], each=_facts)


@router.post("/calls/{slug}/imports", response={201: ImportRead}, summary="Take a CSV of another system's applications")
def take(request: HttpRequest, slug: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Nothing comes in yet. Columns are what they were in the programme's last file, as far as names go."""
    call = managed(request.user, slug)
    content = file.read(tablefile.MOST_BYTES + 1)
    return Status(201, _read(operations.take(call, name=file.name or "", content=content, by=request.user), request.user))


@router.get("/imports/{code}", response=ImportRead, summary="A file with all that bars it, or what became of it")
def imported(request: HttpRequest, code: str) -> dict[str, Any]:
    return _read(_own(request, code), request.user)


@router.put("/imports/{code}/columns", response=ImportRead, summary="Say what its columns are, and try")
def columns(request: HttpRequest, code: str, given: ColumnsIn) -> dict[str, Any]:
    taken = _own(request, code)
    return _read(taken, request.user, operations.assign(taken, mapping=given.columns, by=request.user))


@router.post("/imports/{code}/bring-in", response=ImportOut, summary="Bring all of it in, or nothing")
def bring_in(request: HttpRequest, code: str) -> dict[str, Any]:
    """Workers do it; you hear how it went, or ask again here."""
    taken = _own(request, code)
    operations.bring_in(taken, by=request.user)
    taken.refresh_from_db(fields=["begun_at"])
    return _facts(taken)


@router.post("/imports/{code}/invite", response=ContactsInvited, summary="Invite the contacts that the file names")
def invite_contacts(request: HttpRequest, code: str) -> dict[str, Any]:
    """Each gets a link by mail to take over their application; who proves the address owns the startup. Workers do it, once."""
    return {"count": operations.invite_contacts(_own(request, code), by=request.user)}


@router.delete("/imports/{code}", response={204: None}, summary="Remove a file that was not brought in")
def discard(request: HttpRequest, code: str) -> Status[None]:
    operations.discard(_own(request, code), by=request.user)
    return Status(204, None)


@router.get("/imports/{code}/take-back", response=TakeBackRead, summary="What could be taken back, and why the rest stays")
def could_take_back(request: HttpRequest, code: str) -> dict[str, Any]:
    return _told(taking_back.found(_own(request, code)))


@router.post("/imports/{code}/take-back", response=TakeBackRead, summary="Take an import back, but for what somebody worked on")
def take_back_import(request: HttpRequest, code: str, given: TakeBackIn) -> dict[str, Any]:
    """All that goes does, or nothing. Answers with what went and what stays."""
    return _told(operations.take_back(_own(request, code), by=request.user, seen=given.seen))


def _told(one: taking_back.TakeBack) -> dict[str, Any]:
    stays = [{"number": application.number, "why": why} for application, why in one.reasons]
    return {
        "goes": [each.number for each in one.changes],
        "stays": stays,
        "startups": len(one.startups),
        "seen": one.fingerprint,
    }
