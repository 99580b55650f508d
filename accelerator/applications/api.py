"""Applications for programs: the same operations as the pages, for the same people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from accelerator.applications import (
    api_changes,
    api_copies,
    api_entering,
    api_forms,
    api_reopening,
    api_sign_offs,
    operations,
    queries,
    serving,
)
from accelerator.applications.api_forms import ApplicationOut, application_facts, beside, row_told
from accelerator.applications.api_receipts import ReceiptOut, receipt_facts
from accelerator.applications.models import Application, Clarification
from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.downloads import BYTES
from accelerator.kit.given import Given
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires import queries as reads
from accelerator.startups.models import Startup

router = Router(tags=["applications"])
router.add_router("", api_sign_offs.router)
router.add_router("", api_entering.router)
router.add_router("", api_copies.router)
router.add_router("", api_changes.router)
router.add_router("", api_forms.router)
router.add_router("", api_reopening.router)


class StartIn(Given):
    call: str = Field(description="slug of an open call")
    startup: str = Field(description="slug of a startup that you write for")
    eligibility: dict[str, str] = Field({}, description="answers to the call's checks, where it has any: {key: text}")


class AttachmentOut(Schema):
    code: str = Field(description="stands in the file's address")
    question: str = Field(description="key of the question it answers")
    name: str
    size: int = Field(description="bytes")
    sha256: str


class Narrowing(Schema):
    call: str = Field("", description="slug of a call")
    startup: str = Field("", description="slug of a startup")
    state: Literal["draft", "submitted", "withdrawn"] | None = None


class ApplicationWhole(ApplicationOut):
    answers: dict[str, Any] = Field(description="by question key: to its members as they stand now, to staff as submitted")
    versions: dict[str, int] = Field(description="by question key, for members: what a change must name")
    missing: dict[str, str] = Field(description="by question key, for members: what bars submission, with the remedy")
    receipts: list[ReceiptOut]


class ClarificationOut(Schema):
    code: str
    asks: str
    due_on: date = Field(description="the last day, by the call's clock")
    asked_at: datetime = Field(alias="created_at", description="UTC")
    answer: str = Field(description="empty while there is none")
    answered_at: datetime | None = Field(description="UTC")
    taken_back_at: datetime | None = Field(description="UTC; nothing need be answered any more")


class ClarificationIn(Given):
    asks: str = Field(min_length=1, max_length=2000)
    due_on: Day = Field(description="not in the past")


class ClarifyIn(Given):
    answer: str = Field(min_length=1, max_length=5000)


class ChangeIn(Given):
    name: str = Field(description="key of the question")
    value: Any = Field(None, description="text, true or false, or a list of options, as the question's type wants")
    version: int = Field(description="the version number this change was made on; 0 where nobody had answered", ge=0)


class ChangesIn(Given):
    changes: list[ChangeIn] = Field(description="at most 200", max_length=200)
    form: int | None = Field(None, description="version of the form that was shown; a declaration of another one is refused")


class ConflictOut(Schema):
    name: str
    yours: Any
    theirs: Any
    version: int
    by: str


class RefusedOut(Schema):
    name: str
    says: str


class ChangesOut(Schema):
    saved_at: datetime
    versions: dict[str, int] = Field(description="by question key: what now stands as you left it")
    conflicts: list[ConflictOut] = Field(description="answers that changed since; nothing of yours was stored there")
    refused: list[RefusedOut] = Field(description="answers that cannot be kept")


@router.get("/applications", response=Listed[ApplicationOut], summary="Applications you may see, newest first")
def applications(request: HttpRequest, paging: Query[Paging], only: Query[Narrowing]) -> dict[str, Any]:
    wanted = {"call__slug": only.call, "startup__slug": only.startup, "state": only.state}
    found = Application.objects.visible_to(request.user).filter(**{name: value for name, value in wanted.items() if value})
    return paging.cut(beside(found), ["-id"], each=row_told)


@router.post("/applications", response={201: ApplicationOut}, summary="Start an application; the draft there is comes again")
def start(request: HttpRequest, given: StartIn) -> Status[dict[str, Any]]:
    """For owners and members of the startup, while the call is open."""
    call = get_object_or_404(Call.objects.readable_by(request.user).public(), slug=given.call)
    startup = get_object_or_404(Startup.objects.visible_to(request.user), slug=given.startup)
    made = operations.start(call=call, startup=startup, by=request.user, at=arrived.at(request), screened=given.eligibility)
    return Status(201, application_facts(made))


@router.get("/applications/{number}", response=ApplicationWhole, summary="One application with its answers")
def application(request: HttpRequest, number: str) -> dict[str, Any]:
    one = serving.seen(request.user, number)
    sent = list(one.submissions.order_by("number"))
    belongs = request.user.has_perm("applications.read_draft", one)
    marks = one.sheet.marks if belongs else {}
    return {
        **application_facts(one),
        "answers": reads.whole(one.sheet) if belongs else sent[-1].answers,
        "versions": {key: one.sheet.seen(key) for key in marks},
        "missing": {lack.key: lack.sentence for lack in queries.missing(one)} if belongs else {},
        "receipts": [receipt_facts(each) for each in sent],
    }


@router.patch(
    "/applications/{number}/answers", response={200: ChangesOut, 409: ChangesOut, 422: ChangesOut}, summary="Change answers"
)
def change_answers(request: HttpRequest, number: str, body: ChangesIn) -> Status[dict[str, Any]]:
    one = serving.seen(request.user, number)
    form = "" if body.form is None else str(body.form)
    edits = [sheets.Edit(change.name, change.value, change.version, form=form) for change in body.changes]
    written = operations.write(one, changes=edits, by=request.user, at=arrived.at(request))
    status = 422 if written.refused else 409 if written.conflicts else 200
    done: dict[str, Any] = {
        "saved_at": written.at,
        "versions": written.versions,
        "conflicts": [
            {"name": clash.key, "yours": clash.yours, "theirs": clash.theirs, "version": clash.version, "by": clash.by}
            for clash in written.conflicts
        ],
        "refused": [{"name": bad.key, "says": str(bad.refusal.sentence)} for bad in written.refused],
    }
    return Status(status, done)


@router.post("/applications/{number}/submit", response=ReceiptOut, summary="Submit; the same content again is the same receipt")
def submit(request: HttpRequest, number: str, update_startup: bool = False) -> dict[str, Any]:
    """With `update_startup` the answers may bring the startup's record up to date."""
    one, at = serving.seen(request.user, number), arrived.at(request)
    return receipt_facts(operations.submit(one, by=request.user, arrived_at=at, update_startup=update_startup))


