"""A cohort's check-ins for its managers: a period, the table of all, when and what is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, table
from accelerator.questionnaires.amounts import as_day
from accelerator.trail import operations as trail
from cohorts.checkins import forms, operations, overviews, queries, sights
from cohorts.checkins.models import Rhythm
from cohorts.roster.models import Cohort

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _read(request: SignedIn, slug: str) -> Cohort:
    """A cohort all of whose answers this reader reads; to others it is not there."""
    found = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)
    if not sights.reads_cohort(request.user, found):
        raise Http404
    return found


def _run(request: SignedIn, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_safe
def cohort(request: SignedIn, slug: str) -> HttpResponse:
    """`?period=` names a period by its first day, else it is the latest."""
    found = _read(request, slug)
    period: date | None = as_day(request.GET.get("period", ""))
    shown = overviews.of(found, period)
    runs = request.user.has_perm("roster.run_cohort", found)
    context = {"cohort": found, "overview": shown, "counts": shown.counts, "runs": runs}
    return answers.page(request, "cohorts/checkins/cohort.html", context)


@login_required
@require_safe
def export(request: SignedIn, slug: str) -> StreamingHttpResponse:
    """Figures of all periods; who took them along stands in the access log."""
    found = _read(request, slug)
    trail.looked("check-ins export", by=request.user, at=found)
    head, rows = overviews.table(found)
    return table.csv_answer(f"check-ins-{found.slug}", head, rows)


def _form(request: SignedIn, found: Cohort, rhythm: Rhythm | None, data: Any = None) -> Any:
    return forms.RhythmForm.of(found, rhythm, data) if rhythm else forms.BeginForm.by(request.user, found, data)


@login_required
@form_page
def rhythm(request: SignedIn, slug: str) -> HttpResponse:
    """When a cohort is asked; where it is not yet, this begins it."""
    found = _run(request, slug)
    held = Rhythm.objects.select_related("cohort", "questionnaire").filter(cohort=found).first()
    form = _form(request, found, held, request.POST or None)

    def act() -> Rhythm:
        if held is not None:
            return operations.change(held, given=form.given(), by=request.user)
        return operations.begin(found, given=form.given(), questionnaire=form.cleaned_data["questionnaire"], by=request.user)

    if form.is_valid() and answers.tried(form, act):
        messages.success(request, _("Kept. What is open already stays as it is.") if held else _("Check-ins begin."))
        return redirect("cohort_rhythm", slug=slug)
    return _page(request, found, held, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
def reading(request: SignedIn, slug: str) -> HttpResponse:
    """What the questions are for."""
    found = _run(request, slug)
    held = get_object_or_404(Rhythm.objects.select_related("cohort", "questionnaire"), cohort=found)
    form = forms.ReadingForm(held, answers.found(held.version()), request.POST)

    def act() -> Rhythm:
        chosen = {"headline": form.cleaned_data["headline"], "asks": form.cleaned_data["asks"]}
        return operations.read_as(held, settings=form.settings(), by=request.user, **chosen)

    if form.is_valid() and answers.tried(form, act):
        messages.success(request, _("Kept."))
        return redirect("cohort_rhythm", slug=slug)
    return _page(request, found, held, reading=form, status=422)


def _page(request: SignedIn, found: Cohort, held: Rhythm | None, *, status: int, **bound: Any) -> HttpResponse:
    version = held.version() if held else None
    context = {
        "cohort": found,
        "rhythm": held,
        "form": bound.get("form") or _form(request, found, held),
        "reading_form": bound.get("reading") or (forms.ReadingForm(held, version) if held and version else None),
    }
    return answers.page(request, "cohorts/checkins/rhythm.html", context, status=status)


@login_required
@require_safe
def asks(request: SignedIn, slug: str) -> HttpResponse:
    """What nobody helps with yet."""
    found = _read(request, slug)
    context = {"cohort": found, "asks": queries.unanswered(found)[:200]}
    return answers.page(request, "cohorts/checkins/cohort_asks.html", context)
