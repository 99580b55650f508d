"""The steps of a plan: written, changed, put in another place, taken out and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from cohorts.milestones import content, forms_plans, planning
from cohorts.milestones.models import Plan, Step
from cohorts.milestones.views.plans import form_page, managed

_DIGITS = 4  # of a place that is named


@login_required
@form_page
def new(request: SignedIn, code: str) -> HttpResponse:
    found = managed(request, code)
    others = list(found.steps.live().order_by("position"))
    form = forms_plans.StepForm(request.POST or None, others=others, person=request.user)
    if form.is_valid() and _kept(form, lambda: planning.add_step(found, step=form.given(), by=request.user)):
        messages.success(request, _("Added. Cohorts get it when the plan is applied."))
        return redirect(found)
    return _page(request, found, form)


def _kept(form: forms_plans.StepForm, act: Callable[[], Any]) -> Any:
    """As answers.tried, with every fault of the step beside its field."""
    try:
        return act()
    except planning.Unfit as refusal:
        for fault in refusal.faults:
            form.add_error(fault.path if fault.path in form.fields else None, fault.sentence)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    return None


def _page(request: SignedIn, plan: Plan, form: django_forms.Form, step: Step | None = None) -> HttpResponse:
    context = {"plan": plan, "form": form, "step": step}
    return answers.page(request, "cohorts/milestones/plans/step.html", context, status=422 if form.errors else 200)


def _step(plan: Plan, key: str) -> Step:
    return get_object_or_404(plan.steps.live().select_related("plan__programme", "questionnaire"), key=key)


@login_required
@form_page
def step(request: SignedIn, code: str, key: str) -> HttpResponse:
    found = managed(request, code)
    one = _step(found, key)
    others = list(found.steps.live().exclude(pk=one.pk).order_by("position"))
    form = forms_plans.StepForm(request.POST or None, others=others, person=request.user, step=one)
    if form.is_valid() and _kept(form, lambda: planning.change_step(one, given=form.given(), by=request.user)):
        messages.success(request, _("Saved. Startups get it when the plan is applied."))
        return redirect(found)
    return _page(request, found, form, one)


@login_required
@require_POST
def place(request: SignedIn, code: str, key: str) -> HttpResponse:
    """One place up or down, or to the place that is named."""
    found = managed(request, code)
    one = _step(found, key)
    wish = request.POST.get("to", "")
    steps = {"up": one.position - 1, "down": one.position + 1}
    if wish not in steps and not (wish.isdecimal() and len(wish) <= _DIGITS):
        raise Refusal(_("Choose a place from 1 to %(most)d.") % {"most": content.MOST_STEPS}, field="to")
    planning.place_step(one, position=steps[wish] if wish in steps else int(wish), by=request.user)
    return redirect(found)


@login_required
@require_POST
def remove(request: SignedIn, code: str, key: str) -> HttpResponse:
    found = managed(request, code)
    if planning.remove_step(_step(found, key), by=request.user):
        messages.success(request, _("Taken out of the plan."))
    else:
        messages.success(request, _("Taken out of the plan. Startups keep the milestone until the plan is applied."))
    return redirect(found)


@login_required
@require_POST
def bring_back(request: SignedIn, code: str, key: str) -> HttpResponse:
    found = managed(request, code)
    one = get_object_or_404(found.steps.exclude(retired_at=None).select_related("plan__programme", "questionnaire"), key=key)
    planning.bring_back_step(one, by=request.user)
    messages.success(request, _("It stands at the end of the plan again."))
    return redirect(found)


@login_required
@require_POST
def form(request: SignedIn, code: str, key: str) -> HttpResponse:
    """A form of the step's own, to be drawn next."""
    made = planning.make_evidence_form(_step(managed(request, code), key), by=request.user)
    messages.success(request, _("The form is begun. Founders are asked with it once it is published."))
    return redirect(made)
