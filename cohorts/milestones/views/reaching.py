"""A startup's milestones: the founders write and submit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.files import serving
from accelerator.kit import answers, clock, together
from accelerator.trail import operations as trail
from cohorts.milestones import forms, operations, queries
from cohorts.milestones.models import Milestone
from cohorts.milestones.views import page
from cohorts.roster.models import Enrolment


@login_required
@require_safe
def milestones(request: SignedIn) -> HttpResponse:
    """Of the reader's startups, and what waits for the reader to check."""
    mine = Enrolment.objects.of_member(request.user).select_related("startup", "cohort").order_by("-id")[:10]
    waiting = queries.to_check(request.user)[:100]
    asked, own = queries.to_extend(request.user)[:100], queries.to_do(request.user)[:100]
    together.fetch(mine, waiting, asked, own)
    theirs = together.run(together.beside(*(queries.of.steps(one) for one in mine)))
    context = {
        "startups": list(zip(mine, theirs, strict=True)),
        "to_check": waiting,
        "to_extend": asked,
        "to_do": [queries.seen(one, one.enrolment.today()) for one in own],
        "today": clock.today(request.user.zone),
    }
    return answers.page(request, "cohorts/milestones/milestones.html", context)


@login_required
@require_safe
def milestone(request: SignedIn, code: str) -> HttpResponse:
    return page.answer(request, page.seen(request, code))


@login_required
@require_safe
def file(request: SignedIn, code: str, file: str) -> FileResponse:
    """Evidence, to whoever may see the milestone. That somebody from outside the startup looked is logged."""
    found = page.seen(request, code)
    kept = get_object_or_404(queries.files(found), code=file)
    if not request.user.has_perm("milestones.belong", found):
        trail.looked("file", by=request.user, at=found)
    return serving.answer(kept, to=request.user)


@login_required
@require_safe
def preview(request: SignedIn, code: str, file: str) -> HttpResponse:
    """Its small picture, to whoever gets the file."""
    kept = get_object_or_404(queries.files(page.seen(request, code)), code=file)
    return serving.preview(kept, to=request.user)


@login_required
@require_POST
def start(request: SignedIn, code: str) -> HttpResponse:
    return redirect(operations.start(page.seen(request, code), by=request.user))


@login_required
@require_POST
def save(request: SignedIn, code: str) -> HttpResponse:
    """Keeps what is written so far."""
    found = page.seen(request, code)
    if form := _refused(request, found):
        return page.answer(request, page.seen(request, code), status=422, wrong={"submit": form})
    messages.success(request, _("Saved. It is not submitted yet."))
    return redirect(found)


def _refused(request: SignedIn, found: Milestone) -> forms.SaveForm | None:
    """Keeps what is written; the form with its faults where it cannot be."""
    form = forms.SaveForm(request.POST, request.FILES, milestone=found)
    kept = form.is_valid() and answers.tried(form, lambda: operations.save(found, by=request.user, **form.given()))
    return None if kept else form


@login_required
@require_POST
def submit(request: SignedIn, code: str) -> HttpResponse:
    """What is written is kept first: a submission that is refused loses neither files nor words."""
    found = page.seen(request, code)
    if form := _refused(request, found):
        return page.answer(request, page.seen(request, code), status=422, wrong={"submit": form})
    whole = forms.SubmitForm(request.POST, milestone=found)
    for_founders = found.is_for_founders
    said = _("Submitted. Whoever signs off has been told.") if for_founders else _("Done. The founders have been told.")
    if whole.is_valid() and answers.tried(whole, lambda: operations.submit(found, by=request.user)):
        messages.success(request, said)
        return redirect(found)
    return page.answer(request, page.seen(request, code), status=422, wrong={"submit": whole})


@login_required
@require_POST
def take_out(request: SignedIn, code: str, file: str) -> HttpResponse:
    """The file does not go with the next submission."""
    found = page.seen(request, code)
    evidence = get_object_or_404(found.evidence.there().select_related("milestone__enrolment__cohort"), file__code=file)
    operations.take_out(evidence, by=request.user)
    messages.success(request, _("Taken out. What was submitted with it keeps it."))
    return redirect(found)


def with_form(
    request: SignedIn, code: str, name: str, form: django_forms.Form, verb: Callable[..., Any], said: str
) -> HttpResponse:
    """Runs `verb` with what the form gives; shows the milestone again with the errors where it cannot."""
    found = page.seen(request, code)
    if form.is_valid() and answers.tried(form, lambda: verb(found, by=request.user, **form.cleaned_data)):
        messages.success(request, said)
        return redirect(found)
    return page.answer(request, page.seen(request, code), status=422, wrong={name: form})
