"""A startup begins a milestone, writes on it, and submits it: what was submitted stays as it was then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.files import operations as files
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires import queries as forms
from accelerator.questionnaires.models import Attachment, Sheet, Version
from cohorts.milestones import hearing, messages, queries
from cohorts.milestones import links as addresses
from cohorts.milestones.models import Evidence, HandIn, Milestone
from cohorts.milestones.operations.asking import sheet_of
from cohorts.milestones.operations.holding import OPEN, hold, reach, record, require, set_state, tell

_KINDS = ("pdf", "docx", "pptx", "xlsx", "csv", "txt", "png", "jpg")
MOST_FILES, LONGEST_ACCOUNT = 20, 4000
_MOST_FIGURE = Decimal(10) ** 14


class Incomplete(Refusal):
    """Answers of the step's form are missing or wrong; `faults` lists each question with its remedy."""

    status = 422

    def __init__(self, faults: list[design.Fault]) -> None:
        super().__init__(_("Some answers need you before you can submit."), field=faults[0].path)
        self.faults = faults


@transaction.atomic
def start(milestone: Milestone, *, by: Any) -> Milestone:
    """The startup has begun."""
    held = hold(milestone, "milestones.write", by)
    require(held, Milestone.State.PLANNED)
    set_state(held, Milestone.State.ACTIVE)
    record("milestone.started", gettext_noop("{actor} started {subject} of {startup}."), held, by=by)
    return held


@transaction.atomic
def save(
    milestone: Milestone,
    *,
    account: str | None = None,
    links: Sequence[str] | None = None,
    figure: Decimal | None = None,
    no_figure: bool = False,
    uploads: Iterable[UploadedFile[Any]] = (),
    by: Any,
) -> Milestone:
    """Keeps what is written so far, without submitting it; what is None stays as it is, but `no_figure` takes the number away."""
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    if no_figure:
        held.figure = None
    _keep(held, account, links, figure, uploads, by)
    return held


def _keep(
    held: Milestone,
    account: str | None,
    links: Sequence[str] | None,
    figure: Decimal | None,
    uploads: Iterable[UploadedFile[Any]],
    by: Any,
) -> None:
    if account is not None and len(account) > LONGEST_ACCOUNT:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST_ACCOUNT}, field="account")
    given, wrong = addresses.checked(links if links is not None else held.links)
    if wrong:
        raise Refusal(wrong, field="links")
    if figure is not None and not (figure.is_finite() and abs(figure) < _MOST_FIGURE):
        raise Refusal(_("This number is too large to be kept."), field="figure")
    if figure is not None and figure != round(figure, 4):
        raise Refusal(_("A number has at most four decimals here."), field="figure")
    held.account = held.account if account is None else account
    held.figure = held.figure if figure is None else figure
    held.links = given
    held.save(update_fields=["account", "figure", "links"])
    for upload in uploads:
        _attach(held, upload, by)


def _attach(held: Milestone, upload: UploadedFile[Any], by: Any) -> None:
    if held.evidence.there().count() >= MOST_FILES:
        raise Refusal(_("At most %(most)d files. Remove one first.") % {"most": MOST_FILES}, field="evidence")
    kept = files.keep(upload, by=by, on=held.enrolment.startup, allowed=_KINDS, field="evidence")
    Evidence.objects.create(milestone=held, file=kept)


@transaction.atomic
def take_out(evidence: Evidence, *, by: Any) -> None:
    """The file does not go with what is submitted next; what was submitted with it keeps it."""
    held = hold(evidence.milestone, "milestones.write", by)
    require(held, *OPEN)
    Evidence.objects.there().filter(pk=evidence.pk).update(taken_out_at=clock.now())


@transaction.atomic
def fill_in(milestone: Milestone, *, by: Any) -> Sheet | None:
    """The sheet on which who acts answers the step's form, as `asking.sheet_of` gives it."""
    return sheet_of(hold(milestone, "milestones.write", by))


