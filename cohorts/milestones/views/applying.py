"""Plans meet startups: what applying one would change, seen before it is done; and one startup planned anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden, Refusal
from cohorts.milestones import forms, forms_plans, planning, queries
from cohorts.milestones.models import Plan
from cohorts.milestones.views.plans import form_page, managed
from cohorts.roster import policies as roster
from cohorts.roster.models import Cohort, Enrolment


@login_required
@form_page
def apply(request: SignedIn, code: str) -> HttpResponse:
    """GET shows what would change for whom, POST does exactly that: where something changed since, it is shown anew."""
    found = managed(request, code)
    choice = forms_plans.ChooseCohort(request.POST or request.GET or None, plan=found)
    if not choice.is_valid():
        if request.method == "POST" or request.GET:
            messages.error(request, _("Choose a cohort of this programme."))
        return redirect(found)
    cohort = choice.cleaned_data["cohort"]
    overrule = set((request.POST if request.method == "POST" else request.GET).getlist("overrule"))
    note = forms_plans.NoteForm(request.POST or None)
    if request.method == "POST" and note.is_valid():
        try:
            made = planning.apply_plan(
                found,
                cohort=cohort,
                by=request.user,
                seen=request.POST.get("seen", ""),
                overrule=overrule,
                note=note.cleaned_data["note"],
            )
        except planning.Stale as refusal:
            return _preview(request, found, cohort, note, overrule, status=409, stale=str(refusal.sentence))
        messages.success(request, _said(made.counts, cohort))
        return redirect("board", slug=cohort.slug)
    return _preview(request, found, cohort, note, overrule, status=422 if note.errors else 200)


def _preview(
    request: SignedIn,
    plan: Plan,
    cohort: Cohort,
    note: forms_plans.NoteForm,
    overrule: set[str],
    *,
    status: int,
    stale: str = "",
) -> HttpResponse:
    found = planning.preview(plan, cohort, steps=planning.live_steps(plan), overrule=overrule)
    context = {
        "plan": plan,
        "cohort": cohort,
        "preview": found,
        "groups": planning.alike(found),
        "late": [one for one in found.steps if found.applying.days()[one.key].on > cohort.ends_on],
        "followed": queries.followed(cohort).get(plan.pk),
        "overrule": overrule,
        "note": note,
        "stale": stale,
    }
    return answers.page(request, "cohorts/milestones/plans/preview.html", context, status=status)


def _said(counts: dict[str, int], cohort: Cohort) -> str:
    changed = sum(counts.values())
    if changed:
        said = ngettext("Applied: %(count)d milestone changed", "Applied: %(count)d milestones changed", changed)
        return said % {"count": changed}
    if not cohort.enrolments.active().exists():
        return _("Applied: startups get the milestones when they join.")
    return _("Applied: every startup had it all already.")


@login_required
@form_page
def replan(request: SignedIn, code: str) -> HttpResponse:
    """GET with a wish shows the days it comes to; POST gives them to the startup, with a reason."""
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort__programme")
    found = get_object_or_404(rows, code=code)
    if not roster.decides_for(request.user, found):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": found.cohort.programme})
    asked = request.POST if request.method == "POST" else request.GET
    wish = forms_plans.ReplanForm(asked if "how" in asked else None)
    reason = forms.ReasonForm(request.POST or None)
    stale = ""
    if request.method == "POST" and wish.is_valid() and reason.is_valid():
        given = {"reason": reason.cleaned_data["reason"], "by": request.user, "seen": request.POST.get("seen", "")}
        try:
            moved = planning.replan(found, wish.wish(), **given)
            messages.success(request, _moved(moved))
            return redirect(found)
        except planning.Stale as refusal:
            stale = str(refusal.sentence)
        except Refusal as refusal:
            reason.add_error("reason" if refusal.field == "reason" else None, str(refusal.sentence))
    status = 409 if stale else 422 if wish.errors or reason.errors else 200
    return _replan_page(request, found, wish, reason, status=status, stale=stale)


def _moved(count: int) -> str:
    said = ngettext(
        "%(count)d milestone moved. The founders have been told.",
        "%(count)d milestones moved. The founders have been told.",
        count,
    )
    return said % {"count": count}


def _replan_page(
    request: SignedIn, found: Enrolment, wish: forms_plans.ReplanForm, reason: forms.ReasonForm, *, status: int, stale: str
) -> HttpResponse:
    context: dict[str, Any] = {"enrolment": found, "wish": wish, "reason": reason, "stale": stale}
    if wish.is_bound and wish.is_valid():
        context["proposal"] = planning.propose(found, wish.wish())
    return answers.page(request, "cohorts/milestones/plans/replan.html", context, status=status)
