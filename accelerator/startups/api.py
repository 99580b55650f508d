"""Startups and their members, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.accounts.api import InvitationOut
from accelerator.kit.answers import Unfit
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given, Line
from accelerator.startups import api_chapters, api_transfers, forms, operations, queries
from accelerator.startups.models import Link, Location, Member, Startup
from accelerator.startups.signs import Likeness

router = Router(tags=["startups"])
router.add_router("", api_transfers.router)
router.add_router("", api_chapters.router)


class StartupBrief(Schema):
    slug: str = Field(description="stands in addresses; never changes")
    name: str
    one_liner: str
    country: str = Field(description="ISO 3166 code of two letters, or empty")
    website: str

    @staticmethod
    def resolve_country(startup: Startup) -> str:
        return str(startup.country.code or "")


class LinkSaid(Given):
    kind: str = Field(description="product, code, linkedin, video, press or other")
    url: str


class LocationSaid(Given):
    place: Line = ""
    country: str = Field(description="ISO 3166 code of two letters")


class LocationOut(Schema):
    place: str
    country: str = Field(description="ISO 3166 code of two letters")

    @staticmethod
    def resolve_country(location: Location) -> str:
        return str(location.country)


class StartupOut(StartupBrief):
    former_names: list[str] = Field(description="names it had, oldest first")
    description: str
    location: str = Field(description="its main place, in `country`")
    locations: list[LocationOut] = Field(description="further places")
    links: list[LinkSaid]
    stage: str = Field(description="idea, prototype, users, revenue, growth, or empty")
    registration_country: str = Field(description="whose register gave the number; ISO 3166 code of two letters, or empty")
    registration_number: str = Field(description="in Singapore the UEN")
    sector: str
    tags: list[str]
    founded_on: date | None
    team_size: int | None = Field(description="people in total, where known")
    zone: str = Field(description="IANA name of where its days begin and end; empty: as its cohort's")
    merged_into: str | None = Field(description="slug of the record that stays, where this one was a duplicate")

    @staticmethod
    def resolve_registration_country(startup: Startup) -> str:
        return str(startup.registration_country or "")

    @staticmethod
    def resolve_zone(startup: Startup) -> str:
        return str(startup.zone or "")

    @staticmethod
    def resolve_links(startup: Startup) -> list[Link]:
        return list(startup.links.order_by("id"))

    @staticmethod
    def resolve_locations(startup: Startup) -> list[Location]:
        return list(startup.locations.order_by("id"))

    @staticmethod
    def resolve_merged_into(startup: Startup) -> str | None:
        return startup.merged_into.slug if startup.merged_into else None


class StartupIn(Given):
    name: Line | None = None
    one_liner: Line | None = None
    description: str | None = None
    website: Line | None = None
    country: str | None = Field(None, description="ISO 3166 code of two letters")
    location: Line | None = None
    stage: str | None = Field(None, description="idea, prototype, users, revenue or growth")
    registration_country: str | None = Field(None, description="ISO 3166 code of two letters")
    registration_number: Line | None = Field(None, description="a UEN is checked by its public form")
    sector: Line | None = None
    tags: list[Line] | None = None
    founded_on: date | None = None
    team_size: int | None = None
    zone: str | None = Field(None, description="IANA name, such as Europe/London; null or empty: as its cohort's")


class StartupChange(StartupIn):
    links: list[LinkSaid] | None = Field(None, description="in place of all that were there", max_length=10)
    locations: list[LocationSaid] | None = Field(None, description="in place of all that were there", max_length=10)


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


class InviteIn(Given):
    email: str
    role: str = Field("member", description="owner, member or viewer")


class RoleIn(Given):
    role: Literal["owner", "member", "viewer"]


class LikenessOut(Schema):
    first: str = Field(description="slug of one of the two")
    second: str = Field(description="slug of the other")
    kind: str = Field(description="registration, founder, domain or name")
    said: str = Field(description="what they have in common; of a person the code")
    similarity: float = Field(description="1 for the same, less for names that are only alike")

    @staticmethod
    def resolve_first(likeness: Likeness) -> str:
        return str(likeness.first.slug)

    @staticmethod
    def resolve_second(likeness: Likeness) -> str:
        return str(likeness.second.slug)


class ApartIn(Given):
    other: str = Field(description="slug of the other startup")
    why: str = Field(description="how you know that they are two", max_length=500)


class DoubtIn(Given):
    other: str = Field(description="slug of the other startup")


class MergeIn(Given):
    duplicate: str = Field(description="slug of the record that was a duplicate")
    why: str = Field(description="why they are one startup; the owners of both read it", max_length=500)


def _seen(request: HttpRequest, slug: str) -> Startup:
    return get_object_or_404(Startup.objects.visible_to(request.user).select_related("merged_into"), slug=slug)


def _kept(request: HttpRequest, slug: str) -> Startup:
    return get_object_or_404(Startup.objects.kept_by(request.user).select_related("merged_into"), slug=slug)


def _cleaned(wanted: StartupIn, startup: Startup) -> dict[str, Any]:
    """What was sent, passed through the forms that people use."""
    sent = wanted.dict(exclude_unset=True)
    kinds: dict[str, Any] = {"links": forms.LinkRow, "locations": forms.LocationRow}
    rows = {name: _rows(name, row, sent.pop(name) or []) for name, row in kinds.items() if name in sent}
    known = {field: getattr(startup, field) for field in operations.PROFILE} | sent
    known["tags"] = ", ".join(known["tags"] or [])
    form = forms.Profile({field: "" if value is None else str(value) for field, value in known.items()}, instance=Startup())
    for field in sent:
        for sentence in form.errors.get(field, []):
            raise Unfit(str(sentence), field=field)
    return {field: form.cleaned_data[field] for field in sent} | rows


def _rows(name: str, row: type[forms.LinkRow] | type[forms.LocationRow], sent: list[dict[str, str]]) -> list[tuple[str, str]]:
    found = []
    for place, one in enumerate(sent):
        form = row(one)
        for field, sentences in form.errors.items():
            raise Unfit(str(sentences[0]), field=f"{name}.{place}.{field}")
        if (given := form.given()) is None:
            raise Unfit(_("This says nothing. Leave it out."), field=f"{name}.{place}")
        found.append(given)
    return found


@router.get("/startups", response=Listed[StartupBrief], summary="Startups you may see, by name")
def startups(request: HttpRequest, paging: Query[Paging], search: str = "") -> dict[str, object]:
    """`search` looks in present and former names. Records merged into another are left out."""
    found = Startup.objects.visible_to(request.user).standing().found(search.strip())
    return paging.cut(found, ["name", "id"])


@router.post("/startups", response={201: StartupOut}, summary="Add a startup that you own")
def create(request: HttpRequest, wanted: StartupIn) -> Status[Startup]:
    return Status(201, operations.create(by=request.user, **{"name": ""} | _cleaned(wanted, Startup())))


@router.get("/startups/duplicates", response=Listed[LikenessOut], summary="Signs that two startups are one, as they were found")
def duplicates(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Between startups whose records you keep, of which nobody said that they are two."""
    rows = Likeness.objects.kept_by(request.user).filter(apart=None).select_related("first", "second")
    return paging.cut(rows, ["id"])


