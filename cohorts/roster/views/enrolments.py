"""Doors to a startup's life in a cohort: its page, its people, its pauses and its end."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, together
from accelerator.kit.registered import registered
from accelerator.startups.models import Startup
from cohorts.roster import criteria, forms, operations, queries
from cohorts.roster.models import Enrolment, Supporter
from cohorts.roster.views.place import form_page, overseen


def _seen(request: SignedIn, code: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort__programme", "application", "graduation")
    return get_object_or_404(rows, code=code)


def _page(request: SignedIn, found: Enrolment, *, status: int = 200, **wrong: Any) -> HttpResponse:
    """A startup's life in the cohort: panels of the areas above, its people, and what a manager may do."""
    supporters, members = queries.supporters(found), queries.members(found)
    managers = forms.ManagerForm.of_programme(found.cohort)
    panels, *_people = together.run(
        together.beside(
            together.each(registered("enrolment_panels"), found, request.user),
            together.filled(supporters),
            together.filled(members),
            together.filled(managers),
        )
    )
    context = {
        "enrolment": found,
        "panels": list(chain.from_iterable(panels)),
        "supporters": supporters,
        "members": members,
        "runs": request.user.has_perm("roster.run_enrolment", found),
        "sees_profile": Startup.objects.visible_to(request.user).filter(pk=found.startup_id).exists(),
        "manager_form": forms.ManagerForm(cohort=found.cohort, offered=managers),
        "files": request.user.holds("programmes.see") or not request.user.holds("credits.see"),
        "state": found.state_on(found.today()),
        "pause_ahead": _pause_ahead(found),
        "depart_form": wrong.get("depart") or forms.ReasonForm(auto_id="depart_%s"),
        "pause_form": wrong.get("pause") or forms.PauseForm(auto_id="pause_%s"),
        "graduated": criteria.told(found.graduation.criteria) if hasattr(found, "graduation") else [],
    }
    return answers.page(request, "cohorts/roster/enrolment.html", context, status=status)


def _pause_ahead(found: Enrolment) -> bool:
    """Whether there is a pause that lasts or is to come."""
    active = found.state == Enrolment.State.ACTIVE
    return active and found.paused_until is not None and found.paused_until >= found.today()


@login_required
@require_safe
def enrolment(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code))


@login_required
@require_POST
def add_manager(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.ManagerForm(request.POST, cohort=found.cohort)
    if form.is_valid():
        person = form.cleaned_data["staff"].person
        operations.add_supporter(found, person=person, role=Supporter.Role.MANAGER, by=request.user)
        messages.success(request, _("%(person)s stands by %(startup)s") % {"person": person, "startup": found.startup})
    else:
        messages.error(request, _("Choose a manager of this programme."))
    return redirect(found)


@login_required
@require_POST
def end_supporter(request: SignedIn, code: str, person: str, role: str) -> HttpResponse:
    found = _seen(request, code)
    held = get_object_or_404(
        queries.supporters(found).select_related("enrolment__cohort", "person"), person__code=person, role=role
    )
    operations.end_supporter(held, by=request.user)
    messages.success(request, _("%(person)s no longer stands by %(startup)s") % {"person": held.person, "startup": found.startup})
    return redirect(found)


@login_required
@require_POST
def depart(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.ReasonForm(request.POST, auto_id="depart_%s")
    if form.is_valid() and answers.tried(form, lambda: operations.depart(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s has left the cohort") % {"startup": found.startup})
        return redirect(found)
    return _out_already(request, found, form) if form.non_field_errors() else _page(request, found, depart=form, status=422)


def _out_already(
    request: SignedIn, found: Enrolment, form: forms.ReasonForm | forms.GraduateForm | forms.PauseForm
) -> HttpResponse:
    """The form is no longer on its page."""
    messages.error(request, " ".join(str(sentence) for sentence in form.non_field_errors()))
    return redirect(found)


@login_required
@require_POST
def pause(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.PauseForm(request.POST, auto_id="pause_%s")
    if form.is_valid() and answers.tried(form, lambda: operations.pause(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s pauses. Nobody is reminded of anything meanwhile.") % {"startup": found.startup})
        return redirect(found)
    return _out_already(request, found, form) if form.non_field_errors() else _page(request, found, pause=form, status=422)


@login_required
@require_POST
def resume(request: SignedIn, code: str) -> HttpResponse:
    found = operations.resume(_seen(request, code), by=request.user)
    messages.success(request, _("%(startup)s is back.") % {"startup": found.startup})
    return redirect(found)


@login_required
@form_page
def graduate(request: SignedIn, code: str) -> HttpResponse:
    """What the cohort asks, with how the startup stands; a manager has it graduate."""
    found = _seen(request, code)
    form = forms.GraduateForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and answers.tried(form, lambda: operations.graduate(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s has graduated") % {"startup": found.startup})
        return redirect(found)
    if form.non_field_errors():
        return _out_already(request, found, form)
    context = {
        "enrolment": found,
        "checked": criteria.checked(found),
        "runs": request.user.has_perm("roster.run_enrolment", found),
        "form": form,
    }
    return answers.page(request, "cohorts/roster/graduate.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def graduation(request: SignedIn, slug: str) -> HttpResponse:
    """What the cohort asks of a startup that is to graduate."""
    cohort, place = overseen(request, slug)
    form = forms.CriteriaForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid() and answers.tried(form, lambda: operations.set_criteria(cohort, least=form.given(), by=request.user)):
        messages.success(request, _("Saved"))
        return redirect("cohort_graduation", slug=slug)
    status = 422 if form.errors else 200
    return answers.page(request, "cohorts/roster/graduation.html", {**place, "form": form}, status=status)
