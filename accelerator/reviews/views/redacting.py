"""The page where managers word what blind reviewers read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.programmes.models import Call
from accelerator.programmes.views.calls import tried
from accelerator.reviews import blind, operations, stages
from accelerator.reviews.forms import RedactionForm


@login_required
@require_http_methods(["GET", "POST"])
def redaction(request: SignedIn, slug: str, number: str) -> HttpResponse:
    """What was sent in beside what blind reviewers read, under the strictest rule that a stage of the call has."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    worded = blind.worded_by(request.user).select_related("startup", "call")
    application = get_object_or_404(worded, call=call, number=number)
    sent, there = blind.newest(application), stages.of_call(call)
    form = RedactionForm(request.POST or None, submission=sent, hides=blind.strictest(there))
    if tried(request, form, lambda: operations.redact(sent, texts=form.texts(), by=request.user)):
        return redirect("application_redaction", slug, number)
    context = {"call": call, "application": application, "form": form, "is_blind": blind.is_read(there)}
    return answers.page(request, "accelerator/reviews/redaction.html", context, status=422 if form.errors else 200)
