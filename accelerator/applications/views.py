"""Doors to applications: the page of one, submitting, withdrawing. writing.py has the editor's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.applications import earlier, editor, operations, policies, queries, starting
from accelerator.applications.models import Application
from accelerator.kit import arrived
from accelerator.kit.refusals import Forbidden
from accelerator.kit.registered import registered
from accelerator.questionnaires import queries as reads
from accelerator.startups import queries as startups


def _visible(request: HttpRequest, number: str) -> Application:
    found = Application.objects.visible_to(request.user).select_related(
        "call__programme", "startup", "sheet__version__questionnaire"
    )
    return get_object_or_404(found, number=number)


@login_required
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """The reader's startups' applications."""
    found = list(queries.own(request.user))
    standings = queries.standings(found, request.user)
    lines = [queries.line(one, standings[one.pk], arrived.at(request)) for one in found]
    return render(request, "accelerator/applications/list.html", {"lines": lines})


@login_required
@require_GET
def application(request: HttpRequest, number: str) -> HttpResponse:
    """For its members how far it is and what is next; for managers what was sent."""
    one = _visible(request, number)
    at, sent = arrived.at(request), one.last_submission()
    standing = queries.standings([one], request.user)[one.pk]
    role = startups.role(one.startup, request.user)
    belongs, submitted = bool(role), one.state == Application.State.SUBMITTED
    context = {
        "application": one,
        "screening": starting.screening_of(one),
        "standing": standing,
        "panels": [panel for answer in registered("application_panels") for panel in answer(one, standing)] if belongs else [],
        "steps": queries.steps(one, standing, at),
        "submission": sent,
        "since": earlier.compared(one, sent, by=request.user) if sent and not belongs else None,
        "belongs": belongs,
        "inquiries": list(one.inquiries.select_related("answered_by").order_by("-id")) if sent else [],
        "may_inquire": submitted and not belongs and request.user.has_perm("applications.inquire", one),
        "may_write": role in policies.WRITERS,
        "takes": queries.is_open(one, standing, at),
        "missing": queries.missing(one) if not sent else [],
        "reading": queries.reading(one, sent) if sent else [],
        "continue_url": queries.section_url(one, queries.first_section(one)),
        **editor.deadline(one.call, at, one.closes_at()),
    }
    return render(request, "accelerator/applications/application.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """What is missing, with the way there; or everything once more before it goes out."""
    one = _visible(request, number)
    if not request.user.has_perm("applications.submit", one):
        raise Forbidden(_("Only owners and members of the startup can submit its application."))
    if request.method == "POST":
        try:
            agreed = "update_startup" in request.POST
            return redirect(operations.submit(one, by=request.user, arrived_at=arrived.at(request), update_startup=agreed))
        except operations.Incomplete:
            pass  # the page below lists every question with its remedy
    elif not queries.is_open(one, queries.standings([one], request.user)[one.pk], arrived.at(request)):
        return redirect(one)
    missing = queries.missing(one)
    context = {
        "application": one,
        "missing": missing,
        "news": queries.news(one),
        "reading": reads.reading(one.sheet.version, reads.whole(one.sheet), door=queries.files_door(one)),
        "again": one.state == Application.State.SUBMITTED,
        "unchanged": not missing and queries.is_unchanged(one, one.last_submission()),
        "continue_url": queries.section_url(one, queries.first_section(one)),
        **editor.deadline(one.call, arrived.at(request), one.closes_at()),
    }
    return render(request, "accelerator/applications/submit.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    one = _visible(request, number)
    if not request.user.has_perm("applications.withdraw", one):
        raise Forbidden(_("Only owners and members of the startup can withdraw its application."))
    if request.method == "GET":
        standing = queries.standings([one], request.user)[one.pk]
        return render(request, "accelerator/applications/withdraw.html", {"application": one, "standing": standing})
    operations.withdraw(one, by=request.user, at=arrived.at(request))
    messages.success(request, _("Application %(number)s is withdrawn.") % {"number": one.number})
    return redirect("applications")


@login_required
@require_GET
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """One page to print or keep: what was sent last, or to its members the draft as it stands."""
    one = _visible(request, number)
    sent = one.last_submission()
    belongs = request.user.has_perm("applications.belong", one)
    draft = belongs and (sent is None or "draft" in request.GET)
    whole = reads.reading(one.sheet.version, reads.whole(one.sheet)) if draft else queries.reading(one, sent)
    context = {"application": one, "submission": None if draft else sent, "reading": whole}
    return render(request, "accelerator/applications/printed.html", context)
