"""Doors to the texts of a cohort, and to what was accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, downloads, markup
from accelerator.trail import operations as trail
from cohorts.roster import forms, operations, papers, queries
from cohorts.roster.models import Agreement, AgreementAcceptance, AgreementVersion, Enrolment
from cohorts.roster.views.place import form_page, joined, standing


@login_required
@form_page
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    """The texts of a cohort, for everybody in it, with whether the reader's startups accepted them; a manager writes another
    here.
    """
    cohort, place = joined(request, slug)
    form = forms.AgreementForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        made = answers.tried(form, lambda: operations.write_agreement(cohort, by=request.user, **given))
        if made:
            return redirect(made)
    texts = list(cohort.agreements.live().order_by("title", "id"))
    own = list(Enrolment.objects.of_member(request.user).active().filter(cohort=cohort))
    held = queries.accepted(*own) if own else {}
    rows = [(one, all((mine.pk, one.pk) in held for mine in own)) for one in texts]
    context = {**place, "rows": rows, "own": own, "form": form}
    return answers.page(request, "cohorts/roster/agreements.html", context, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user).select_related("cohort__programme"), code=code)


def _page(request: SignedIn, found: Agreement, *, status: int = 200, form: Any = None, reword_form: Any = None) -> HttpResponse:
    """The newest words. Who writes for startups of the cohort accepts them; managers see who did."""
    newest, place = queries.newest_version(found), standing(request, found.cohort)
    own = Enrolment.objects.of_writer(request.user).active().filter(cohort=found.cohort_id).select_related("startup")
    mine = [(one, queries.accepted_agreements(one).get(found.pk)) for one in own.order_by("id")[:3]]
    context = {
        **place,
        "agreement": found,
        "version": newest,
        "shown": markup.rendered(newest.text),
        "mine": mine,
        "form": form or forms.AcceptForm(),
        "accepted": queries.acceptances(found) if place["sees"] else [],
        "reword_form": reword_form or forms.RewordForm(initial={"text": newest.text, "anew": True}),
    }
    return answers.page(request, "cohorts/roster/agreement.html", context, status=status)


@login_required
@require_safe
def agreement(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code))


@login_required
@require_POST
def accept(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, form=form)
    given = form.cleaned_data
    version = get_object_or_404(
        AgreementVersion.objects.filter(agreement=found).select_related("agreement"), code=given["version"]
    )
    own = Enrolment.objects.of_member(request.user).select_related("cohort", "startup")
    enrolment = get_object_or_404(own, code=given["enrolment"])
    signed = {"name": given["name"], "sha256": given["sha256"]}
    made = answers.tried(form, lambda: operations.accept(version, enrolment=enrolment, by=request.user, **signed))
    if made:
        messages.success(request, _("Accepted for %(startup)s.") % {"startup": enrolment.startup})
        return redirect(made)
    return _page(request, found, status=422, form=form)


@login_required
@require_POST
def reword(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.RewordForm(request.POST)
    if form.is_valid() and answers.tried(form, lambda: operations.reword(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved as a new version."))
        return redirect(found)
    return _page(request, found, status=422, reword_form=form)


@login_required
@require_POST
def withdraw(request: SignedIn, code: str) -> HttpResponse:
    found = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("cohort"), code=code)
    operations.withdraw_agreement(found, by=request.user)
    return redirect("cohort_agreements", slug=found.cohort.slug)


def _accepted(request: SignedIn, code: str) -> AgreementAcceptance:
    related = ("version__agreement__cohort", "enrolment__startup", "enrolment__cohort", "by")
    return get_object_or_404(AgreementAcceptance.objects.visible_to(request.user).select_related(*related), code=code)


@login_required
@require_safe
def acceptance(request: SignedIn, code: str) -> HttpResponse:
    """What was accepted, word for word, by whom and when: a page to print."""
    found = _accepted(request, code)
    context = {"accepted": found, "shown": markup.rendered(found.version.text)}
    return answers.page(request, "cohorts/roster/acceptance.html", context)


@login_required
@require_safe
def acceptance_pdf(request: SignedIn, code: str) -> HttpResponse:
    found = _accepted(request, code)
    trail.looked("acceptance", by=request.user, at=found)
    response = HttpResponse(papers.acceptance(found), content_type="application/pdf")
    return downloads.attached(response, f"{found.version.agreement.title}.pdf")
