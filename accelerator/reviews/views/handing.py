"""Doors for what changes hands: a reviewer takes another application, a manager hands on what stayed lying."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, operations


@login_required
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the application that was taken."""
    call = get_object_or_404(bidding.staffed_by(request.user), slug=slug)
    try:
        given = operations.take(call, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
        return redirect("reviews")
    return redirect("review", given.code)


@login_required
@require_POST
def hand_on(request: HttpRequest, slug: str) -> HttpResponse:
    """All of the call that is overdue by its rule and not begun."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    done = operations.hand_on(call, by=request.user)
    said = ngettext("%(count)d review handed on.", "%(count)d reviews handed on.", done.count) % {"count": done.count}
    if done.left:
        left = ngettext("Nobody can take %(count)d.", "Nobody can take %(count)d.", done.left)
        said = f"{said} {left % {'count': done.left}}"
    messages.success(request, said, extra_tags=reverse("call_reviews_undo", args=[slug, done.act]) if done.act else "")
    return redirect("call_reviews", slug)
