"""Small questions about requests and standing that several doors ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accelerator.accounts import queries
from accelerator.accounts.models import OperatorSettings, Person


def is_ours(url: str, request: HttpRequest) -> bool:
    """Whether a redirect to `url` stays on this host and scheme."""
    return url.isprintable() and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def house(request: HttpRequest) -> OperatorSettings:
    """The operator's settings, asked once a request."""
    return getattr(request, "house", None) or queries.settings()


def onward(request: HttpRequest, otherwise: str) -> str:
    """The address in `next` of a form or query, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_ours(wanted, request) else otherwise


def needs_factor(person: Person) -> bool:
    """Whether this person must have a second factor: who works for the operator, save the demo's people in the demo."""
    if not settings.MFA_REQUIRED_FOR_OPERATORS or (person.is_demo and settings.DEMO):
        return False
    return person.is_operator()


def lacks_factor(person: Person) -> bool:
    """Whether a second factor is needed and not there. `person` was loaded with standing."""
    return needs_factor(person) and not person.has_factor
