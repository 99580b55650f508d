"""What changed, for programs: between two submissions, since a startup last applied, and of one answer of a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.applications import comparing, earlier, operations, serving
from accelerator.applications.models import Submission
from accelerator.kit.cursors import Listed
from accelerator.questionnaires import former

router = Router()


class AnswerChanged(Schema):
    section: str
    label: str
    was: str
    now: str


class FactChanged(Schema):
    label: str
    was: str
    now: str


class SinceOut(Schema):
    application: str | None = Field(description="number of the one before; null where the startup never applied before")
    arrived_at: datetime | None = Field(description="UTC; when that one was submitted")
    facts: list[FactChanged] = Field(description="of the startup's record")
    answers: list[AnswerChanged]


class Compared(Schema):
    against: int | None = Field(None, ge=1, lt=1_000_000, description="number of an earlier submission; left out, the one before")


class BetweenOut(Schema):
    answers: list[AnswerChanged]


class FormerOut(Schema):
    version: int
    value: Any = Field(description="as it stood; sent as a change it is taken back")
    by: str
    at: datetime = Field(description="UTC")
    takes: bool = Field(description="whether the question still takes it as it is")


def told_changes(sections: Iterable[comparing.ChangedSection]) -> list[dict[str, str]]:
    return [
        {
            "section": section.title,
            "label": one.label,
            "was": "".join(part.text for part in one.parts if part.kind != "new"),
            "now": "".join(part.text for part in one.parts if part.kind != "gone"),
        }
        for section in sections
        for one in section.answers
    ]


@router.get("/applications/{number}/since", response=SinceOut, summary="What changed since the startup last applied")
def since(request: HttpRequest, number: str) -> dict[str, Any]:
    """With what you may see of the application before."""
    one = serving.seen(request.user, number)
    sent = one.last_submission()
    compared = earlier.compared(one, sent, by=request.user) if sent else None
    if compared is None:
        return {"application": None, "arrived_at": None, "facts": [], "answers": []}
    facts = [{"label": str(fact.label), "was": fact.was, "now": fact.now} for fact in compared.facts]
    before = compared.earlier
    return {
        "application": before.application.number,
        "arrived_at": before.arrived_at,
        "facts": facts,
        "answers": told_changes(compared.answers),
    }


@router.get("/applications/{number}/answers/{key}", response=Listed[FormerOut], summary="What stood at a question before")
def former_answers(request: HttpRequest, number: str, key: str) -> dict[str, Any]:
    """For who writes it; the latest first, at most 20: of one run of saves how it ended, and what was there before much of it was
    taken away."""
    one = serving.seen(request.user, number)
    operations.require(one, "write", by=request.user)
    question = one.sheet.version.questions().get(key)
    if question is None:
        raise Http404
    found = former.answers(one.sheet, question)
    items = [
        {"version": each.number, "value": each.value, "by": each.by.name, "at": each.at, "takes": each.takes} for each in found
    ]
    return {"items": items, "next": None}


@router.get("/receipts/{code}/changes", response=BetweenOut, summary="What a submission says otherwise than an earlier one")
def changes(request: HttpRequest, code: str, asked: Query[Compared]) -> dict[str, Any]:
    seen = Submission.objects.visible_to(request.user)
    sent = get_object_or_404(seen.select_related("application", "version__questionnaire"), receipt=code)
    before = comparing.earlier(sent, str(asked.against or ""))
    if before is None:
        raise Http404
    return {"answers": told_changes(comparing.changes(before, sent))}
