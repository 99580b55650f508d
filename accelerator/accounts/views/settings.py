"""What the operator decides about the house."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts import forms, operations, queries
from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal


@login_required
@permission_required("settings.change", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedIn) -> HttpResponse:
    form = forms.Settings(request.POST or None, request.FILES or None, instance=queries.settings())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            operations.change_settings(form.instance, by=request.user, logo=chosen["picture"], no_logo=chosen["no_logo"])
            messages.success(request, _("Saved"))
            return redirect("settings")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
    return answers.page(request, "accelerator/accounts/settings.html", {"form": form}, status=422 if form.errors else 200)
