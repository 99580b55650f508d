"""Who a program acts as: a bearer token of a person, or the person's own signed-in browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from accelerator.accounts.models import ApiToken
from accelerator.kit import clock, codes

_STALE = timedelta(minutes=5)


class ApiKey(HttpBearer):
    """A token is looked up by digest; an expired, revoked or unknown one and a suspended person's are all just invalid."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        at = clock.now()
        found = (
            ApiToken.objects.select_related("person")
            .filter(
                Q(expires_at=None) | Q(expires_at__gt=at), digest=codes.digest(token), revoked_at=None, person__is_active=True
            )
            .first()
        )
        if found is None:
            return None
        if found.last_used_at is None or at - found.last_used_at > _STALE:
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
        request.user = found.person
        return found.person


def signed_in(request: HttpRequest) -> Any:
    """The session's person. Writing by session needs the CSRF token, as any form does."""
    if not request.user.is_authenticated:
        return None
    if request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request) is not None:
        raise HttpError(403, "The CSRF token is missing or wrong.")
    return request.user
