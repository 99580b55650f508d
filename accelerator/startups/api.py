"""Startups and their members, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.accounts.api import InvitationOut, Paging
from accelerator.kit.refusals import Refusal
from accelerator.startups import forms, operations, queries
from accelerator.startups.models import Member, Startup

router = Router(tags=["startups"])


class Unfit(Refusal):
    """A field that cannot be kept as it was sent."""

    status = 422


class StartupBrief(Schema):
    slug: str = Field(description="stands in addresses; never changes")
    name: str
    one_liner: str
    country: str = Field(description="ISO 3166 code of two letters, or empty")
    website: str

    @staticmethod
    def resolve_country(startup: Startup) -> str:
        return str(startup.country.code or "")


class StartupOut(StartupBrief):
    former_names: list[str] = Field(description="names it had, oldest first")
    description: str
    location: str
    sector: str
    tags: list[str]
    founded_on: date | None
    team_size: int | None = Field(description="people in total, where known")
    merged_into: str | None = Field(description="slug of the record that stays, where this one was a duplicate")

    @staticmethod
    def resolve_merged_into(startup: Startup) -> str | None:
        return startup.merged_into.slug if startup.merged_into else None


class Startups(Schema):
    count: int = Field(description="how many there are in all")
    items: list[StartupBrief]


class StartupIn(Schema):
    name: str | None = None
    one_liner: str | None = None
    description: str | None = None
    website: str | None = None
    country: str | None = Field(None, description="ISO 3166 code of two letters")
    location: str | None = None
    sector: str | None = None
    tags: list[str] | None = None
    founded_on: date | None = None
    team_size: int | None = None


class MemberOut(Schema):
    code: str = Field(description="the person's code")
    name: str
    role: str = Field(description="owner, member or viewer")
    since: datetime

    @staticmethod
    def resolve_code(member: Member) -> str:
        return str(member.person.code)

    @staticmethod
    def resolve_name(member: Member) -> str:
        return str(member.person)

    @staticmethod
    def resolve_since(member: Member) -> datetime:
        return member.created_at


class InviteIn(Schema):
    email: str
    role: str = Field("member", description="owner, member or viewer")


def _seen(request: HttpRequest, slug: str) -> Startup:
    return get_object_or_404(Startup.objects.visible_to(request.user).select_related("merged_into"), slug=slug)


def _cleaned(wanted: StartupIn, startup: Startup) -> dict[str, Any]:
    """What was sent, passed through the form that people use."""
    sent = wanted.dict(exclude_unset=True)
    known = {field: getattr(startup, field) for field in operations.PROFILE} | sent
    known["tags"] = ", ".join(known["tags"] or [])
    form = forms.Profile({field: "" if value is None else str(value) for field, value in known.items()}, instance=Startup())
    for field in sent:
        for sentence in form.errors.get(field, []):
            raise Unfit(str(sentence), field=field)
    return {field: form.cleaned_data[field] for field in sent}


@router.get("/startups", response=Startups, summary="Startups you may see, by name")
def startups(request: HttpRequest, paging: Query[Paging], search: str = "") -> dict[str, object]:
    """`search` looks in present and former names. Records merged into another are left out."""
    found = Startup.objects.visible_to(request.user).standing().found(search.strip()).order_by("name", "id")
    return {"count": found.count(), "items": list(found[paging.offset : paging.offset + paging.limit])}


@router.post("/startups", response={201: StartupOut}, summary="Add a startup that you own")
def create(request: HttpRequest, wanted: StartupIn) -> Status[Startup]:
    return Status(201, operations.create(by=request.user, **{"name": ""} | _cleaned(wanted, Startup())))


@router.get("/startups/{slug}", response=StartupOut, summary="One startup")
def one(request: HttpRequest, slug: str) -> Startup:
    return _seen(request, slug)


@router.patch("/startups/{slug}", response=StartupOut, summary="Change a profile")
def change(request: HttpRequest, slug: str, wanted: StartupIn) -> Startup:
    """Only the fields that are sent. Needs to be an owner or a member of the startup."""
    startup = _seen(request, slug)
    operations.change(startup, by=request.user, **_cleaned(wanted, startup))
    return _seen(request, slug)


@router.get("/startups/{slug}/members", response=list[MemberOut], summary="Who belongs to a startup")
def members(request: HttpRequest, slug: str) -> object:
    return queries.members(_seen(request, slug))


@router.post("/startups/{slug}/invitations", response={201: InvitationOut}, summary="Invite somebody to a startup")
def invite(request: HttpRequest, slug: str, wanted: InviteIn) -> Status[object]:
    """Needs to own the startup. Mails a link that works once."""
    return Status(201, operations.invite(_seen(request, slug), email=wanted.email, role=wanted.role, by=request.user))


@router.delete("/startups/{slug}/members/{code}", response={204: None}, summary="End a membership")
def end(request: HttpRequest, slug: str, code: str) -> Status[None]:
    """An owner ends anybody's, everybody their own; the last owner stays."""
    live = Member.objects.live().select_related("startup", "person")
    member = get_object_or_404(live, startup=_seen(request, slug), person__code=code)
    operations.end(member, by=request.user)
    return Status(204, None)
