"""A person's calendar: its private address, and what stands behind it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts import allowances, feeding
from accelerator.accounts.requests import SignedIn
from accelerator.kit import downloads, limiter


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: SignedIn) -> HttpResponse:
    """The new address stands in the answer to the form itself, once; nothing keeps it."""
    address = feeding.make(request.user, by=request.user) if request.method == "POST" else ""
    context = {"address": address, "feed": feeding.of(request.user)}
    response = render(request, "accelerator/accounts/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def revoke(request: SignedIn) -> HttpResponse:
    feeding.revoke(request.user, by=request.user)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendar_feed")


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, to whoever holds its address: without a session. What opens none is missing, whyever."""
    limiter.spend("calendar_read", secret, most=60, seconds=600)
    person = feeding.reader(secret)
    if person is None:
        limiter.spend("calendar_missed", allowances.address(request), most=60, seconds=600)
        raise Http404
    body, mark = feeding.file(person)
    tag = f'"{mark}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = downloads.attached(HttpResponse(body, content_type="text/calendar; charset=utf-8"), "slipway.ics")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response
