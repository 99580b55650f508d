"""Bids, expertise and assignments of a call as CSV, for programs: out as they are, in whole or not at all. For managers."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from accelerator.accounts.tokens import scope
from accelerator.kit import table
from accelerator.programmes.models import Call
from accelerator.reviews import operations, tables

router = Router()

What = Literal["bids", "expertise", "assignments"]
_CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}}}


class CellOut(Schema):
    line: int = Field(description="of the file; its first names the columns")
    column: str = Field(description="empty where the whole line is wrong")
    says: str = Field(description="what is wrong, and what to do about it")


class TablePreview(Schema):
    seen: str = Field(description="send it along to have exactly this done")
    changes: int = Field(description="rows that change something")
    same: int = Field(description="rows that stand like this already")
    faults: list[CellOut] = Field(description="nothing comes in while there are any")


class TableBrought(Schema):
    count: int = Field(description="rows that changed something")
    act: str = Field(description="of assignments: undoes them; else empty")


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)


@router.get("/calls/{slug}/tables/{what}", response={200: None}, openapi_extra=_CSV, summary="A table of a call as CSV")
def take_table(request: HttpRequest, slug: str, what: What) -> StreamingHttpResponse:
    """Bids and assignments without the applications that you must not judge."""
    call = _call(request, slug)
    return table.csv_answer(f"{call.slug}-{what}", tables.head(what), tables.rows(call, what, reader=request.user))


@router.post(
    "/calls/{slug}/tables/{what}/preview",
    response=TablePreview,
    auth=scope("reviews", changes=False),
    summary="What a CSV would come to",
)
def preview_table(request: HttpRequest, slug: str, what: What, file: File[UploadedFile]) -> dict[str, Any]:
    """Changes nothing. Every wrong cell is told by line and column."""
    judged = tables.judge(_call(request, slug), what, file.read(tables.MOST_BYTES + 1))
    faults = [{"line": one.line, "column": one.column, "says": one.sentence} for one in judged.faults]
    return {"seen": judged.fingerprint, "changes": len(judged.changes), "same": judged.same, "faults": faults}


@router.post("/calls/{slug}/tables/{what}", response={201: TableBrought}, summary="Bring all of a CSV in, or nothing")
def bring_table(
    request: HttpRequest, slug: str, what: What, file: File[UploadedFile], seen: Form[str | None] = None
) -> Status[operations.Brought]:
    """409 with every wrong cell as `line.column`, and where it would come out differently from the preview that `seen` is of."""
    content = file.read(tables.MOST_BYTES + 1)
    return Status(201, operations.bring(_call(request, slug), what, content=content, seen=seen, by=request.user))
