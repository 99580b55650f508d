"""Plans: listed, begun, looked at with the days they come to for a cohort, copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Fault, Forbidden
from accelerator.programmes.models import Programme
from cohorts.milestones import calendars, forms_plans, passes, plan_file, planning, queries
from cohorts.milestones.models import Plan
from cohorts.roster.models import Cohort

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def plans(request: SignedIn) -> HttpResponse:
    context = {"plans": queries.plans(request.user), "may_make": Programme.objects.run_by(request.user).exists()}
    return answers.page(request, "cohorts/milestones/plans/plans.html", context)


@login_required
@form_page
def new(request: SignedIn) -> HttpResponse:
    """An empty plan, or one that a file brings."""
    if not Programme.objects.run_by(request.user).exists():
        raise Forbidden(_("Only the programme's managers make plans."))
    form = forms_plans.PlanForm(request.POST or None, request.FILES or None, person=request.user)
    faults: Sequence[Fault] = ()
    if form.is_valid():
        made = None
        try:
            made = answers.tried(form, lambda: _begun(form, request.user))
        except plan_file.Misread as refusal:
            faults = refusal.faults
        if made:
            return redirect(made)
    context = {"form": form, "faults": faults}
    return answers.page(request, "cohorts/milestones/plans/new.html", context, status=422 if form.errors or faults else 200)


def _begun(form: forms_plans.PlanForm, by: Any) -> Plan:
    given = form.cleaned_data
    text = form.brought()
    if not text:
        return planning.make_plan(given["programme"], name=given["name"], by=by)
    brought = plan_file.read(joined(text))
    name = given["name"] or brought.name
    try:
        return planning.plan_from_steps(given["programme"], name=name, steps=brought.steps, by=by)
    except planning.Unfit as refusal:
        raise plan_file.Misread(plan_file.located(refusal.faults, brought.lines)) from refusal


def seen(request: SignedIn, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("programme"), code=code)


def managed(request: SignedIn, code: str) -> Plan:
    found = seen(request, code)
    if not request.user.has_perm("milestones.plan", found):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": found.programme})
    return found


@login_required
@form_page
def plan(request: SignedIn, code: str) -> HttpResponse:
    """The steps in their order, when each is due, and the days that comes to for a cohort. A manager renames the plan here."""
    found = managed(request, code) if request.method == "POST" else seen(request, code)
    rename = forms_plans.NameForm(request.POST or None, initial={"name": found.name})
    if rename.is_valid() and answers.tried(rename, lambda: planning.rename_plan(found, by=request.user, **rename.cleaned_data)):
        messages.success(request, _("Saved"))
        return redirect(found)
    steps = list(found.steps.select_related("questionnaire").order_by("position"))
    live = [one for one in steps if one.retired_at is None]
    cohorts = list(Cohort.objects.filter(programme=found.programme_id).order_by("-starts_on", "-pk"))
    followings = queries.followings(found)
    example = _example(cohorts, followings, request.GET.get("cohort", ""))
    context: dict[str, Any] = {
        "plan": found,
        "lines": calendars.lines(live, example),
        "retired": [one for one in steps if one.retired_at],
        "cohorts": cohorts,
        "example": example,
        "followings": [(one, followings.get(one.pk)) for one in found.cohorts.order_by("-starts_on")],
        "newest": queries.newest_version(found),
        "progress": passes.progress(passes.of_plan(found)),
        "runs": request.user.has_perm("milestones.plan", found),
        "rename": rename,
    }
    return answers.page(request, "cohorts/milestones/plans/plan.html", context, status=422 if rename.errors else 200)


def _example(cohorts: list[Cohort], followings: dict[int, Any], slug: str) -> Cohort | None:
    """The cohort asked for, else the newest that follows the plan, else the programme's newest."""
    asked = [one for one in cohorts if one.slug == slug]
    following = [one for one in cohorts if one.pk in followings]
    return next(iter([*asked, *following, *cohorts]), None)


@login_required
@form_page
def clone(request: SignedIn, code: str) -> HttpResponse:
    """A plan that begins as this one is, in any programme the person runs."""
    found = seen(request, code)
    if not Programme.objects.run_by(request.user).exists():
        raise Forbidden(_("Only the programme's managers make plans."))
    initial = {"name": _("%(plan)s, copy") % {"plan": found.name[:180]}, "programme": found.programme_id}
    form = forms_plans.CloneForm(request.POST or None, person=request.user, initial=initial)
    if form.is_valid():
        made = answers.tried(form, lambda: planning.clone_plan(found, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("%(plan)s begins as a copy. Nothing is applied yet.") % {"plan": made})
            return redirect(made)
    context = {"plan": found, "form": form}
    return answers.page(request, "cohorts/milestones/plans/clone.html", context, status=422 if form.errors else 200)
