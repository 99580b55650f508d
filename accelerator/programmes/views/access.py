"""Access codes: the door for who has one, and the tab for who makes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, arrived, clock, wording
from accelerator.kit.addresses import reverse
from accelerator.programmes import forms, operations, queries
from accelerator.programmes.models import AccessCode, Call
from accelerator.programmes.views.calls import form_page, managed, tab, tried


@form_page
def access(request: HttpRequest) -> HttpResponse:
    """Takes a code; a link may bring it along. Who is not signed in is told why to do so first, and comes back."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.get_full_path(), reverse("account_signup"))
        onward = urlencode({"next": request.get_full_path()})
        return render(request, "accelerator/programmes/access.html", {"onward": onward})
    person, at = request.user, arrived.at(request)
    form = forms.UseCode(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        use = answers.tried(form, lambda: operations.use_access_code(form.cleaned_data["code"], by=person, at=at))
        if use:
            _welcome(request, use.access_code.call, person, at)
            return redirect(use.access_code.call)
    return render(request, "accelerator/programmes/access.html", {"form": form}, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, call: Call, person: Any, at: datetime) -> None:
    """Says until when they can apply, or nothing where that is over: the call's page says so itself."""
    until = queries.own_deadline(call, person)
    if until and at < until:
        messages.success(request, _("You can apply until %(until)s.") % {"until": wording.moment(until)})
    elif call.phase(at) != "closed":
        messages.success(request, _("You are let in."))


@login_required
@form_page
def codes(request: SignedIn, slug: str) -> HttpResponse:
    """Whether the call is listed, its codes, and a form for one more."""
    call, act = managed(request, slug), request.POST.get("act", "")
    form = forms.NewAccessCode(request.POST if act == "make" else None, call=call)
    listed = forms.Listed(request.POST if act == "list" else None, instance=Call.objects.get(pk=call.pk))
    if act == "list" and tried(request, listed, lambda: operations.change_call(call, by=request.user, **listed.cleaned_data)):
        return redirect("call_access", slug=slug)
    if act == "make" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        made = answers.tried(form, lambda: operations.make_access_code(call, by=request.user, at=now, **given))
        if made:
            messages.success(request, _("The code is %(code)s. Send the link beside it.") % {"code": made.code})
            return redirect("call_access", slug=slug)
    door = request.build_absolute_uri(reverse("access"))
    context = {"form": form, "listed": listed, "codes": queries.access_codes(call), "door": door, "now": clock.now()}
    return tab(request, call, "access", context, status=422 if form.errors else 200)


def _of(call: Call, code: str) -> AccessCode:
    return get_object_or_404(AccessCode.objects.filter(call=call).select_related("call__programme"), code=code)


@login_required
@form_page
def change(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """Whom a code is for, and how many may use it."""
    call = managed(request, slug)
    found = _of(call, code)
    form = forms.ChangeAccessCode(request.POST or None, initial={"note": found.note, "max_uses": found.max_uses})
    if tried(request, form, lambda: operations.change_access_code(found, by=request.user, **form.cleaned_data)):
        return redirect("call_access", slug=slug)
    return tab(request, call, "code", {"form": form, "code": found}, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedIn, slug: str, code: str) -> HttpResponse:
    call = managed(request, slug)
    found = _of(call, code)
    operations.end_access_code(found, by=request.user, at=clock.now())
    messages.success(request, _("The code has ended"))
    return redirect("call_access", slug=slug)
