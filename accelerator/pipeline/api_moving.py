"""One outcome for many applications, for programs; taken back as one act."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from accelerator.decisions import operations as decisions
from accelerator.decisions.models import Decision
from accelerator.pipeline.reading import Pointer, managed, pointed_at

router = Router()


class MoveIn(Pointer):
    outcome: Literal["accept", "waitlist", "decline"]
    reason: str = Field("", max_length=5000, description="why; needed against means or panel, never told to founders")
    ground: str = Field("", max_length=120, description="why, of the programme's list of reasons")
    brings_feedback: bool = Field(
        False,
        description="what reviewers wrote for the founders goes into each letter where no feedback is written yet",
    )


class MovedOut(Schema):
    code: str = Field(description="takes it back")
    count: int = Field(description="how many were decided; what is released, withdrawn or in conflict with you is left alone")


class BackOut(Schema):
    count: int = Field(description="how many decisions are as they were before")


@router.post("/calls/{slug}/moves", response={201: MovedOut}, summary="Decide the same about many applications")
def move(request: HttpRequest, slug: str, given: MoveIn) -> Status[dict[str, Any]]:
    """Nothing goes out before the release."""
    call = managed(request.user, slug)
    found = pointed_at(call, given.numbers, given.on)
    wanted = given.dict(include={"outcome", "reason", "ground", "brings_feedback"})
    act = decisions.decide_many(found, by=request.user, **wanted)
    return Status(201, {"code": act, "count": Decision.objects.filter(act=act).count()})


@router.post("/calls/{slug}/moves/{code}/undo", response=BackOut, summary="Take it back")
def back(request: HttpRequest, slug: str, code: str) -> dict[str, int]:
    return {"count": decisions.undo(managed(request.user, slug), act=code, by=request.user)}
