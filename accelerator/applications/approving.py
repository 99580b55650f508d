"""Doors of the second pair of eyes: approval is asked for, given, or refused with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.applications import approvals, operations, serving
from accelerator.applications.forms import SendBack
from accelerator.applications.models import SignOff
from accelerator.kit import answers, arrived


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    one = serving.seen(request.user, number)
    try:
        operations.ask(one, by=request.user, at=arrived.at(request))
    except operations.Incomplete:
        return redirect("application_submit", number)  # which lists every question with its remedy
    names = ", ".join(person.name for person in approvals.approvers(one, request.user))
    messages.success(request, _("Asked: %(names)s.") % {"names": names})
    return redirect("application_submit", number)


@login_required
@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Submits what was on the approver's screen."""
    waiting, at = _waiting(request, code), arrived.at(request)
    seen, agreed = request.POST.get("seen", ""), "update_startup" in request.POST
    return redirect(operations.approve(waiting, seen=seen, by=request.user, arrived_at=at, update_startup=agreed))


@login_required
@require_POST
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    waiting = _waiting(request, code)
    given = answers.given(SendBack(request.POST))
    operations.send_back(waiting, **given, by=request.user, at=arrived.at(request))
    messages.success(request, _("Returned to %(name)s with your comment.") % {"name": waiting.asked_by})
    return redirect("application_submit", waiting.application.number)


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    waiting = _waiting(request, code)
    operations.take_back_request(waiting, by=request.user, at=arrived.at(request))
    messages.success(request, _("Taken back. Nobody need approve it any more."))
    return redirect("application_submit", waiting.application.number)


def _waiting(request: HttpRequest, code: str) -> SignOff:
    found = SignOff.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("application__startup", "application__call", "asked_by"), code=code)
