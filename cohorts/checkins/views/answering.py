"""A check-in, signed in: its people write it while it is open, and whoever works with the startup reads what they may of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, arrived
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires.onepage import Posted
from cohorts.checkins import operations, queries, sights, writing
from cohorts.checkins.models import CheckIn


def seen(request: SignedIn, code: str) -> CheckIn:
    """One that has opened, and that this reader knows of."""
    rows = CheckIn.objects.visible_to(request.user).exclude(state=CheckIn.State.PLANNED).select_related(*queries.WHOLE)
    return get_object_or_404(rows, code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: SignedIn, code: str) -> HttpResponse:
    found, at = seen(request, code), arrived.at(request)
    writes = found.state == CheckIn.State.OPEN and request.user.has_perm("checkins.write", found)
    if request.method == "POST":
        try:
            posted = writing.take(found, request.POST, by=request.user, at=at)
        except Refusal as refusal:
            return _unkept(request, code, refusal)
        if posted.status == 302:
            messages.success(request, _("Sent. Thank you.") if posted.is_done else writing.saved())
            return redirect("check_ins" if posted.is_done else found)
        return _form(request, seen(request, code), posted)
    return _form(request, found) if writes else _read(request, found)


def _unkept(request: SignedIn, code: str, refusal: Refusal) -> HttpResponse:
    """The check-in as it is now, with what was written, to copy: somebody sent it meanwhile, or it is closed."""
    found = seen(request, code)
    labels = {one.key: one.label for section in writing.sections(found) for one in section.questions}
    said = {"refused": refusal.sentence, "written": writing.written(request.POST, labels)}
    return _read(request, found, status=refusal.status, **said)


def _read(request: SignedIn, found: CheckIn, *, status: int = 200, **more: Any) -> HttpResponse:
    sight = sights.of(request.user, found.enrolment)[found.enrolment_id]
    corrections = list(found.corrections.select_related("by").order_by("number")) if found.corrected_at else []
    context = {
        "check_in": found,
        "reading": sights.reading(found, sight),
        "sight": sight,
        "last": corrections[-1] if corrections else None,
        "corrected": sights.corrected(found, corrections, sight),
        "may_correct": _may_correct(request, found, arrived.at(request)),
    }
    return answers.page(request, "cohorts/checkins/read.html", context | more, status=status)


def _may_correct(request: SignedIn, found: CheckIn, at: datetime) -> bool:
    sent = found.state == CheckIn.State.SENT and request.user.has_perm("checkins.write", found)
    return bool(sent) and at < operations.corrects_until(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedIn, code: str) -> HttpResponse:
    """What was sent, to be corrected as a whole: nothing is changed before it is posted, and all of it or nothing then."""
    found, at, posted = seen(request, code), arrived.at(request), None
    if not request.user.has_perm("checkins.write", found):
        raise Forbidden(_("Owners and members of the startup write its check-ins while it is in the cohort."))
    if request.method != "POST" and not _may_correct(request, found, at):
        return redirect(found)
    if request.method == "POST":
        try:
            posted = writing.correct(found, request.POST, by=request.user, at=at)
        except Refusal as refusal:
            return _unkept(request, code, refusal)
        if posted.is_done:
            messages.success(request, _("Corrected. Whoever reads it sees that it was."))
            return redirect(found)
    shown = seen(request, code)
    context = writing.correcting(shown, until=operations.corrects_until(shown), posted=posted)
    return answers.page(request, "cohorts/checkins/correct.html", context, status=posted.status if posted else 200)


def _form(request: SignedIn, found: CheckIn, posted: Posted | None = None) -> HttpResponse:
    context = writing.page(found, at=arrived.at(request), posted=posted)
    context |= {"save_url": reverse("check_in_sheet", args=[found.code]), "back": reverse("check_ins")}
    status = posted.status if posted else 200
    return answers.page(request, "cohorts/checkins/answer.html", context, status=status)


@login_required
@require_http_methods(["PATCH"])
def sheet(request: SignedIn, code: str) -> HttpResponse:
    """The autosave: {"changes": [{name, value, version}], "language", "form"}; docs/components.md tells the answers."""
    response: HttpResponse = writing.patch(seen(request, code), request, by=request.user, at=arrived.at(request))
    return response
