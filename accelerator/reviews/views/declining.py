"""The door through which a reviewer hands an application back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, workbench
from accelerator.reviews.models import Assignment


@login_required
@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Without a conflict: it leaves the queue. From the workbench on to the next application."""
    found = Assignment.objects.given_to(request.user).select_related(
        "application__startup", "application__call", "reviewer", "stage"
    )
    held = get_object_or_404(found, code=code)
    onward = (
        workbench.way(held).next
        if "onward" in request.POST and Assignment.objects.own_of(request.user).filter(pk=held.pk)
        else ""
    )
    try:
        operations.decline(held, by=request.user, reason=request.POST.get("reason", ""), note=request.POST.get("note", ""))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
        return redirect("review", code) if "onward" in request.POST else redirect("reviews")
    messages.success(request, _("Handed back: %(startup)s.") % {"startup": held.title})
    return redirect("review", onward) if onward else redirect("reviews")
