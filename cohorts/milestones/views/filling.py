"""The form of a milestone: whoever acts answers it on one page, which saves without loss as the editor of applications does."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, arrived
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires import autosave, onepage
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.onepage import Posted
from cohorts.milestones import operations
from cohorts.milestones.models import Milestone
from cohorts.milestones.operations.holding import OPEN, require
from cohorts.milestones.views import page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: SignedIn, code: str) -> HttpResponse:
    """A POST keeps what it can of every answer; what somebody else changed meanwhile is shown beside what was typed."""
    found = page.seen(request, code)
    if not request.user.has_perm("milestones.write", found):
        raise Forbidden(_("Who acts on this milestone answers its form."))
    if request.method != "POST":
        require(found, *OPEN)
        if operations.fill_in(found, by=request.user) is None:
            raise Http404
        return _page(request, found, Posted())
    try:
        require(found, *OPEN)
        posted = _kept(request, found, answers.found(operations.fill_in(found, by=request.user)))
    except Refusal as refusal:
        return _too_late(request, code, refusal)
    if posted.status != 302:
        return _page(request, found, posted)
    messages.success(request, _("Saved. It is not submitted yet."))
    return redirect("milestone" if request.POST.get("to:") == "back" else "milestone_form", code=code)


def _too_late(request: SignedIn, code: str, refusal: Refusal) -> HttpResponse:
    """The milestone as it is now, with what was written beside its question."""
    found = page.seen(request, code)
    asked = found.sheet.version.questions() if found.sheet else {}
    said = {key: [text for text in request.POST.getlist(key) if text.strip()] for key in asked}
    written = [f"{asked[key].label}\n{text}" for key, texts in said.items() for text in texts]
    return page.answer(request, found, status=refusal.status, refused=[str(refusal.sentence)], written=written)


def _kept(request: SignedIn, found: Milestone, sheet: Sheet) -> Posted:
    at, by = arrived.at(request), request.user
    posted = onepage.kept(
        sheet,
        sheet.version.sections(),
        request.POST,
        write=lambda changes: operations.answer(found, changes=changes, by=by, at=at),
    )
    refused = _files(request, found, sheet)
    if not refused:
        return posted
    return replace(posted, status=409 if posted.conflicts else 422, wrong={**posted.wrong, **refused})


def _files(request: SignedIn, found: Milestone, sheet: Sheet) -> dict[str, str]:
    """Takes off what the form removes, puts on what it brings; {question: why not}."""
    if code := request.POST.get("remove:", ""):
        attachment = get_object_or_404(sheet.attachments.select_related("file"), file__code=code)
        operations.detach_answer(found, attachment=attachment, by=request.user)
    refused = {}
    for key, question in sheet.version.questions().items():
        for upload in request.FILES.getlist(key) if question.type == "file" else ():
            try:
                operations.attach_answer(found, key=key, upload=upload, by=request.user)
            except Refusal as refusal:
                refused[key] = str(refusal.sentence)
    return refused


def _page(request: SignedIn, found: Milestone, posted: Posted) -> HttpResponse:
    sheet = Sheet.objects.select_related("version__questionnaire").get(milestone=found)
    context = onepage.context(sheet, sheet.version.sections(), reads.whole(sheet), posted)
    status = 200 if posted.status == 302 else posted.status
    return answers.page(request, "cohorts/milestones/form.html", context | {"milestone": found}, status=status)


@login_required
@require_http_methods(["PATCH"])
def sheet(request: SignedIn, code: str) -> HttpResponse:
    """The autosave: {"changes": [{name, value, version}], "language", "form"}; docs/components.md tells the answers."""
    found = page.seen(request, code)
    written = operations.answer(found, changes=autosave.changes(request), by=request.user, at=arrived.at(request))
    kept = Sheet.objects.select_related("version").get(milestone=found)
    form = design.asking(kept.version.sections(), reads.whole(kept))
    return autosave.answer(written, form, kept.version.questions())
