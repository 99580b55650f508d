"""For programs of reviewers: the application as its review reads it, its files, what changed, and what the others said."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.applications import earlier
from accelerator.applications.api_changes import BetweenOut, told_changes
from accelerator.files import serving
from accelerator.files.models import File
from accelerator.reviews import panels, queries, stages, workbench
from accelerator.reviews.api_managing import SaidOut, told
from accelerator.reviews.models import Assignment
from accelerator.trail import operations as trail

router = Router()

_BYTES = {"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}


class FileRead(Schema):
    code: str
    name: str
    size: int = Field(description="bytes")


class AnswerRead(Schema):
    key: str
    label: str
    text: str = Field(description="as the stage lets it be read; empty where nobody answered")
    files: list[FileRead]


class SectionRead(Schema):
    title: str
    answers: list[AnswerRead]


class ReadingOut(Schema):
    submission: int = Field(description="number of the submission under review")
    sections: list[SectionRead]


class OtherReview(SaidOut):
    reviewer: str = Field(description="name")


class Against(Schema):
    against: str = Field("before", description="number of a submission to this call, or before: the startup's to an earlier call")


def _own(request: HttpRequest, code: str) -> Assignment:
    found: Assignment = get_object_or_404(queries.queue(request.user), code=code)
    return found


@router.get("/reviews/{code}/answers", response=ReadingOut, summary="The application as its review reads it")
def review_answers(request: HttpRequest, code: str) -> dict[str, Any]:
    """Without what is sensitive, and without what the stage hides. That you looked is logged."""
    assignment = _own(request, code)
    sent = workbench.submission(assignment)
    read = workbench.reading(assignment, sent)
    trail.looked("application", by=request.user, at=assignment.application)
    return {"submission": sent.number, "sections": read}


@router.get(
    "/reviews/{code}/files/{file}", response={200: None}, openapi_extra=_BYTES, summary="A file of the submission under review"
)
def review_file(request: HttpRequest, code: str, file: str) -> FileResponse:
    """That you took it is logged."""
    assignment = _own(request, code)
    read = workbench.reading(assignment, workbench.submission(assignment))
    if file not in {one.file.code for one in panels.files(read) if one.file.url}:
        raise Http404
    trail.looked("file", by=request.user, at=assignment)
    return serving.answer(get_object_or_404(File, code=file), to=request.user)


@router.get(
    "/reviews/{code}/changes", response=BetweenOut, summary="What the submission under review says otherwise than another"
)
def review_changes(request: HttpRequest, code: str, asked: Query[Against]) -> dict[str, Any]:
    """Where the stage hides nothing; 404 where it does, and where there is no such submission."""
    assignment = _own(request, code)
    read = workbench.submission(assignment)
    other = panels.other(assignment, read, asked.against)
    if other is None:
        raise Http404
    older, newer = sorted((read, other), key=lambda one: one.arrived_at)
    return {"answers": told_changes(earlier.compared_to_read(older, newer))}


@router.get("/reviews/{code}/others", response=list[OtherReview], summary="What the others said, where you may read it")
def other_reviews(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """404 until the stage shows them to you: never, once your own is submitted, or always."""
    assignment = _own(request, code)
    if not stages.shows_others(assignment):
        raise Http404
    return [told(one) | {"reviewer": str(one.assignment.reviewer)} for one in queries.others(assignment)]
