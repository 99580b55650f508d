"""Doors for who runs programmes: the list, one programme, its staff, a new call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts import queries as people
from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock
from accelerator.kit.refusals import Forbidden
from accelerator.programmes import forms, operations, queries
from accelerator.programmes.models import Programme, Staff

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _seen(request: SignedIn, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def _managed(request: SignedIn, slug: str) -> Programme:
    found = _seen(request, slug)
    operations.require_manager(found, request.user)
    return found


def _context(request: SignedIn, programme: Programme, here: str) -> dict[str, Any]:
    """What every tab of a programme shows."""
    return {"programme": programme, "here": here, "may_manage": request.user.has_perm("programmes.manage", programme)}


@login_required
@require_safe
def programmes(request: SignedIn) -> HttpResponse:
    context = {"programmes": queries.programmes(request.user), "may_create": request.user.has_perm("programmes.create")}
    return answers.page(request, "accelerator/programmes/programmes.html", context)


@login_required
@form_page
def new(request: SignedIn) -> HttpResponse:
    if not request.user.has_perm("programmes.create"):
        raise Forbidden(_("Your role does not allow beginning a programme. Ask an operator admin."))
    form = forms.ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme = operations.create(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(programme)s begins. You manage it.") % {"programme": programme})
        return redirect(programme)
    return answers.page(request, "accelerator/programmes/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def programme(request: SignedIn, slug: str) -> HttpResponse:
    found = _seen(request, slug)
    now = clock.now()
    calls = [(call, call.phase(now)) for call in queries.calls_of(found)]
    context = _context(request, found, "calls") | {"calls": calls}
    context["oversees"] = context["may_manage"] or request.user.holds("programmes.see")
    return answers.page(request, "accelerator/programmes/programme.html", context)


@login_required
@form_page
def edit(request: SignedIn, slug: str) -> HttpResponse:
    found = _managed(request, slug)
    form = forms.ProgrammeSettings(request.POST or None, instance=Programme.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        operations.change(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect(found)
    context = _context(request, found, "edit") | {"form": form}
    return answers.page(request, "accelerator/programmes/edit.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def staff(request: SignedIn, slug: str) -> HttpResponse:
    """Who works on it; a manager invites here."""
    found, form = _seen(request, slug), forms.Invite(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and answers.tried(form, lambda: operations.invite(found, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("Invitation on its way to %(email)s") % {"email": form.cleaned_data["email"]})
        return redirect("programme_staff", slug=slug)
    context = _context(request, found, "staff") | {"staff": queries.staff(found), "form": form}
    context["rescues"] = not context["may_manage"] and request.user.has_perm("programmes.rescue", found)
    if context["may_manage"] or context["rescues"]:
        context["waiting"] = people.invitations("programme", found.pk)
    return answers.page(request, "accelerator/programmes/staff.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_staff(request: SignedIn, slug: str, code: str, role: str) -> HttpResponse:
    """Ends a role; who ended their own lands at home."""
    live = Staff.objects.live().select_related("programme", "person")
    held = get_object_or_404(live, programme=_seen(request, slug), person__code=code, role=role)
    operations.end_staff(held, by=request.user)
    if held.person == request.user:
        messages.success(request, _("You left %(programme)s") % {"programme": held.programme})
        return redirect("home")
    messages.success(request, _("The role of %(person)s has ended") % {"person": held.person})
    return redirect("programme_staff", slug=slug)


@login_required
@form_page
def new_call(request: SignedIn, slug: str) -> HttpResponse:
    found = _managed(request, slug)
    form = forms.NewCall(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = operations.create_call(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft of %(call)s is begun") % {"call": call})
        return redirect("call_settings", slug=call.slug)
    context = _context(request, found, "calls") | {"form": form}
    return answers.page(request, "accelerator/programmes/new_call.html", context, status=422 if form.errors else 200)
