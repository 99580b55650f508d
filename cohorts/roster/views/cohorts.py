"""Doors to cohorts: the list, making and changing one, who is in it and who leads it."""

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
from accelerator.kit import answers, pages, together
from accelerator.kit.refusals import Forbidden
from accelerator.kit.registered import registered
from accelerator.programmes.models import Programme
from cohorts.roster import forms, operations, queries
from cohorts.roster.models import Cohort, Enrolment
from cohorts.roster.views.place import form_page, overseen


@login_required
@require_safe
def cohorts(request: SignedIn) -> HttpResponse:
    may_make = Programme.objects.run_by(request.user).exists()
    sees_alumni = may_make or request.user.holds("programmes.see")
    context = {"cohorts": queries.cohorts(request.user), "may_make": may_make, "sees_alumni": sees_alumni}
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
    find = request.GET.get("q", "").strip()
    form = forms.EnrolForm(request.POST or None, cohort=cohort, find=find)
    if form.is_valid() and answers.tried(form, lambda: operations.enrol(cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s is in the cohort") % {"startup": form.cleaned_data["startup"]})
        return redirect("cohort_startups", slug=slug)
    context = {
        "cohort": cohort,
        "enrolments": _as_seen(cohort),
        "runs": runs,
        "sees": runs or request.user.holds("programmes.see"),
        "form": form,
        "find": find,
        "week": queries.week(cohort),
    }
    return answers.page(request, "cohorts/roster/startups.html", context, status=422 if form.errors else 200)


def _as_seen(cohort: Cohort) -> list[Enrolment]:
    """Each with its state today as `seen`."""
    found = list(queries.enrolments(cohort))
    for one in found:
        vars(one)["seen"] = one.state_on(one.today())
    return found


def _settings(request: SignedIn, slug: str, *, status: int = 200, **wrong: Any) -> HttpResponse:
    """What the cohort is, who leads it, and what upper areas say of it, such as its plans."""
    cohort, place = overseen(request, slug)
    found = together.run(together.each(registered("cohort_panels"), cohort, request.user))
    context = {
        **place,
        "form": wrong.get("form") or forms.CohortChange(cohort=cohort),
        "team": queries.team(cohort),
        "team_form": wrong.get("team_form") or forms.TeamForm(leaders=queries.leaders(cohort)),
        "panels": list(chain.from_iterable(found)),
        "active": cohort.enrolments.active().count(),
    }
    return answers.page(request, "cohorts/roster/settings.html", context, status=status)


@login_required
@form_page
def settings(request: SignedIn, slug: str) -> HttpResponse:
    if request.method != "POST":
        return _settings(request, slug)
    cohort, _place = overseen(request, slug)
    form = forms.CohortChange(request.POST, cohort=cohort)
    if form.is_valid() and answers.tried(form, lambda: operations.change_cohort(cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved. Milestones and events stay on their days."))
        return redirect("cohort_settings", slug=slug)
    return _settings(request, slug, status=422, form=form)


@login_required
@require_POST
def add_to_team(request: SignedIn, slug: str) -> HttpResponse:
    cohort, _place = overseen(request, slug)
    form = forms.TeamForm(request.POST, leaders=queries.leaders(cohort))
    if form.is_valid() and answers.tried(form, lambda: operations.add_to_team(cohort, by=request.user, **form.given())):
        return redirect("cohort_settings", slug=slug)
    return _settings(request, slug, status=422, team_form=form)


@login_required
@require_POST
def end_in_team(request: SignedIn, slug: str, person: str) -> HttpResponse:
    cohort, _place = overseen(request, slug)
    held = get_object_or_404(queries.team(cohort).select_related("cohort"), person__code=person)
    operations.end_in_team(held, by=request.user)
    return redirect("cohort_settings", slug=slug)


@login_required
@require_safe
def alumni(request: SignedIn) -> HttpResponse:
    """Startups that graduated, of all cohorts that the reader sees."""
    if not (Programme.objects.run_by(request.user).exists() or request.user.holds("programmes.see")):
        raise Forbidden(_("This is for managers of programmes."))
    rows = queries.alumni(request.user)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(startup__name__icontains=text)
    page = pages.cut(rows, ["-id"], mark=request.GET.get("mark", ""))
    return answers.page(request, "cohorts/roster/alumni.html", {"page": page, "q": text})
