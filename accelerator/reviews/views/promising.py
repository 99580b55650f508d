"""Doors to the terms of a programme's reviewers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Programme
from accelerator.reviews import forms, operations, promises
from accelerator.reviews.models import Terms


@login_required
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    """The words, who accepted them, and earlier versions, for managers."""
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    versions = promises.versions(programme)
    form = forms.TermsForm(request.POST or None, initial={"text": versions[0].text if versions else ""})
    if form.is_valid() and answers.tried(
        form, lambda: operations.write_terms(programme, text=form.cleaned_data["text"], by=request.user)
    ):
        messages.success(request, _("Saved. Reviewers are asked to accept it before they open an application."))
        return redirect("programme_terms", slug)
    context = {"programme": programme, "here": "terms", "may_manage": True, "form": form, "versions": versions}
    context["accepted"] = promises.accepted(programme, versions[0]) if versions else []
    return answers.page(request, "accelerator/reviews/terms.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The one button under the terms."""
    found = get_object_or_404(Terms.objects.visible_to(request.user).select_related("programme"), code=code)
    try:
        operations.accept(found, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
    else:
        messages.success(request, _("Accepted. Thank you."))
    return redirect("reviews")
