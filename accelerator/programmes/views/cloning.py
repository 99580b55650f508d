"""A call once more, a year on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock
from accelerator.programmes import forms, operations
from accelerator.programmes.views.calls import form_page, managed, tab


@login_required
@form_page
def clone(request: SignedIn, slug: str) -> HttpResponse:
    call = managed(request, slug)
    form = forms.Clone(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        made = answers.tried(form, lambda: operations.clone_call(call, by=request.user, at=clock.now(), **form.given()))
        if made:
            messages.success(request, _("The draft of %(call)s is begun. Look through its dates.") % {"call": made})
            return redirect("call_schedule", slug=made.slug)
    return tab(request, call, "again", {"form": form}, status=422 if form.errors else 200)
