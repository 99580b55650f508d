"""The terms of reviewers, and handing an application back, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.kit.given import Given
from accelerator.programmes.models import Programme
from accelerator.reviews import operations, promises
from accelerator.reviews.models import Assignment, Terms

router = Router()


class TermsOut(Schema):
    code: str
    programme: str = Field(description="slug of the programme")
    version: int
    text: str
    created_at: datetime = Field(description="UTC")

    @staticmethod
    def resolve_programme(one: Terms) -> str:
        return one.programme.slug


class TermsIn(Given):
    text: str = Field(min_length=1, max_length=20_000)


class Promise(Schema):
    code: str = Field(description="of the person")
    name: str
    accepted_at: datetime | None = Field(description="UTC; null where they have not")


class TermsOfProgramme(Schema):
    terms: TermsOut | None
    people: list[Promise] = Field(description="the programme's staff by name")


class DeclineIn(Given):
    reason: Literal["no_time", "not_my_field", "other"]
    note: str = Field("", max_length=300, description="for the managers of the programme")


@router.get("/terms", response=list[TermsOut], url_name="terms", summary="Terms you have yet to accept")
def terms(request: HttpRequest) -> QuerySet[Terms]:
    """While there are any of a programme, none of its applications opens to you."""
    return promises.unaccepted(request.user)


@router.post("/terms/{code}/accept", response={204: None}, url_name="accept_terms", summary="Accept terms")
def accept_terms(request: HttpRequest, code: str) -> Status[None]:
    """409 where a newer version holds by now."""
    operations.accept(get_object_or_404(Terms.objects.visible_to(request.user), code=code), by=request.user)
    return Status(204, None)


def _told(programme: Programme) -> dict[str, Any]:
    newest = next(iter(promises.versions(programme)), None)
    return {"terms": newest, "people": promises.accepted(programme, newest) if newest else []}


@router.get("/programmes/{slug}/terms", response=TermsOfProgramme, url_name="programme_terms", summary="Who accepted the terms")
def programme_terms(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For managers."""
    return _told(get_object_or_404(Programme.objects.run_by(request.user), slug=slug))


@router.put("/programmes/{slug}/terms", response=TermsOfProgramme, url_name="write_terms", summary="Write the terms")
def write_terms(request: HttpRequest, slug: str, wanted: TermsIn) -> dict[str, Any]:
    """A new version, unless the words are the same. Everybody accepts it anew."""
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    operations.write_terms(programme, text=wanted.text, by=request.user)
    return _told(programme)


@router.post("/reviews/{code}/decline", response={204: None}, url_name="decline_review", summary="Hand an application back")
def decline(request: HttpRequest, code: str, wanted: DeclineIn) -> Status[None]:
    """Where there is no conflict, only no time or another field. It is gone from your reviews at once."""
    held = get_object_or_404(Assignment.objects.given_to(request.user), code=code)
    operations.decline(held, by=request.user, reason=wanted.reason, note=wanted.note)
    return Status(204, None)
