"""What reviewers can judge and when they are away, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.programmes.models import Programme
from accelerator.reviews import operations, reviewers
from accelerator.reviews.models import Absence

router = Router()


class FieldOfReviewer(Schema):
    tag: str
    level: int = Field(description="1 a little, 2 well, 3 their own field")


class FieldIn(Given):
    tag: Line = Field(max_length=60)
    level: int = Field(2, ge=1, le=3)


class AbsenceOut(Schema):
    code: str
    from_on: date
    until_on: date = Field(description="included")
    note: str


class AbsenceIn(Given):
    from_on: Day
    until_on: Day
    note: Line = Field("", max_length=200)


class ReviewerOut(Schema):
    code: str
    name: str
    bio: str
    country: str = Field(description="ISO 3166 code of two letters, or empty")
    languages: list[str] = Field(description='codes, as in "zh-hans"')
    max_load: int | None = Field(description="most applications of one call")
    phone: str = Field(description="as +6591234567, or empty")
    expertise: list[FieldOfReviewer]
    absences: list[AbsenceOut]


class ReviewerIn(Given):
    bio: Line = Field("", max_length=300)
    country: Line = Field("", description="ISO 3166 code of two letters, or empty")
    languages: list[str] = Field([], max_length=30)
    max_load: int | None = Field(None, ge=1, le=500)
    phone: Line | None = Field(
        None,
        max_length=60,
        description="shows where an application names it; without + one of the country; left out or null, it stays",
    )
    expertise: list[FieldIn] = Field([], max_length=reviewers.MOST_TAGS)


def _told(person: Any) -> dict[str, Any]:
    profile = getattr(person, "reviewing", None) or reviewers.empty(person)
    facts = {"code": person.code, "name": person.name, "bio": profile.bio, "country": str(profile.country)}
    facts |= {"languages": profile.languages, "phone": profile.phone}
    return facts | {"max_load": profile.max_load, "expertise": person.expertise.all(), "absences": person.absences.all()}


@router.get("/reviewers/me", response=ReviewerOut, url_name="reviewer_me", summary="What is known of you as a reviewer")
def reviewer_me(request: HttpRequest) -> dict[str, Any]:
    return _told(reviewers.one(request.user))


@router.put("/reviewers/me", response=ReviewerOut, url_name="describe_me", summary="Say what you review")
def describe_me(request: HttpRequest, wanted: ReviewerIn) -> dict[str, Any]:
    """Replaces all that is known; absences stay, and the phone where it is left out."""
    return _described(request, request.user, wanted)


@router.post("/reviewers/me/absences", response={201: AbsenceOut}, url_name="announce", summary="Say when you are away")
def announce(request: HttpRequest, wanted: AbsenceIn) -> Status[Absence]:
    return Status(201, operations.announce(request.user, by=request.user, **wanted.dict()))


@router.delete("/absences/{code}", response={204: None}, url_name="cancel_absence", summary="Take an absence back")
def cancel_absence(request: HttpRequest, code: str) -> Status[None]:
    """Your own, or of a reviewer of a programme that you manage."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person"), code=code)
    operations.cancel(absence, by=request.user)
    return Status(204, None)


@router.get("/programmes/{slug}/reviewers", response=list[ReviewerOut], url_name="reviewers", summary="Who reviews what")
def all_reviewers(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The programme's staff by name, for its managers."""
    return [_told(person) for person in reviewers.of(_run(request, slug))]


@router.put("/programmes/{slug}/reviewers/{code}", response=ReviewerOut, url_name="describe", summary="Say what they review")
def describe(request: HttpRequest, slug: str, code: str, wanted: ReviewerIn) -> dict[str, Any]:
    """For managers, of somebody on the programme's staff."""
    return _described(request, get_object_or_404(reviewers.of(_run(request, slug)), code=code), wanted)


@router.post(
    "/programmes/{slug}/reviewers/{code}/absences",
    response={201: AbsenceOut},
    url_name="announce_for",
    summary="Say when they are away",
)
def announce_for(request: HttpRequest, slug: str, code: str, wanted: AbsenceIn) -> Status[Absence]:
    """For managers, of somebody on the programme's staff."""
    person = get_object_or_404(reviewers.of(_run(request, slug)), code=code)
    return Status(201, operations.announce(person, by=request.user, **wanted.dict()))


def _run(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.run_by(request.user), slug=slug)


def _described(request: HttpRequest, person: Any, wanted: ReviewerIn) -> dict[str, Any]:
    expertise = {one.tag: one.level for one in wanted.expertise}
    given: dict[str, Any] = {
        "bio": wanted.bio,
        "country": wanted.country,
        "languages_read": wanted.languages,
        "max_load": wanted.max_load,
        "phone": wanted.phone,
        "expertise": expertise,
    }
    operations.describe(person, by=request.user, **given)
    return _told(reviewers.one(person))
