"""More time for a call."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock
from accelerator.kit.registered import registered
from accelerator.programmes import downtime, forms, operations, queries
from accelerator.programmes.views.calls import form_page, managed, tab


@login_required
@form_page
def extend(request: SignedIn, slug: str) -> HttpResponse:
    """A usual span is chosen already: coming here is one click, extending the second."""
    call, now = managed(request, slug), clock.now()
    down = downtime.of(call, now)
    form = forms.Extend(request.POST or None, call=call, at=now, down=down.left())
    if request.method == "POST" and form.is_valid():
        made = answers.tried(form, lambda: operations.extend(call, by=request.user, at=now, **form.given()), at=form.asked())
        if made:
            messages.success(request, _("Extended until %(closes)s") % {"closes": queries.told(made.closes_at, call)})
            return redirect("call_schedule", slug=slug)
    context = {"form": form, "down": down, "drafts": sum(count(call) for count in registered("call_drafts"))}
    return tab(request, call, "extend", context, status=422 if form.errors else 200)
