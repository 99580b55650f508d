"""A receipt as programs get it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from accelerator.applications import receipts
from accelerator.applications.models import Submission


class ReceiptOut(Schema):
    receipt: str
    number: int = Field(description="1, 2, 3 within the application; the highest counts")
    arrived_at: datetime = Field(description="UTC; what the deadline was decided by")
    in_grace: bool = Field(description="whether it arrived after the deadline and still in time")
    on_behalf: bool = Field(description="whether staff sent it for the founder, without the declarations")
    sha256: str = Field(description="of the canonical JSON; docs/guide/receipts.md says of what")
    token: str = Field(description="the signed receipt, a compact JWS; its keys are at /.well-known/jwks.json")


def receipt_facts(sent: Submission) -> dict[str, Any]:
    return {
        "receipt": sent.receipt,
        "number": sent.number,
        "arrived_at": sent.arrived_at,
        "in_grace": sent.in_grace(),
        "on_behalf": sent.on_behalf,
        "sha256": sent.sha256,
        "token": receipts.token_of(sent),
    }