@transaction.atomic
def submit(
    milestone: Milestone,
    *,
    account: str | None = None,
    links: Sequence[str] | None = None,
    figure: Decimal | None = None,
    uploads: Iterable[UploadedFile[Any]] = (),
    by: Any,
) -> Milestone:
    """The startup says it is done: what it gives and what was saved is kept as a version, and those who sign off hear of it.

    What mentors or managers act on is reached at once by their word, and the founders hear. Refused while what it waits for is
    neither submitted nor reached, without the number where one is wanted, and, as Incomplete, while answers of its form are
    missing.
    """
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    _require_needed(held)
    _keep(held, account, links, figure, uploads, by)
    if not held.account.strip():
        raise Refusal(_("Say in a sentence or two what was done."), field="account")
    if held.asks.target is not None and held.figure is None:
        raise Refusal(_("Give the number that you reached, in %(unit)s.") % {"unit": held.asks.unit}, field="figure")
    hand_in = snapshot(held, by=by, form=_filled_in(held))
    held.submitted_at = hand_in.at
    set_state(held, Milestone.State.SUBMITTED, "submitted_at")
    if not held.is_for_founders:
        return _done(held, hand_in, by)
    for person in held.checkers():
        tell(messages.SUBMITTED, held, to=person, by=by, account=held.account)
    record("milestone.submitted", gettext_noop("{actor} submitted {subject} of {startup}."), held, by=by)
    return held


def _done(held: Milestone, hand_in: HandIn, by: Any) -> Milestone:
    reach(held, hand_in, comment="", by=by)
    for person in hearing.concerned(held):
        if person != by:
            tell(messages.DONE, held, to=person, by=by, account=held.account)
    record("milestone.done", gettext_noop("{actor} did {subject} of {startup}."), held, by=by)
    announce("milestone_reached", milestone=held, by=by)
    return held


def _require_needed(held: Milestone) -> None:
    lacking = [str(one) for one in queries.needed(held) if one.state in OPEN]
    if lacking:
        said = _("This waits for %(milestones)s. Submit that first, or ask the programme to waive it.")
        raise Refusal(said % {"milestones": ", ".join(lacking)})


def _filled_in(held: Milestone) -> tuple[Version, dict[str, Any]] | None:
    """The form's version and what of the answers it asks for; None where the step asks no form. Raises Incomplete."""
    sheet = _sheet(held)
    if sheet is None:
        return None
    sections, whole = sheet.version.sections(), forms.whole(sheet)
    if faults := design.faults(sections, whole):
        raise Incomplete(faults)
    return sheet.version, dict(design.asking(sections, whole).answers)


def snapshot(held: Milestone, *, by: Any, form: tuple[Version, dict[str, Any]] | None = None) -> HandIn:
    """Keeps what the milestone has now as its next version."""
    last = held.hand_ins.order_by("-number").values_list("number", flat=True).first() or 0
    attached = held.evidence.there().select_related("file").order_by("id")
    version, answers = form or (None, {})
    return HandIn.objects.create(
        milestone=held,
        number=last + 1,
        account=held.account,
        links=held.links,
        files=[{name: getattr(one.file, name) for name in ("code", "name", "size", "sha256")} for one in attached],
        figure=held.figure,
        version=version,
        answers=answers,
        by=by,
        at=clock.now(),
    )


def _sheet(held: Milestone) -> Sheet | None:
    """Locked: nobody writes on it while it is submitted. The one that is asked for, begun or not."""
    sheet = sheet_of(held)
    return (
        Sheet.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=sheet.pk) if sheet else None
    )


@transaction.atomic
def answer(milestone: Milestone, *, changes: Sequence[sheets.Edit], by: Any, at: datetime | None = None) -> sheets.Written:
    """Keeps answers of its form, each where its writer saw the newest; the rest is told, and nothing is lost. What arrived `at`
    a moment is kept under it."""
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    sheet = sheet_of(held)
    if sheet is None:
        raise Refusal(_("This milestone asks no form."))
    return sheets.write(sheet, changes=changes, by=by, at=at or clock.now())


@transaction.atomic
def attach_answer(milestone: Milestone, *, key: str, upload: UploadedFile[Any], by: Any) -> None:
    """Keeps a file as (part of) the answer to the file question `key` of its form."""
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    sheet = sheet_of(held)
    if sheet is None:
        raise Refusal(_("This milestone asks no form."))
    sheets.attach(sheet, key=key, upload=upload, by=by, at=clock.now(), owner=held.enrolment.startup)


@transaction.atomic
def detach_answer(milestone: Milestone, *, attachment: Attachment, by: Any) -> None:
    """The file is no answer any more; what was submitted with it keeps it."""
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    sheets.detach(attachment, by=by, at=clock.now())
