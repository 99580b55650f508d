"""A letter to the founders of many applications, for programs: shown, written, watched."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from accelerator.accounts.tokens import scope
from accelerator.applications.models import Application
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import IN_ONE_LINE
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import operations, queries, stopped, wording
from accelerator.pipeline.models import Mailing
from accelerator.pipeline.reading import Pointer, managed, pointed_at

router = Router()


class Words(Pointer):
    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150), IN_ONE_LINE]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)] = Field(
        description="{startup}, {number} and {call} are filled in, nothing else in braces; paragraphs are parted by an empty line"
    )
    leave_out: bool = Field(
        False,
        description="startups of which everybody has the call's last letter that was stopped on its way, in the last week",
    )


class LetterIn(Words):
    seen: str | None = Field(
        None, max_length=64, description="of the preview: refuses where it is another letter, or somebody else would get it now"
    )


class Sample(Schema):
    subject: str
    paragraphs: list[str]


class PreviewOut(Schema):
    seen: str = Field(description="send it along with the letter")
    people: int = Field(description="how many get it")
    applications: list[str] = Field(description="numbers of those whose founders get it")
    lone: list[str] = Field(description="numbers of those that nobody belongs to")
    sample: Sample | None = Field(description="the first letter, as it will read; null where nobody gets it")


class LetterOut(Schema):
    code: str
    subject: str
    total: int = Field(description="applications whose founders get it")
    done: int = Field(description="of these, how many are written to")
    goes_at: datetime = Field(description="UTC; not before this moment; what has not gone out can be stopped")
    posted_at: datetime | None = Field(description="UTC; when the last was")
    undone_at: datetime | None = Field(
        description="UTC; when it was taken back or stopped: those in `done` were written to, nobody else is"
    )

    @staticmethod
    def resolve_total(mailing: Mailing) -> int:
        return len(mailing.ids)


@router.post(
    "/calls/{slug}/letters/preview",
    response=PreviewOut,
    auth=scope("applications", changes=False),
    summary="Who would get a letter, and how it would read",
)
def preview_letter(request: HttpRequest, slug: str, given: Words) -> dict[str, Any]:
    """Changes nothing."""
    found = pointed_at(managed(request.user, slug), given.numbers, given.on)
    wording.require_filled(subject=given.subject, text=given.text)
    letters = _letters(found, given)
    subject, paragraphs = letters.sample() if letters.addressed else ("", [])
    return {
        "seen": letters.fingerprint,
        "people": letters.people,
        "applications": [one.number for one, _people in letters.addressed],
        "lone": [one.number for one in letters.lone],
        "sample": {"subject": subject, "paragraphs": paragraphs} if letters.addressed else None,
    }


def _letters(found: list[Application], given: Words) -> wording.Letters:
    letters = queries.letters(found, subject=given.subject, text=given.text)
    half = stopped.halfway(found) if given.leave_out else None
    return half.without(letters) if half else letters


@router.post("/calls/{slug}/letters", response={201: LetterOut}, summary="Write to the founders of many applications")
def write_letter(request: HttpRequest, slug: str, given: LetterIn) -> Status[Mailing]:
    """Everybody of each startup gets it once, as a message and by mail, after a minute; what has not gone out can be stopped."""
    found = pointed_at(managed(request.user, slug), given.numbers, given.on)
    if given.leave_out:
        found = _letters(found, given).applications
        if not found:
            raise Refusal(_("Everybody has it already: nobody is left to write to."))
    made = operations.write(found, subject=given.subject, text=given.text, by=request.user, seen=given.seen)
    return Status(201, made)


@router.get("/calls/{slug}/letters", response=Listed[LetterOut], summary="Letters written, newest first")
def letters(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    return paging.cut(Mailing.objects.filter(call=managed(request.user, slug)), ["-id"])


@router.get("/calls/{slug}/letters/{code}", response=LetterOut, summary="How far a letter is")
def letter(request: HttpRequest, slug: str, code: str) -> Mailing:
    return get_object_or_404(Mailing, call=managed(request.user, slug), code=code)


@router.post("/calls/{slug}/letters/{code}/undo", response=LetterOut, summary="Stop what of a letter has not gone out")
def undo_letter(request: HttpRequest, slug: str, code: str) -> Mailing:
    """Of one that has not begun to go out nobody is written to. 409 once everybody has it."""
    return operations.recall(get_object_or_404(Mailing, call=managed(request.user, slug), code=code), by=request.user).mailing
