"""Doors through which staff put things right: reopened for changes, closed before its time, restored after it was withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.applications import operations, serving
from accelerator.applications.forms import Reopen, Restore, Shorten
from accelerator.applications.models import Application
from accelerator.kit import arrived, wording
from accelerator.kit.answers import tried
from accelerator.programmes import queries as programmes


def _run(request: HttpRequest, number: str, may: str) -> Application:
    one = serving.seen(request.user, number)
    programmes.look_at_if_run(one.call, request.user, request)
    operations.require(one, may, by=request.user)
    return one


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Managers let the startup change what it sent."""
    one = _run(request, number, "reopen")
    at, form = arrived.at(request), Reopen(request.POST or None, call=one.call)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if tried(form, lambda: operations.reopen(one, by=request.user, at=at, **given)):
            told = wording.moment(given["until"], one.call.zone)
            messages.success(request, _("Open for changes until %(until)s. The startup is told.") % {"until": told})
            return redirect(one)
    return _asked(request, "reopen", one, form, takes=one.takes(at))


@login_required
@require_http_methods(["GET", "POST"])
def shorten(request: HttpRequest, number: str) -> HttpResponse:
    """Managers end before its time what they reopened."""
    one = _run(request, number, "reopen")
    at, form = arrived.at(request), Shorten(request.POST or None, call=one.call)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if tried(form, lambda: operations.shorten(one, by=request.user, at=at, **given)):
            told = {"until": wording.moment(one.closes_at(), one.call.zone)}
            said = _("Open for changes until %(until)s only. The startup is told.") % told
            messages.success(request, said if one.closes_at() > at else _("Closed for changes. The startup is told."))
            return redirect(one)
    return _asked(request, "shorten", one, form)


@login_required
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, number: str) -> HttpResponse:
    """Managers put what was withdrawn back into the round."""
    one = _run(request, number, "restore")
    at, form = arrived.at(request), Restore(request.POST or None)
    valid = request.method == "POST" and form.is_valid()
    if valid and tried(form, lambda: operations.restore(one, by=request.user, at=at, **form.cleaned_data)):
        messages.success(request, _("%(number)s stands again. The startup is told.") % {"number": one.number})
        return redirect(one)
    return _asked(request, "restore", one, form)


def _asked(request: HttpRequest, page: str, one: Application, form: Any, **more: Any) -> HttpResponse:
    context = {"application": one, "form": form, "closes": wording.moment(one.closes_at(), one.call.zone), **more}
    return render(request, f"accelerator/applications/{page}.html", context, status=422 if form.errors else 200)