@router.get("/startups/{slug}", response=StartupOut, summary="One startup")
def one(request: HttpRequest, slug: str) -> Startup:
    return _seen(request, slug)


@router.patch("/startups/{slug}", response=StartupOut, summary="Change a profile")
def change(request: HttpRequest, slug: str, wanted: StartupChange) -> Startup:
    """Only the fields that are sent. Needs to be an owner or a member of the startup."""
    startup = _seen(request, slug)
    operations.change(startup, by=request.user, **_cleaned(wanted, startup))
    return _seen(request, slug)


@router.post("/startups/{slug}/apart", response={204: None}, summary="Say that two startups are two")
def apart(request: HttpRequest, slug: str, wanted: ApartIn) -> Status[None]:
    """The signs known now are settled; a new kind of sign brings the two up again."""
    operations.tell_apart(_kept(request, slug), _kept(request, wanted.other), by=request.user, why=wanted.why)
    return Status(204, None)


@router.post("/startups/{slug}/doubt", response={204: None}, summary="Bring two that were told apart up again")
def doubt(request: HttpRequest, slug: str, wanted: DoubtIn) -> Status[None]:
    operations.doubt(_kept(request, slug), _kept(request, wanted.other), by=request.user)
    return Status(204, None)


@router.post("/startups/{slug}/merge", response=StartupOut, summary="Merge a duplicate into a startup")
def merge(request: HttpRequest, slug: str, wanted: MergeIn) -> Startup:
    """For operator admins and managers of programmes that both applied to. Nothing is deleted; `unmerge` takes it back whole."""
    into, duplicate = _kept(request, slug), _kept(request, wanted.duplicate)
    operations.merge(duplicate, into=into, by=request.user, why=wanted.why)
    return into


@router.post("/startups/{slug}/unmerge", response=StartupOut, summary="Undo the merge of a duplicate")
def unmerge(request: HttpRequest, slug: str) -> Startup:
    """`slug` names the duplicate, which is a startup of its own again."""
    duplicate = _kept(request, slug)
    operations.unmerge(duplicate, by=request.user)
    duplicate.refresh_from_db()
    return duplicate


@router.get("/startups/{slug}/members", response=Listed[MemberOut], summary="Who belongs to a startup, as they joined")
def members(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    return paging.cut(queries.members(_seen(request, slug)), ["id"])


@router.post("/startups/{slug}/invitations", response={201: InvitationOut}, summary="Invite somebody to a startup")
def invite(request: HttpRequest, slug: str, wanted: InviteIn) -> Status[object]:
    """Needs to own the startup. Mails a link that works once."""
    return Status(201, operations.invite(_seen(request, slug), email=wanted.email, role=wanted.role, by=request.user))


@router.patch("/startups/{slug}/members/{code}", response=MemberOut, summary="Give a member another role")
def change_role(request: HttpRequest, slug: str, code: str, wanted: RoleIn) -> Member:
    """Needs to own the startup. The last owner stays one."""
    member = _member(request, slug, code)
    operations.change_role(member, role=wanted.role, by=request.user)
    return _member(request, slug, code)


@router.delete("/startups/{slug}/members/{code}", response={204: None}, summary="End a membership")
def end(request: HttpRequest, slug: str, code: str) -> Status[None]:
    """An owner ends anybody's, everybody their own; the last owner stays."""
    operations.end(_member(request, slug, code), by=request.user)
    return Status(204, None)


def _member(request: HttpRequest, slug: str, code: str) -> Member:
    member = queries.member(_seen(request, slug), code)
    if member is None:
        raise Http404
    return member
