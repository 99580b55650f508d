"""The second pair of eyes, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.applications import operations, queries, serving
from accelerator.applications.api_receipts import ReceiptOut, receipt_facts
from accelerator.applications.models import SignOff
from accelerator.kit import arrived
from accelerator.kit.given import Given

router = Router()


class SignOffOut(Schema):
    code: str
    asked_by: str
    sha256: str = Field(description="of the canonical document of the answers as they stand: what an approval names")


class ApproveIn(Given):
    sha256: str = Field(description="of what you read; another one since is refused", max_length=64)
    update_startup: bool = Field(False, description="the answers may bring the startup's record up to date")


class ReturnIn(Given):
    comment: str = Field(description="whoever asked reads it", max_length=2000)


@router.post("/applications/{number}/sign-off", response=SignOffOut, summary="Ask a second member to approve")
def ask(request: HttpRequest, number: str) -> dict[str, Any]:
    one = serving.seen(request.user, number)
    waiting = operations.ask(one, by=request.user, at=arrived.at(request))
    return {"code": waiting.code, "asked_by": str(waiting.asked_by), "sha256": queries.fingerprint(one)}


@router.post("/sign-offs/{code}/approve", response=ReceiptOut, summary="Approve: what you read is submitted")
def approve(request: HttpRequest, code: str, body: ApproveIn) -> dict[str, Any]:
    waiting = _waiting(request, code)
    agreed, at = body.update_startup, arrived.at(request)
    return receipt_facts(operations.approve(waiting, seen=body.sha256, by=request.user, arrived_at=at, update_startup=agreed))


@router.post("/sign-offs/{code}/return", response={204: None}, summary="Return it with a comment; nothing is submitted")
def send_back(request: HttpRequest, code: str, body: ReturnIn) -> Status[None]:
    operations.send_back(_waiting(request, code), comment=body.comment, by=request.user, at=arrived.at(request))
    return Status(204, None)


@router.post("/sign-offs/{code}/take-back", response={204: None}, summary="Take back what you asked; nothing is submitted")
def take_back_request(request: HttpRequest, code: str) -> Status[None]:
    operations.take_back_request(_waiting(request, code), by=request.user, at=arrived.at(request))
    return Status(204, None)


def _waiting(request: HttpRequest, code: str) -> SignOff:
    found = SignOff.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("application__startup", "application__call", "asked_by"), code=code)
