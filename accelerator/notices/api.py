"""Messages for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

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


@router.get("/messages", response=list[MessageOut], summary="Your messages, newest first; go on with `before`")
def messages(request: HttpRequest, unread: bool = False, before: str = "", limit: int = 50) -> Any:
    rows = Message.objects.visible_to(request.user)
    if unread:
        rows = rows.unread()
    if before:
        rows = rows.filter(pk__lt=get_object_or_404(Message.objects.visible_to(request.user), code=before).pk)
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
        for one in letters.shown(list(rows.order_by("-id")[: max(1, min(limit, 100))]))
    ]


@router.post("/messages/{code}/read", response={204: None}, summary="Mark a message as read")
def read(request: HttpRequest, code: str) -> Any:
    operations.read(get_object_or_404(Message.objects.visible_to(request.user), code=code))
    return Status(204, None)
