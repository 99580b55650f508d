"""What every request of a signed-in person passes: standing, session limits, documents, second factor, language and zone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accelerator.accounts import queries, safety
from accelerator.kit import clock, languages
from accelerator.kit.addresses import reverse
from accelerator.kit.middleware import refused, wants_data
from accelerator.kit.refusals import Forbidden

# Probes ask the process, not a person.
_PROBES = ("/healthz", "/readyz", "/status.json")
_ALWAYS_OPEN = {"accept", "terms", "privacy", "logo", "theme", "language", "account_logout"}
_OPEN_FOR_SETUP = _ALWAYS_OPEN | {"account_reauthenticate", "account_set_password"}
_ASKS_BY_ITSELF = {"application_beside"}  # pages do while nobody is at them: it keeps nobody signed in
_TOUCH_EVERY = 60  # seconds between notes of when somebody was last here


class Person:
    """Signs out who may not be here, asks for what is owed first, and speaks the person's language on the person's clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in _PROBES:
            return self.get_response(request)
        request.house = SimpleLazyObject(partial(queries.house, request))  # type: ignore[attr-defined]  # asked if anybody looks
        request.user = get_user(request)  # found for every page; a promise of them would be asked a hundred times
        _end_dead_session(request)
        language = _language(request)
        request.LANGUAGE_CODE = language
        likes = languages.reading(request.headers.get("Accept-Language", ""), request.session.get(languages.CHOSEN, ""))
        with likes, translation.override(language), timezone.override(_zone(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path in _PROBES:
            return None
        if not request.user.is_authenticated:
            if not request.path.startswith("/api/"):
                timezone.activate(request.house.zone)  # type: ignore[attr-defined]
            return None
        if request.headers.get("X-Person") not in (None, request.user.code):
            return _somebody_else()
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in _ASKS_BY_ITSELF:
            _touch(request)
        if request.user.owes_acceptance and name not in _ALWAYS_OPEN:
            return _first(request, "accept", _("Accept the terms and the privacy notice first."))
        if safety.lacks_factor(request.user) and not (name.startswith("mfa_") or name in _OPEN_FOR_SETUP):
            return _first(request, "mfa_index", _("Your role needs a second factor. Set one up to go on."))
        return None


def _end_dead_session(request: HttpRequest) -> None:
    """Ends the session of a suspended person (nobody is found for it) and one that outlived the limits for operators."""
    if request.user.is_authenticated:
        if request.user.is_operator() and _outlived(request):
            auth.logout(request)
    elif auth.SESSION_KEY in request.session:
        request.session.flush()


def _outlived(request: HttpRequest) -> bool:
    at = clock.now().timestamp()
    idle = at - request.session.get("seen", at)
    life = at - request.session.get("since", at)
    return bool(idle > settings.STAFF_SESSION_IDLE or life > settings.STAFF_SESSION_LIFE)


def _touch(request: HttpRequest) -> None:
    at = int(clock.now().timestamp())
    if at - request.session.get("seen", 0) >= _TOUCH_EVERY:
        request.session.setdefault("since", at)
        request.session["seen"] = at
        UserSession.objects.create_from_request(request)


def _language(request: HttpRequest) -> str:
    wanted = request.user.language if request.user.is_authenticated else translation.get_language_from_request(request)
    try:
        return translation.get_supported_language_variant(wanted)
    except LookupError:
        return settings.LANGUAGE_CODE


def _zone(request: HttpRequest) -> Any:
    return request.user.zone if request.user.is_authenticated else None


def _somebody_else() -> HttpResponse:
    """Refuses what a page sends that was drawn for another than is signed in now: it is theirs, and waits for them."""
    detail = _("Somebody else is signed in now.")
    return JsonResponse({"detail": detail}, status=401, headers={"HX-Trigger": "slipway:somebody-else"})


def _first(request: HttpRequest, where: str, sentence: str) -> HttpResponse:
    """Leads a page to what must be done first, and back; refuses programs and fragments, and acts."""
    if wants_data(request) or request.path.startswith("/api/") or request.method not in ("GET", "HEAD"):
        return refused(request, Forbidden(sentence))
    messages.warning(request, sentence)
    return redirect(f"{reverse(where)}?{urlencode({'next': request.get_full_path()})}")