@router.post("/applications/{number}/withdraw", response=ApplicationOut, summary="Take the application out of the round")
def withdraw(request: HttpRequest, number: str) -> dict[str, Any]:
    one = serving.seen(request.user, number)
    operations.withdraw(one, by=request.user, at=arrived.at(request))
    return application_facts(one)


@router.get("/applications/{number}/clarifications", response=Listed[ClarificationOut], summary="What the programme asked")
def clarifications(request: HttpRequest, number: str, paging: Query[Paging]) -> dict[str, Any]:
    return paging.cut(serving.seen(request.user, number).clarifications.all(), ["id"])


@router.post(
    "/applications/{number}/clarifications", response={201: ClarificationOut}, summary="Ask the startup for more, by a day"
)
def ask_more(request: HttpRequest, number: str, body: ClarificationIn) -> Status[Clarification]:
    return Status(
        201, operations.ask_more(serving.seen(request.user, number), asks=body.asks, due_on=body.due_on, by=request.user)
    )


@router.post("/clarifications/{code}/answer", response=ClarificationOut, summary="Answer it, once")
def answer(request: HttpRequest, code: str, body: ClarifyIn) -> Clarification:
    return operations.answer(_clarification(request, code), text=body.answer, by=request.user, at=arrived.at(request))


@router.post("/clarifications/{code}/take-back", response=ClarificationOut, summary="Nothing need be answered any more")
def take_back(request: HttpRequest, code: str) -> Clarification:
    return operations.take_back(_clarification(request, code), by=request.user, at=arrived.at(request))


def _clarification(request: HttpRequest, code: str) -> Clarification:
    return get_object_or_404(Clarification.objects.visible_to(request.user).select_related("application__startup"), code=code)


# Attachments


@router.get("/applications/{number}/attachments", response=Listed[AttachmentOut], summary="Files of an application")
def attachments(request: HttpRequest, number: str) -> dict[str, Any]:
    """Members get what is attached now, staff what was submitted last; all on one page."""
    one = serving.seen(request.user, number)
    belongs = request.user.has_perm("applications.read_draft", one)
    sent = one.last_submission()
    answers = reads.whole(one.sheet) if belongs else sent.answers if sent else {}
    return {"items": [{**file, "question": key} for key, file in queries.files_in(answers)], "next": None}


@router.post("/applications/{number}/attachments", response={201: AttachmentOut}, summary="Attach a file to an answer")
def attach(request: HttpRequest, number: str, question: Form[str], file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """`question` is the key of a question that takes files; kinds, sizes and numbers are the question's and the call's."""
    one = serving.seen(request.user, number)
    made = operations.attach(one, key=question, upload=file, by=request.user, at=arrived.at(request))
    kept = made.file
    return Status(201, {"code": kept.code, "question": made.key, "name": kept.name, "size": kept.size, "sha256": kept.sha256})


@router.get("/applications/{number}/attachments/{code}", response={200: None}, summary="Download a file", openapi_extra=BYTES)
def attachment(request: HttpRequest, number: str, code: str) -> FileResponse:
    """Members get what is attached or was ever submitted, staff what was submitted. Their looking is logged."""
    return serving.file(serving.seen(request.user, number), code, to=request.user)


@router.delete("/applications/{number}/attachments/{code}", response={204: None}, summary="Take a file off the draft")
def detach(request: HttpRequest, number: str, code: str) -> Status[None]:
    """Submissions that hold it keep it."""
    one = serving.seen(request.user, number)
    found = get_object_or_404(one.sheet.attachments.select_related("file"), file__code=code)
    operations.detach(one, attachment=found, by=request.user, at=arrived.at(request))
    return Status(204, None)
