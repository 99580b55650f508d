"""Doors to the onboarding checklist: a startup's own, and a cohort's in one table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden
from accelerator.trail import operations as trail
from cohorts.roster import checklist, forms, operations, queries
from cohorts.roster.models import Cohort, Duty, Enrolment, OnboardingItem
from cohorts.roster.views.place import form_page, overseen


@login_required
@form_page
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    """Who lacks what; a manager adds lines here."""
    cohort, place = overseen(request, slug)
    form = forms.ItemForm(request.POST or None, cohort=cohort)
    if form.is_valid() and answers.tried(form, lambda: operations.add_item(cohort, given=form.given(), by=request.user)):
        messages.success(request, _("Added. Every startup in the cohort has it to do."))
        return redirect("cohort_onboarding", slug=slug)
    items = list(cohort.onboarding_items.live().order_by("position"))
    context = {**place, "items": items, "rows": queries.checklist_of(cohort, items), "form": form}
    return answers.page(request, "cohorts/roster/onboarding.html", context, status=422 if form.errors else 200)


def _item(request: SignedIn, code: str) -> OnboardingItem:
    rows = (
        OnboardingItem.objects.live()
        .filter(cohort__in=Cohort.objects.run_by(request.user))
        .select_related("cohort__programme", "agreement")
    )
    return get_object_or_404(rows, code=code)


@login_required
@form_page
def item(request: SignedIn, code: str) -> HttpResponse:
    """A line is worded anew or given another day."""
    found = _item(request, code)
    form = forms.ItemForm(request.POST or None, cohort=found.cohort, item=found)
    if form.is_valid() and answers.tried(form, lambda: operations.change_item(found, given=form.given(), by=request.user)):
        return redirect("cohort_onboarding", slug=found.cohort.slug)
    context = {"cohort": found.cohort, "sees": True, "item": found, "form": form}
    return answers.page(request, "cohorts/roster/onboarding_item.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_off(request: SignedIn, code: str) -> HttpResponse:
    found = _item(request, code)
    operations.take_off(found, by=request.user)
    return redirect("cohort_onboarding", slug=found.cohort.slug)


def _watched(request: SignedIn, code: str) -> Enrolment:
    rows = Enrolment.objects.watched_by(request.user).select_related("startup", "cohort__programme")
    return get_object_or_404(rows, code=code)


def _page(request: SignedIn, found: Enrolment, *, status: int = 200, **wrong: Any) -> HttpResponse:
    today = found.today()
    rows = [(one, checklist.seen_as(one.state, due_on=one.due_on, today=today)) for one in queries.duties(found)]
    active = found.state == Enrolment.State.ACTIVE
    runs = active and request.user.has_perm("roster.run_enrolment", found)
    context = {
        "enrolment": found,
        "rows": rows,
        "done": sum(1 for one, _seen in rows if one.state != Duty.State.OPEN),
        "writes": active and request.user.has_perm("roster.write_for", found),
        "runs": runs,
        "accepted": queries.accepted_agreements(found) if runs and any(_is_signed(one) for one, _seen in rows) else {},
        "pays": request.user.has_perm("roster.pay_for", found),
        "wrong": wrong.get("waive"),
    }
    return answers.page(request, "cohorts/roster/duties.html", context, status=status)


def _is_signed(duty: Duty) -> bool:
    return duty.item.agreement_id is not None and duty.state != Duty.State.OPEN


@login_required
@require_safe
def of_startup(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _watched(request, code))


def _duty(request: SignedIn, code: str) -> Duty:
    related = ("enrolment__startup", "enrolment__cohort__programme", "item")
    return get_object_or_404(Duty.objects.live().visible_to(request.user).select_related(*related), code=code)


@login_required
@require_POST
def settle(request: SignedIn, code: str) -> HttpResponse:
    return redirect(operations.settle(_duty(request, code), by=request.user))


@login_required
@require_POST
def reopen(request: SignedIn, code: str) -> HttpResponse:
    return redirect(operations.reopen(_duty(request, code), by=request.user))


@login_required
@require_POST
def waive(request: SignedIn, code: str) -> HttpResponse:
    found = _duty(request, code)
    form = forms.ReasonForm(request.POST)
    if form.is_valid() and answers.tried(form, lambda: operations.waive(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Waived"))
        return redirect(found)
    return _page(request, _watched(request, found.enrolment.code), status=422, waive=(found, form))


@login_required
@form_page
def payment(request: SignedIn, code: str) -> HttpResponse:
    """Bank and billing ids, to owners and managers; each look is recorded."""
    found = _watched(request, code)
    if not request.user.has_perm("roster.pay_for", found):
        raise Forbidden(_("Owners of the startup and the programme's managers see these."))
    if request.method == "POST":
        form = forms.PaymentForm(request.POST)
        if form.is_valid() and answers.tried(
            form, lambda: operations.save_payment_ids(found, given=form.cleaned_data, by=request.user)
        ):
            messages.success(request, _("Saved, encrypted."))
            return redirect("enrolment_onboarding", code=code)
    else:
        form = forms.PaymentForm(initial=queries.payment_ids(found))
        trail.looked("payment ids", by=request.user, at=found)
    context = {"enrolment": found, "form": form}
    return answers.page(request, "cohorts/roster/payment.html", context, status=422 if form.errors else 200)
