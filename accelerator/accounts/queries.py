"""Reads used twice: the operator's settings, people as the People screen lists them, invitations that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from accelerator.accounts import roles
from accelerator.accounts.models import (
    ApiToken,
    Invitation,
    InvitationQuerySet,
    OperatorSettings,
    Organisation,
    Person,
    PersonQuerySet,
)
from accelerator.accounts.points import Scope
from accelerator.kit import clock
from accelerator.kit.registered import registered

STATES = ("active", "suspended")
_UNASKED = object()
_SHORT = [one.name for one in OperatorSettings._meta.fields if one.name not in ("id", "introduction", "terms", "privacy")]


def settings() -> OperatorSettings:
    """The operator's settings, or their defaults before anybody set up the house. One query."""
    return OperatorSettings.objects.filter(pk=1).first() or OperatorSettings(pk=1)


def with_house(people: PersonQuerySet) -> PersonQuerySet:
    """With the row of the operator's settings, its long texts aside, as `house_row`: whoever is asked for opens a page of it."""
    row = OperatorSettings.objects.filter(pk=1).values(row=JSONObject(**{name: name for name in _SHORT}))
    return people.annotate(house_row=Subquery(row))


def house(request: HttpRequest) -> OperatorSettings:
    """The same for a page: with who is signed in it came along; long texts are asked when they are read."""
    known: Any = getattr(request.user, "house_row", _UNASKED)
    if known is _UNASKED:
        return settings()
    if known is None:
        return OperatorSettings(pk=1)
    values = (OperatorSettings._meta.get_field(name).to_python(known[name]) for name in _SHORT)  # type: ignore[union-attr]
    return OperatorSettings.from_db(DEFAULT_DB_ALIAS, ["id", *_SHORT], [1, *values])


def sessions(person: Person) -> list[UserSession]:
    """Where this person is signed in, the oldest first: sessions that neither ran out nor fell to a new password. Two queries."""
    known = list(UserSession.objects.filter(user=person).order_by("created_at", "id"))
    kept = Session.objects.filter(expire_date__gt=clock.now()).in_bulk([one.session_key for one in known])
    stand = {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
    proofs = {key: session.get_decoded().get(HASH_SESSION_KEY) for key, session in kept.items()}
    return [one for one in known if proofs.get(one.session_key) in stand]


def people(*, text: str = "", role: str = "", state: str = "") -> PersonQuerySet:
    """People by name, narrowed by what their name or address contains, a house-wide role they hold, and their standing."""
    found = Person.objects.with_standing().found(text.strip())
    if role in roles.ALL:
        found = found.filter(memberships__role=role, memberships__ended_at=None).distinct()
    if state in STATES:
        found = found.filter(is_active=state == "active")
    return found.order_by("name", "id")


def role_words(found: Sequence[Person], *, besides: str = "") -> dict[int, list[str]]:
    """What each of these people is anywhere but in the scope `besides`, in words, by person id. One query a scope."""
    words: dict[int, list[str]] = {person.pk: [] for person in found}
    for scope in registered("roles"):
        if scope.name == besides:
            continue
        for pk, labels in scope.labels(found).items():
            words[pk] += labels
    return words


def scope_named(name: str) -> Scope:
    """The registered scope of that name. Raises LookupError for one nobody registered."""
    for scope in registered("roles"):
        if scope.name == name:
            return scope  # type: ignore[no-any-return]
    raise LookupError(f"no scope {name!r} at the point 'roles'")


def invitation_for(code: str, person: Person) -> Invitation | None:
    """An invitation by its code, for who may invite into its scope; to everybody else it does not exist."""
    found = Invitation.objects.filter(code=code).first()
    if found is None:
        return None
    may = scope_named(found.scope).may_invite(by=person, scope_id=found.scope_id, role=found.role)
    return found if may else None


def invitation_notes(found: Invitation) -> list[str]:
    """What the areas say beside an invitation to who was invited: sentences."""
    return [said for tell in registered("invitation_notes") if (said := tell(found.scope, found.scope_id))]


def invitations(scope: str, *scope_ids: int) -> InvitationQuerySet:
    """Invitations into these scopes that nobody accepted or revoked, newest first."""
    return Invitation.objects.waiting().filter(scope=scope, scope_id__in=scope_ids).select_related("invited_by").order_by("-id")


def tokens(person: Person) -> Any:
    """This person's tokens that are not revoked, newest first."""
    return ApiToken.objects.filter(person=person, revoked_at=None).order_by("-id")


def admins() -> PersonQuerySet:
    """Who can manage people now: active people with a live admin role."""
    return Person.objects.filter(is_active=True, memberships__role="admin", memberships__ended_at=None)


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every role at every organisation as grouped choices; a value is `slug:role`. One query."""
    return [
        (place.name, [(f"{place.slug}:{role.name}", str(role.label)) for role in roles.of_kind(place.kind).values()])
        for place in Organisation.objects.order_by("kind", "name")
    ]


def organisations() -> Any:
    """The operator, then partners by name, each with `people`: how many hold a role there."""
    live = Count("memberships__person", filter=Q(memberships__ended_at=None), distinct=True)
    return Organisation.objects.annotate(people=live).order_by("kind", "name")
