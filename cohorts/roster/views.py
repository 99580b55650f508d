"""Doors to cohorts and to a startup's life in one."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, together
from accelerator.kit.refusals import Forbidden
from accelerator.kit.registered import registered
from accelerator.programmes.models import Programme
from accelerator.startups.models import Startup
from cohorts.roster import forms, operations, queries
from cohorts.roster.models import Cohort, Enrolment, Supporter

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def cohorts(request: SignedIn) -> HttpResponse:
    context = {"cohorts": queries.cohorts(request.user), "may_make": Programme.objects.run_by(request.user).exists()}
    return answers.page(request, "cohorts/roster/cohorts.html", context)


@login_required
@form_page
def new(request: SignedIn) -> HttpResponse:
    if not Programme.objects.run_by(request.user).exists():
        raise Forbidden(_("Only the programme's managers make cohorts."))
    form = forms.CohortForm(request.POST or None, person=request.user)
    if form.is_valid():
        given = dict(form.cleaned_data)
        made = answers.tried(form, lambda: operations.make_cohort(given.pop("programme"), by=request.user, **given))
        if made:
            return redirect("cohort_startups", slug=made.slug)
    return answers.page(request, "cohorts/roster/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@form_page
def startups(request: SignedIn, slug: str) -> HttpResponse:
    """Who is in the cohort; a manager enrols further startups here."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)
    runs = request.user.has_perm("roster.run_cohort", cohort)
    form = forms.EnrolForm(request.POST or None, cohort=cohort)
    if form.is_valid() and answers.tried(form, lambda: operations.enrol(cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s is in the cohort") % {"startup": form.cleaned_data["startup"]})
        return redirect("cohort_startups", slug=slug)
    context = {
        "cohort": cohort,
        "enrolments": queries.enrolments(cohort),
        "runs": runs,
        "form": form,
        "week": queries.week(cohort),
    }
    return answers.page(request, "cohorts/roster/startups.html", context, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort__programme", "application")
    return get_object_or_404(rows, code=code)


def _page(request: SignedIn, found: Enrolment, *, status: int = 200, **wrong: Any) -> HttpResponse:
    """A startup's life in the cohort: panels of the areas above, its people, and what a manager may do."""
    supporters, members = queries.supporters(found), queries.members(found)
    panels, *_people = together.run(
        together.beside(
            together.each(registered("enrolment_panels"), found, request.user),
            together.filled(supporters),
            together.filled(members),
        )
    )
    context = {
        "enrolment": found,
        "panels": list(chain.from_iterable(panels)),
        "supporters": supporters,
        "members": members,
        "runs": request.user.has_perm("roster.run_enrolment", found),
        "sees_profile": Startup.objects.visible_to(request.user).filter(pk=found.startup_id).exists(),
        "manager_form": forms.ManagerForm(cohort=found.cohort),
        "depart_form": wrong.get("depart") or forms.ReasonForm(),
    }
    return answers.page(request, "cohorts/roster/enrolment.html", context, status=status)


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
    form = forms.ReasonForm(request.POST)
    if form.is_valid() and answers.tried(form, lambda: operations.depart(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s has left the cohort") % {"startup": found.startup})
        return redirect(found)
    if form.non_field_errors():  # it is out already: the form is no longer on its page
        messages.error(request, " ".join(str(sentence) for sentence in form.non_field_errors()))
        return redirect(found)
    return _page(request, found, depart=form, status=422)


@login_required
@require_POST
def graduate(request: SignedIn, code: str) -> HttpResponse:
    found = operations.graduate(_seen(request, code), by=request.user)
    messages.success(request, _("%(startup)s has graduated") % {"startup": found.startup})
    return redirect(found)
