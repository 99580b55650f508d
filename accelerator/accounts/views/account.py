"""My account: who I am here, what I accepted, which programs act for me. allauth's pages stand beside these."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic.edit import FormView

from accelerator.accounts import forms, operations, queries, safety
from accelerator.accounts.models import Acceptance, Person
from accelerator.accounts.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedIn) -> HttpResponse:
    person = Person.objects.get(pk=request.user.pk)
    form = forms.Profile(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        operations.change_profile(person, name=person.name, zone=person.zone, language=person.language)
        messages.success(request, _("Saved"))
        return redirect("account")
    context = {
        "form": form,
        "roles": queries.role_words([person])[person.pk],
        "accepted": Acceptance.objects.filter(person=person).order_by("-id"),
    }
    return render(request, "accelerator/accounts/account.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: SignedIn) -> HttpResponse:
    """The documents in their present version, put before somebody who has not accepted it."""
    form = forms.Accept(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.accept_documents(request.user)
        return redirect(safety.onward(request, "/home/"))
    context = {"form": form, "house": safety.house(request), "next": safety.onward(request, "/home/")}
    return render(request, "accelerator/accounts/accept.html", context, status=422 if form.errors else 200)


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, whose own list asks four times a session and deletes as it looks."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        found = queries.sessions(self.request.user)
        context: dict[str, Any] = FormView.get_context_data(self, **given)
        return context | {"sessions": found, "session_count": len(found), "show_last_seen_at": True}


@login_required
@never_cache
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedIn) -> HttpResponse:
    """A new token's secret stands in the answer to the form itself, once; nothing keeps it."""
    form, secret = forms.Token(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        lasts = timedelta(days=int(form.cleaned_data["lasts"]))
        name, chosen = form.cleaned_data["name"], form.cleaned_data["scopes"]
        _token, secret = operations.make_token(request.user, name=name, scopes=chosen, lasts=lasts, by=request.user)
        form = forms.Token()
    context = {"form": form, "secret": secret, "tokens": queries.tokens(request.user)}
    response = render(request, "accelerator/accounts/tokens.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def revoke_token(request: SignedIn, code: str) -> HttpResponse:
    token = get_object_or_404(queries.tokens(request.user), code=code)
    operations.revoke_token(token, by=request.user)
    messages.success(request, _("Revoked. Programs that used it are shut out from now on."))
    return redirect("tokens")
