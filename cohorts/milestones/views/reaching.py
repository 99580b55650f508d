"""A startup's milestones: the founders submit, supporters and managers sign off."""

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
from cohorts.milestones import forms, operations, planning, queries
from cohorts.milestones.models import Milestone
from cohorts.roster.models import Enrolment


@login_required
@require_safe
def milestones(request: SignedIn) -> HttpResponse:
    """Of the reader's startups, and what waits for the reader to check."""
    mine = Enrolment.objects.of_member(request.user).select_related("startup", "cohort").order_by("-id")[:10]
    waiting = queries.to_check(request.user)[:100]
    together.fetch(mine, waiting)
    theirs = together.run(together.beside(*(queries.of.steps(one) for one in mine)))
    context = {
        "startups": list(zip(mine, theirs, strict=True)),
        "to_check": waiting,
        "today": clock.today(request.user.zone),
    }
    return answers.page(request, "cohorts/milestones/milestones.html", context)


def _seen(request: SignedIn, code: str) -> Milestone:
    rows = Milestone.objects.visible_to(request.user).select_related("enrolment__startup", "enrolment__cohort", "step")
    return get_object_or_404(rows, code=code)


def _page(request: SignedIn, found: Milestone, *, status: int = 200, **wrong: django_forms.Form) -> HttpResponse:
    open_to_all = found.enrolment.state == Enrolment.State.ACTIVE
    may = {name: open_to_all and request.user.has_perm(f"milestones.{name}", found) for name in ("write", "sign_off", "run")}
    evidence = found.evidence.select_related("file").order_by("id")
    verdicts = found.sign_offs.select_related("by").order_by("-id")
    together.fetch(evidence, verdicts)
    initial = {"account": found.account}
    refused = [form for form in wrong.values() if form.non_field_errors()]  # its form may not be on the page any more
    context: dict[str, Any] = {
        "milestone": found,
        "seen": queries.seen(found, found.enrolment.today()),
        "evidence": [row.file for row in evidence],
        "verdicts": verdicts,
        "may": may,
        "refused": [sentence for form in refused for sentence in form.non_field_errors()],
        "written": [words for form in refused for words in form.cleaned_data.values() if isinstance(words, str) and words],
        "submit_form": wrong.get("submit") or forms.SubmitForm(initial=initial),
        "sign_off_form": wrong.get("sign_off") or forms.CommentForm(auto_id="sign_%s"),
        "return_form": wrong.get("give_back") or forms.ReturnForm(auto_id="return_%s"),
        "waive_form": wrong.get("waive") or forms.ReasonForm(auto_id="waive_%s"),
        "move_form": wrong.get("move") or forms.MoveForm.of(found),
    }
    return answers.page(request, "cohorts/milestones/milestone.html", context, status=status)


@login_required
@require_safe
def milestone(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code))


@login_required
@require_safe
def file(request: SignedIn, code: str, file: str) -> FileResponse:
    """Evidence, to whoever may see the milestone. That somebody from outside the startup looked is logged."""
    found = _seen(request, code)
    kept = get_object_or_404(found.evidence.select_related("file"), file__code=file).file
    if not request.user.has_perm("milestones.belong", found):
        trail.looked("file", by=request.user, at=found)
    return serving.answer(kept, to=request.user)


@login_required
@require_safe
def preview(request: SignedIn, code: str, file: str) -> HttpResponse:
    """Its small picture, to whoever gets the file."""
    kept = get_object_or_404(_seen(request, code).evidence.select_related("file"), file__code=file).file
    return serving.preview(kept, to=request.user)


@login_required
@require_POST
def start(request: SignedIn, code: str) -> HttpResponse:
    return redirect(operations.start(_seen(request, code), by=request.user))


def _with_form(
    request: SignedIn, code: str, name: str, form: django_forms.Form, verb: Callable[..., Any], said: str
) -> HttpResponse:
    """Runs `verb` with what the form gives; shows the milestone again with the errors where it cannot."""
    found = _seen(request, code)
    if form.is_valid() and answers.tried(form, lambda: verb(found, by=request.user, **form.cleaned_data)):
        messages.success(request, said)
        return redirect(found)
    return _page(request, _seen(request, code), status=422, **{name: form})


@login_required
@require_POST
def submit(request: SignedIn, code: str) -> HttpResponse:
    form = forms.SubmitForm(request.POST, request.FILES)

    def hand_in(found: Milestone, *, evidence: list[Any], **given: Any) -> Milestone:
        return operations.submit(found, uploads=evidence, **given)

    return _with_form(request, code, "submit", form, hand_in, _("Submitted. Whoever signs off has been told."))


@login_required
@require_POST
def sign_off(request: SignedIn, code: str) -> HttpResponse:
    form = forms.CommentForm(request.POST, auto_id="sign_%s")
    return _with_form(request, code, "sign_off", form, operations.sign_off, _("Signed off"))


@login_required
@require_POST
def give_back(request: SignedIn, code: str) -> HttpResponse:
    form = forms.ReturnForm(request.POST, auto_id="return_%s")
    return _with_form(request, code, "give_back", form, operations.give_back, _("Returned. The founders read your comment."))


@login_required
@require_POST
def waive(request: SignedIn, code: str) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="waive_%s")
    return _with_form(request, code, "waive", form, operations.waive, _("Waived"))


@login_required
@require_POST
def move(request: SignedIn, code: str) -> HttpResponse:
    return _with_form(request, code, "move", forms.MoveForm(request.POST), planning.move, _("Moved. Its reminders move along."))
