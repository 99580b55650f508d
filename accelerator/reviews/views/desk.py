"""What a reviewer does at the workbench besides scoring."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.applications import earlier
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, panels, queries, workbench
from accelerator.reviews.models import Assignment


def _own(request: HttpRequest, code: str) -> Assignment:
    found: Assignment = get_object_or_404(queries.queue(request.user), code=code)
    return found


@login_required
@require_POST
def flag(request: HttpRequest, code: str) -> HttpResponse:
    """Marks the application for this reviewer, or takes the mark away."""
    held = operations.flag(_own(request, code), by=request.user, on=bool(request.POST.get("on")))
    if not answers.wants_fragment(request):
        return redirect("review", code)
    return answers.page(request, "accelerator/reviews/flag.html", {"assignment": held})


@login_required
@require_POST
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """The draft goes over to the newest submission."""
    try:
        operations.turn_to_newest(_own(request, code), by=request.user)
        messages.success(request, _("Your draft is about the newest submission now. Scores and texts stayed as they are."))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
    return redirect("review", code)


@login_required
@require_GET
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """What is otherwise between the submission under review and another one of the startup."""
    assignment = _own(request, code)
    read = workbench.submission(assignment)
    other = panels.other(assignment, read, request.GET.get("with", ""))
    if other is None:
        raise Http404
    older, newer = sorted((read, other), key=lambda one: one.arrived_at)
    context = {
        "assignment": assignment,
        "startup": assignment.application.startup,
        "older": older,
        "newer": newer,
        "sections": earlier.compared_to_read(older, newer),
    }
    return answers.page(request, "accelerator/reviews/changes.html", context, fragment="changes")
