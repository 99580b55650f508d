"""The door that a link opens: one form to one person without a session. It signs nobody in and shows nothing else.

Whoever is signed in in the same browser stays so and is looked at by nobody: the page is drawn as for a stranger, in the
words and by the clock of whom the link was sent to. A wrong link, a used, an old one and that of somebody who left answer alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.kit import arrived, codes, limiter
from accelerator.kit.refusals import Refusal
from cohorts.checkins import queries, writing
from cohorts.checkins.models import Link

_TRIES = {"most": 60, "seconds": 600}  # by one address: of links that open nothing
_USES = {"most": 600, "seconds": 600}  # of one link: a save every second


@require_http_methods(["GET", "HEAD", "POST", "PATCH"])
def door(request: HttpRequest, secret: str) -> HttpResponse:
    with _as_a_stranger(request):
        return _unseen(_answer(request, secret))


@contextmanager
def _as_a_stranger(request: HttpRequest) -> Iterator[None]:
    """Nothing in here knows who is signed in."""
    reader, request.user = request.user, AnonymousUser()
    try:
        yield
    finally:
        request.user = reader


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    link = queries.opened_by(secret)
    if link is None:
        limiter.spend("check_in", get_adapter().get_client_ip(request), **_TRIES)
        return _gone(request)
    limiter.spend("check_in_link", codes.digest(secret), **_USES)
    with translation.override(link.person.language), timezone.override(link.person.zone):
        try:
            return _opened(request, link)
        except Refusal as refusal:
            return _refused(request, secret, refusal)


def _refused(request: HttpRequest, secret: str, refusal: Refusal) -> HttpResponse:
    """What cannot be kept is said to the script. Of one that was sent meanwhile the link opens nothing."""
    if queries.opened_by(secret) is None:
        return _gone(request)
    if request.method != "PATCH":
        raise refusal
    return JsonResponse({"detail": str(refusal.sentence), "field": refusal.field}, status=refusal.status)


def _gone(request: HttpRequest) -> HttpResponse:
    if request.method == "PATCH":
        return JsonResponse({"detail": _("This link no longer opens the check-in. Sign in to go on.")}, status=404)
    context = {"messages": [], "written": writing.written(request.POST)}
    return render(request, "cohorts/checkins/gone.html", context, status=404)


def _opened(request: HttpRequest, link: Link) -> HttpResponse:
    at, found, posted = arrived.at(request), link.check_in, None
    if request.method == "PATCH":
        saved: HttpResponse = writing.patch(found, request, by=link.person, at=at)
        return saved
    if request.method == "POST":
        posted = writing.take(found, request.POST, by=link.person, at=at)
        if posted.status == 302:
            return redirect("check_in_sent") if posted.is_done else redirect(request.path)
        found.sheet.refresh_from_db()  # type: ignore[union-attr]  # an open one has a sheet
    context = writing.page(found, at=at, posted=posted)
    context |= {"save_url": request.path, "back": "", "messages": [], "by_link": True}
    return render(request, "cohorts/checkins/answer.html", context, status=posted.status if posted else 200)


def _unseen(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no search engine and no store is told it. No other site is either, as of every page of the house:
    it stands in no Referer but to the house itself, which under a stricter rule would refuse its own form as one from nowhere."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    return response


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Where a link leads once its check-in is sent: it says thank you and knows nobody."""
    with _as_a_stranger(request):
        return _unseen(render(request, "cohorts/checkins/sent.html", {"messages": []}))
