"""The doors at which staff enter an application on a founder's behalf, and have one taken over that nobody belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts import queries as invitations
from accelerator.accounts.requests import SignedIn
from accelerator.applications import operations, queries, serving
from accelerator.applications.forms import EnterForm, InviteForm
from accelerator.applications.models import Application
from accelerator.kit import arrived
from accelerator.kit.answers import tried
from accelerator.programmes import queries as calls
from accelerator.programmes.views.calls import managed


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: SignedIn, slug: str) -> HttpResponse:
    """For managers: which startup, and whose address takes it over."""
    call = managed(request, slug)
    form, at = EnterForm(request.POST or None), arrived.at(request)
    if request.method == "POST" and form.is_valid():
        email, startup = form.cleaned_data["email"], form.startup()
        if made := tried(form, lambda: operations.enter(call=call, startup=startup, email=email, by=request.user, at=at)):
            messages.success(request, _("%(email)s was written to. Enter what you know; they take it over.") % {"email": email})
            return redirect(queries.door(made))
    context = {"call": call, "form": form, "is_open": calls.admits(call, request.user, at)}
    return render(request, "accelerator/applications/enter.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: SignedIn, number: str) -> HttpResponse:
    """For managers: whose address takes over what was submitted of a startup that nobody belongs to."""
    one = serving.seen(request.user, number)
    operations.require(one, "invite", by=request.user)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if tried(form, lambda: operations.invite_founder(one, email=email, by=request.user)):
            messages.success(request, _("Invitation on its way to %(email)s") % {"email": email})
            return redirect(one)
    context = {"application": one, "form": form}
    return render(request, "accelerator/applications/invite.html", context, status=422 if form.errors else 200)


def told(application: Application, *, belongs: bool, enters: bool, lone: bool) -> dict[str, Any]:
    """What the application's page shows of who entered it: to its members, and, while staff write it or nobody belongs to its
    startup, to them with the invitation that waits. At most one query; `behalf` comes along with the application.
    """
    if not (enters or lone or (belongs and hasattr(application, "behalf"))):
        return {}
    waiting = [] if belongs else invitations.invitations(operations.SCOPE, application.pk)
    return {"behalf": getattr(application, "behalf", None), "lone": lone, "waiting": waiting}
