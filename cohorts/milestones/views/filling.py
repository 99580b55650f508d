"""The form of a milestone: its founders answer it on one page, which saves without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires import forms as drawn
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Conflict, Edit
from cohorts.milestones import operations
from cohorts.milestones.models import Milestone
from cohorts.milestones.operations.holding import OPEN
from cohorts.milestones.views import page


class Row(NamedTuple):
    """One question: its `field`, None for files, the number of the answer that is shown, and what is attached."""

    question: Any
    field: Any
    seen: int
    files: list[dict[str, Any]]
    theirs: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: SignedIn, code: str) -> HttpResponse:
    """A POST keeps what it can of every answer; what somebody else changed meanwhile is shown beside what was typed."""
    found = page.seen(request, code)
    if not request.user.has_perm("milestones.write", found):
        raise Forbidden(_("Its founders answer this form."))
    if found.state not in OPEN:
        raise Refusal(_("This milestone is “%(state)s” now. Load the page again.") % {"state": found.word()})
    sheet = operations.fill_in(found, by=request.user)
    if sheet is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, _Told())
    told = _kept(request, found, sheet)
    if told:
        return _page(request, found, told, status=422)
    messages.success(request, _("Saved. It is not submitted yet."))
    return redirect("milestone_form" if "stay" in request.POST else "milestone", code=code)


@dataclass
class _Told:
    """What could not be kept: what was typed, what is wrong with it, and what somebody else wrote there meanwhile."""

    typed: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.wrong or self.theirs)


def _kept(request: SignedIn, found: Milestone, sheet: Sheet) -> _Told:
    edits: list[Edit] = [one for section in sheet.version.sections() for one in drawn.edits(section, request.POST)]
    done, told = operations.answer(found, changes=edits, by=request.user), _Told()
    sent = {one.key: one.value for one in edits}
    for one in done.refused:
        told.typed[one.key], told.wrong[one.key] = sent[one.key], str(one.refusal.sentence)
    for clash in done.conflicts:
        told.typed[clash.key], told.theirs[clash.key] = clash.yours, _theirs(sheet, clash)
    for key, question in sheet.version.questions().items():
        for upload in request.FILES.getlist(key) if question.type == "file" else ():
            try:
                operations.attach_answer(found, key=key, upload=upload, by=request.user)
            except Refusal as refusal:
                told.wrong[key] = str(refusal.sentence)
    return told


def _theirs(sheet: Sheet, clash: Conflict) -> str:
    text = sheet.version.questions()[clash.key].told(clash.theirs)
    return _("%(name)s changed this meanwhile to: %(text)s") % {"name": clash.by, "text": text or "–"}


def _page(request: SignedIn, found: Milestone, told: _Told, *, status: int = 200) -> HttpResponse:
    sheet = Sheet.objects.select_related("version__questionnaire").get(milestone=found)
    asking = reads.asked(sheet)
    context = {
        "milestone": found,
        "sheet": sheet,
        "sections": [(one, _rows(sheet, one, asking.answers, told)) for one in asking.sections],
        "troubled": bool(told),
    }
    return answers.page(request, "cohorts/milestones/form.html", context, status=status)


def _rows(sheet: Sheet, section: Section, kept: Mapping[str, Any], told: _Told) -> list[Row]:
    form = drawn.SectionForm(section, {**kept, **told.typed}, told.wrong)
    return [
        Row(
            one,
            form[one.key] if one.key in form.fields else None,
            sheet.seen(one.key),
            kept.get(one.key) or [] if one.type == "file" else [],
            told.theirs.get(one.key, "") or (told.wrong.get(one.key, "") if one.type == "file" else ""),
        )
        for one in section.questions
    ]
