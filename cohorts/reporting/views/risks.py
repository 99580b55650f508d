"""Doors to what managers decide about flags."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import Programme
from cohorts.reporting import board as boards
from cohorts.reporting import forms, lines, operations, sentences
from cohorts.reporting.models import RiskFlag, RiskMute
from cohorts.reporting.views.boards import seen as seen_cohort
from cohorts.reporting.views.timelines import seen
from cohorts.roster.models import Cohort

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@form_page
def rules(request: SignedIn, slug: str) -> HttpResponse:
    """When startups of a cohort are flagged, and who is with what stands in the form: `preview` shows it and keeps nothing."""
    cohort = seen_cohort(request, slug)
    if not request.user.has_perm("roster.run_cohort", cohort):
        raise Forbidden(_("Only the programme's managers decide when startups are flagged."))
    form = forms.RulesForm(request.POST or None, rules=operations.in_force(cohort))
    asks = "preview" in request.POST or answers.wants_fragment(request)
    if form.is_valid() and not asks and answers.tried(form, lambda: operations.rule(cohort, form.given(), by=request.user)):
        messages.success(request, _("Saved. The board follows these rules now."))
        return redirect("risk_rules", slug=slug)
    given = form.given() if form.is_valid() else None
    told = lines.told(cohort, request.user, rules=given)
    context = {"cohort": cohort, "form": form, "flagged": _flagged(told), "of": len(told.lines), "previews": asks}
    status = 422 if form.errors else 200
    return answers.page(request, "cohorts/reporting/rules.html", context, fragment="flagged", status=status)


def _flagged(told: lines.Told) -> list[tuple[lines.Line, list[tuple[str, str]]]]:
    """Startups that are flagged, at most risk first, each with its reasons."""
    found = [one for one in told.lines if one.standing.heard]
    found.sort(key=lambda one: (*(-count for count in one.standing.weight), one.name.casefold()))
    return [(one, [(why.severity, sentences.told(why)) for why in one.standing.heard]) for one in found]


@login_required
@form_page
def programme_rules(request: SignedIn, slug: str) -> HttpResponse:
    """The same for all cohorts of a programme that have no rule of their own."""
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    form = forms.RulesForm(request.POST or None, rules=operations.in_force(programme))
    if form.is_valid() and answers.tried(form, lambda: operations.rule(programme, form.given(), by=request.user)):
        messages.success(request, _("Saved. Cohorts without rules of their own follow these now."))
        return redirect("programme_risk_rules", slug=slug)
    cohorts = Cohort.objects.filter(programme=programme).order_by("-starts_on", "-id")
    context = {"programme": programme, "form": form, "cohorts": cohorts}
    return answers.page(request, "cohorts/reporting/programme_rules.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def flag(request: SignedIn, code: str) -> HttpResponse:
    """Flag a startup by hand."""
    found = seen(request, code)
    _require_running(request, found)
    form = forms.flag_form(found.cohort, request.POST or None)
    if form.is_valid() and answers.tried(form, lambda: operations.flag(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(startup)s is flagged") % {"startup": found.startup})
        return redirect(found)
    context = {"enrolment": found, "form": form, "title": _("Flag %(startup)s") % {"startup": found.startup}}
    return answers.page(request, "cohorts/reporting/word.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def mute(request: SignedIn, code: str) -> HttpResponse:
    """Quieten flags of a startup for a while."""
    found = seen(request, code)
    _require_running(request, found)
    line = boards.line(found, request.user)
    form = forms.mute_form(found.cohort, request.POST or None, heard=line.standing.heard if line else ())
    if form.is_valid() and answers.tried(form, lambda: operations.mute(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Muted until %(day)s") % {"day": form.cleaned_data["until_on"].isoformat()})
        return redirect(found)
    context = {"enrolment": found, "form": form, "title": _("Mute flags of %(startup)s") % {"startup": found.startup}}
    return answers.page(request, "cohorts/reporting/word.html", context, status=422 if form.errors else 200)


def _require_running(request: SignedIn, enrolment: Any) -> None:
    if not request.user.has_perm("reporting.flag", enrolment):
        raise Forbidden(_("Only the programme's managers flag startups."))


@login_required
@require_POST
def unflag(request: SignedIn, code: str, flag: str) -> HttpResponse:
    found = seen(request, code)
    held = get_object_or_404(
        RiskFlag.objects.select_related("enrolment__startup", "enrolment__cohort"), code=flag, enrolment=found
    )
    operations.unflag(held, by=request.user)
    messages.success(request, _("The flag is taken back"))
    return redirect(found)


@login_required
@require_POST
def unmute(request: SignedIn, code: str, mute: str) -> HttpResponse:
    found = seen(request, code)
    held = get_object_or_404(
        RiskMute.objects.select_related("enrolment__startup", "enrolment__cohort"), code=mute, enrolment=found
    )
    operations.unmute(held, by=request.user)
    messages.success(request, _("Its flags are heard again"))
    return redirect(found)
