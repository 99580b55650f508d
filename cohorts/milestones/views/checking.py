"""What managers and supporters decide about a milestone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from cohorts.milestones import forms, operations, planning
from cohorts.milestones.models import ExtensionRequest, Milestone
from cohorts.milestones.views import page
from cohorts.milestones.views.reaching import with_form


@login_required
@require_POST
def sign_off(request: SignedIn, code: str) -> HttpResponse:
    form = _check(request)

    def sign(found: Milestone, **given: Any) -> Milestone:
        if form.sections():
            raise Refusal(_("You wrote of parts what is missing there. Return it with these comments, or take them out first."))
        return operations.sign_off(found, **given)

    return with_form(request, code, "check", form, sign, _("Signed off"))


@login_required
@require_POST
def give_back(request: SignedIn, code: str) -> HttpResponse:
    form = _check(request)

    def back(found: Milestone, **given: Any) -> Milestone:
        return operations.give_back(found, sections=form.sections(), **given)

    return with_form(request, code, "check", form, back, _("Returned. The founders read your comments."))


def _check(request: SignedIn) -> forms.CheckForm:
    return forms.CheckForm(request.POST, auto_id="check_%s")


@login_required
@require_POST
def waive(request: SignedIn, code: str) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="waive_%s")
    return with_form(request, code, "waive", form, operations.waive, _("Waived"))


@login_required
@require_POST
def move(request: SignedIn, code: str) -> HttpResponse:
    return with_form(
        request, code, "move", forms.MoveForm(request.POST), planning.move, _("Moved, with what depends on it and the reminders.")
    )


@login_required
@require_POST
def ask(request: SignedIn, code: str) -> HttpResponse:
    """A founder asks for more time."""
    form = forms.AskForm(request.POST, auto_id="ask_%s")
    said = _("Asked. You hear once the programme's managers have answered.")
    return with_form(request, code, "ask", form, operations.ask_extension, said)


def _request(request: SignedIn, code: str, asked: str) -> ExtensionRequest:
    found = page.seen(request, code)
    rows = found.extension_requests.select_related("milestone__enrolment__cohort", "milestone__enrolment__startup")
    return get_object_or_404(rows, code=asked)


def _answered(request: SignedIn, code: str, name: str, form: Any, act: Any, said: str) -> HttpResponse:
    if form.is_valid() and answers.tried(form, act):
        messages.success(request, said)
        return redirect("milestone", code=code)
    return page.answer(request, page.seen(request, code), status=422, wrong={name: form})


@login_required
@require_POST
def grant(request: SignedIn, code: str, asked: str) -> HttpResponse:
    one, form = _request(request, code, asked), forms.GrantForm(request.POST, auto_id="grant_%s")
    said = _("Given. The founders have been told; what depends on it and the reminders move along.")
    return _answered(
        request, code, "grant", form, lambda: operations.grant_extension(one, by=request.user, **form.cleaned_data), said
    )


@login_required
@require_POST
def decline(request: SignedIn, code: str, asked: str) -> HttpResponse:
    one, form = _request(request, code, asked), forms.DeclineForm(request.POST, auto_id="decline_%s")
    return _answered(
        request,
        code,
        "decline",
        form,
        lambda: operations.decline_extension(one, by=request.user, **form.cleaned_data),
        _("Declined. The founders read why."),
    )


@login_required
@require_POST
def take_back(request: SignedIn, code: str, asked: str) -> HttpResponse:
    operations.take_back_extension(_request(request, code, asked), by=request.user)
    messages.success(request, _("Taken back"))
    return redirect("milestone", code=code)
