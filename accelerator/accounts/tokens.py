"""Who a program acts as: a bearer token of a person, or the person's own signed-in browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from accelerator.accounts import allowances, safety, scopes
from accelerator.accounts.models import ApiToken, Person
from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden

_STALE = timedelta(minutes=5)


class Token(HttpBearer):
    """The door of a noun of the API: opens to tokens with its scope, and to whoever is signed in in a browser.

    A token is looked up by digest; expired, revoked, unknown, a suspended person's: all just invalid.
    """

    def __init__(self, noun: str, *, changes: bool) -> None:
        super().__init__()
        self.noun, self.changes = noun, changes

    def needed(self, method: str) -> str:
        """The scope it asks of a token: "applications:read"."""
        return scopes.needed(self.noun, method if self.changes else scopes.READING[0])

    def __call__(self, request: HttpRequest) -> Any:
        """The person, who stays the request's; None where nobody may pass. Counts towards the limit once a request."""
        if not hasattr(request, "auth"):
            who = super().__call__(request) if self.header in request.headers else signed_in(request)
            if who is None:
                allowances.count_unknown(request)
                return None
            request.auth = who  # type: ignore[attr-defined]  # as ninja calls it
        return request.auth  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = ApiToken.objects.usable().filter(digest=codes.digest(token)).first()
        person = Person.objects.with_standing().filter(pk=found.person_id).first() if found else None
        if found is None or person is None or safety.lacks_factor(person):
            return None
        allowances.count(request, f"token {found.pk}")
        scope = self.needed(request.method or "")
        if scope not in found.scopes:
            raise Forbidden(_("This token lacks the scope %(scope)s.") % {"scope": scope})
        at = clock.now()
        if found.last_used_at is None or at - found.last_used_at > _STALE:
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
        request.user = person
        return person


def scope(noun: str, *, changes: bool = True) -> Token:
    """What a router or an endpoint names as its `auth`. What is sent much to and `changes` nothing is for tokens that read."""
    if noun not in scopes.NOUNS:
        raise LookupError(f"{noun} is no noun of accounts.scopes")
    return Token(noun, changes=changes)


def signed_in(request: HttpRequest) -> Any:
    """The session's person. Writing by session needs the CSRF token, as any form does."""
    if not request.user.is_authenticated:
        return None
    allowances.count(request, f"person {request.user.pk}")
    if request.method not in scopes.READING and check_csrf(request) is not None:
        raise HttpError(403, _("The CSRF token is missing or wrong."))
    return request.user
