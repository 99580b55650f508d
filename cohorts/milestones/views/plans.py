"""Plans: written step by step, applied to cohorts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import Programme
from cohorts.milestones import forms, planning, queries
from cohorts.milestones.models import Plan
from cohorts.roster.models import Enrolment

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def plans(request: SignedIn) -> HttpResponse:
    context = {"plans": queries.plans(request.user), "may_make": Programme.objects.run_by(request.user).exists()}
    return answers.page(request, "cohorts/milestones/plans.html", context)


@login_required
@form_page
def new(request: SignedIn) -> HttpResponse:
    if not Programme.objects.run_by(request.user).exists():
        raise Forbidden(_("Only the programme's managers make plans."))
    form = forms.PlanForm(request.POST or None, person=request.user)
    if form.is_valid():
        made = planning.make_plan(form.cleaned_data["programme"], name=form.cleaned_data["name"], by=request.user)
        return redirect("plan", code=made.code)
    return answers.page(request, "cohorts/milestones/new_plan.html", {"form": form}, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("programme"), code=code)


def _managed(request: SignedIn, code: str) -> Plan:
    found = _seen(request, code)
    if not request.user.has_perm("milestones.plan", found):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": found.programme})
    return found


@login_required
@form_page
def plan(request: SignedIn, code: str) -> HttpResponse:
    """The steps in their order; a manager adds the next one here."""
    found = _managed(request, code) if request.method == "POST" else _seen(request, code)
    form = forms.StepForm(request.POST or None)
    if form.is_valid() and answers.tried(form, lambda: planning.add_step(found, step=form.given(), by=request.user)):
        return redirect("plan", code=code)
    context: dict[str, Any] = {
        "plan": found,
        "steps": found.steps.order_by("position"),
        "cohorts": found.cohorts.order_by("-starts_on"),
        "runs": request.user.has_perm("milestones.plan", found),
        "form": form,
        "apply_form": forms.ApplyForm(plan=found),
    }
    return answers.page(request, "cohorts/milestones/plan.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def step(request: SignedIn, code: str, position: int) -> HttpResponse:
    found = get_object_or_404(_managed(request, code).steps.select_related("plan__programme"), position=position)
    form = forms.StepForm(request.POST or None, instance=found)
    if form.is_valid():
        planning.change_step(found, given=form.given(), by=request.user)
        messages.success(request, _("Saved"))
        return redirect("plan", code=code)
    context = {"plan": found.plan, "step": found, "form": form}
    return answers.page(request, "cohorts/milestones/step.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def apply(request: SignedIn, code: str) -> HttpResponse:
    """From now on the cohort follows the plan; startups in it get what they lack."""
    found = _managed(request, code)
    form = forms.ApplyForm(request.POST, plan=found)
    if not form.is_valid():
        messages.error(request, _("Choose a cohort of this programme."))
        return redirect("plan", code=code)
    made = planning.apply_plan(found, cohort=form.cleaned_data["cohort"], by=request.user).counts["added"]
    said = ngettext("Applied: %(count)d milestone made", "Applied: %(count)d milestones made", made) % {"count": made}
    if not made and not form.cleaned_data["cohort"].enrolments.filter(state=Enrolment.State.ACTIVE).exists():
        said = _("Applied: startups get the milestones when they join.")
    messages.success(request, said)
    return redirect("board", slug=form.cleaned_data["cohort"].slug)
