"""Oneself, people, invitations and tokens, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.accounts import feeding, operations, policies, queries
from accelerator.accounts.models import Invitation, Organisation, Person
from accelerator.accounts.requests import SignedIn
from accelerator.accounts.tokens import scope
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given

router, people_router = Router(tags=["account"]), Router(tags=["people"])
router.add_router("", people_router, auth=scope("people"), tags=["people"])


class Me(Schema):
    code: str = Field(description="stands in addresses; never changes")
    email: str
    name: str
    language: str
    zone: str = Field(description="IANA time zone")
    roles: list[str] = Field(description="names of house-wide roles")


class PersonOut(Me):
    state: str = Field(description="active or suspended")
    last_sign_in_at: datetime | None = Field(description="UTC")


class InvitationOut(Schema):
    code: str
    email: str
    scope: str = Field(description="organisation, startup or programme")
    scope_label: str
    role: str
    state: str = Field(description="invited or expired")
    expires_at: datetime


class InvitationIn(Given):
    email: str = Field(description="who is invited")
    organisation: str = Field(description="slug of the operator or partner organisation")
    role: str = Field(description="name of a role there, such as auditor")


class TokenOut(Schema):
    code: str
    name: str
    scopes: list[str] = Field(description="what it is let into, such as applications:read")
    expires_at: datetime | None
    last_used_at: datetime | None


class FeedOut(Schema):
    address: str = Field(description="of the calendar file, right after it was made; empty later")
    made_at: datetime | None = Field(description="UTC; null without an address")
    last_read_at: datetime | None


def _me(person: Person) -> dict[str, object]:
    return {
        "code": person.code,
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "zone": str(person.zone),
        "roles": list(person.house_roles()),
    }


def _person(person: Person) -> dict[str, object]:
    state = "active" if person.is_active else "suspended"
    return {**_me(person), "state": state, "last_sign_in_at": person.last_login}


@router.get("/me", response=Me, summary="Who the token acts for")
def me(request: SignedIn) -> dict[str, object]:
    return _me(request.user)


@people_router.get("/people", response=Listed[PersonOut], summary="People, by name")
def people(request: SignedIn, paging: Query[Paging], search: str = "", role: str = "", state: str = "") -> dict[str, object]:
    """Needs people.manage. `search` looks in names and addresses; `role` is a house-wide role; `state` active or suspended."""
    policies.require("people.manage", request.user)
    found = queries.people(text=search, role=role, state=state)
    return paging.cut(found, ["name", "id"], each=_person)


@people_router.get("/invitations", response=Listed[InvitationOut], summary="Invitations to the operator and to partners")
def invitations(request: SignedIn, paging: Query[Paging]) -> dict[str, object]:
    """Needs people.manage. Those that nobody accepted or withdrew, newest first."""
    policies.require("people.manage", request.user)
    return paging.cut(Invitation.objects.waiting().filter(scope="organisation"), ["-id"])


@people_router.post("/invitations", response={201: InvitationOut}, summary="Invite somebody")
def invite(request: SignedIn, wanted: InvitationIn) -> Status[Invitation]:
    """Needs people.manage. Mails a link that works once, for seven days."""
    policies.require("people.manage", request.user)
    organisation = get_object_or_404(Organisation, slug=wanted.organisation)
    invitation = operations.invite(
        scope="organisation",
        scope_id=organisation.pk,
        scope_label=str(organisation),
        role=wanted.role,
        email=wanted.email,
        by=request.user,
    )
    return Status(201, invitation)


@people_router.delete("/invitations/{code}", response={204: None}, summary="Withdraw an invitation")
def revoke(request: SignedIn, code: str) -> Status[None]:
    """The link stops working. Needs the right to invite into its scope."""
    invitation = queries.invitation_for(code, request.user)
    if invitation is None:
        raise Http404
    operations.revoke(invitation, by=request.user)
    return Status(204, None)


@router.get("/calendar-feed", response=FeedOut, summary="Whether your calendar has an address")
def calendar_feed(request: SignedIn) -> dict[str, object]:
    return _feed(request.user, "")


@router.post("/calendar-feed", response={201: FeedOut}, summary="Make the address of your calendar")
def make_calendar_feed(request: SignedIn) -> Status[dict[str, object]]:
    """A new address, told this once; one that there was opens nothing any more."""
    return Status(201, _feed(request.user, feeding.make(request.user, by=request.user)))


@router.delete("/calendar-feed", response={204: None}, summary="Take the address of your calendar away")
def revoke_calendar_feed(request: SignedIn) -> Status[None]:
    feeding.revoke(request.user, by=request.user)
    return Status(204, None)


def _feed(person: Person, address: str) -> dict[str, object]:
    feed = feeding.of(person)
    return {"address": address, "made_at": feed and feed.made_at, "last_read_at": feed and feed.last_read_at}


@router.get("/tokens", response=Listed[TokenOut], summary="Your tokens, newest first")
def tokens(request: SignedIn, paging: Query[Paging]) -> dict[str, object]:
    """Tokens are made in the browser only, where you prove once more who you are."""
    return paging.cut(queries.tokens(request.user), ["-id"])


@router.delete("/tokens/{code}", response={204: None}, summary="Revoke one of your tokens")
def revoke_token(request: SignedIn, code: str) -> Status[None]:
    token = get_object_or_404(queries.tokens(request.user), code=code)
    operations.revoke_token(token, by=request.user)
    return Status(204, None)
