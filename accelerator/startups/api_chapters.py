"""A startup's years with the house, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from accelerator.kit.cursors import Listed
from accelerator.startups import queries
from accelerator.startups.models import Startup

router = Router()


class ChapterOut(Schema):
    at: datetime
    noun: str = Field(description="application, cohort and the like")
    state: str
    title: str
    note: str
    url: str = Field(description="of its page")


@router.get("/startups/{slug}/chapters", response=Listed[ChapterOut], summary="Its years with the house, the latest first")
def chapters(request: HttpRequest, slug: str) -> dict[str, object]:
    """What you may see of them; all on one page."""
    startup = get_object_or_404(Startup.objects.visible_to(request.user), slug=slug)
    return {"items": queries.chapters(startup, request.user), "next": None}
