"""The stages of a call, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from accelerator.kit import clock
from accelerator.kit.cursors import Listed
from accelerator.programmes.models import Call
from accelerator.programmes.stages import Stage

router = Router()


class StageOut(Schema):
    name: str = Field(description="applying, scoring or deciding")
    begins: datetime
    ends: datetime | None = Field(description="UTC; null where nothing ends it")
    is_open: bool


@router.get("/calls/{slug}/stages", response=Listed[StageOut], url_name="call_stages", summary="What is open when")
def stages(request: HttpRequest, slug: str) -> dict[str, object]:
    """Applying, scoring, deciding: each opens and closes by its dates."""
    call, at = get_object_or_404(Call.objects.readable_by(request.user), slug=slug), clock.now()
    told = [{"name": one.name, "begins": one.begins, "ends": one.ends, "is_open": one.is_open(at)} for one in _all(call)]
    return {"items": told, "next": None}


def _all(call: Call) -> list[Stage]:
    return list(call.stages().values())
