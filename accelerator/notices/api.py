"""Messages for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.notices import letters, operations
from accelerator.notices.models import Message

router = Router(tags=["messages"])


class MessageOut(Schema):
    code: str
    kind: str
    subject: str
    text: str
    url: str
    created_at: datetime
    read_at: datetime | None


@router.get("/messages", response=Listed[MessageOut], summary="Your messages, newest first")
def messages(request: HttpRequest, paging: Query[Paging], unread: bool = False) -> dict[str, Any]:
    rows = Message.objects.visible_to(request.user)
    return paging.cut(rows.unread() if unread else rows, ["-id"], all_of=_told)


def _told(rows: list[Message]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.message.code,
            "kind": one.message.kind,
            "subject": one.subject,
            "text": "\n\n".join(one.paragraphs),
            "url": one.message.url,
            "created_at": one.message.created_at,
            "read_at": one.message.read_at,
        }
        for one in letters.shown(rows)
    ]


@router.post("/messages/{code}/read", response={204: None}, summary="Mark a message as read")
def read(request: HttpRequest, code: str) -> Any:
    operations.read(get_object_or_404(Message.objects.visible_to(request.user), code=code))
    return Status(204, None)
