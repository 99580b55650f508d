"""A check-in is written by whoever writes for the startup, and sent once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.models import Sheet
from accelerator.trail import operations as trail
from cohorts.checkins import fields
from cohorts.checkins.models import CheckIn, Link
from cohorts.checkins.operations import asking

ALONG = ("rhythm__cohort", "enrolment__startup", "enrolment__cohort")


class Unfinished(Refusal):
    """What is missing or wrong before it can be sent: `faults` by question."""

    status = 422


def write(check_in: CheckIn, *, changes: Sequence[sheets.Edit], by: Any, at: datetime) -> sheets.Written:
    """Keeps answers as questionnaires.write does, while it is open: also when it is late already."""
    return sheets.write(sheet_of(check_in), changes=changes, by=by, at=at, bar=partial(_require_open, check_in, by))


def sheet_of(check_in: CheckIn) -> Sheet:
    """Of one that has opened. Raises Refusal."""
    if check_in.sheet is None:
        raise Refusal(_("This check-in is not open."))
    return check_in.sheet


def _require_open(check_in: CheckIn, by: Any) -> None:
    _open(check_in, by)


def _open(check_in: CheckIn, by: Any) -> CheckIn:
    """The row, locked: a startup that leaves meanwhile waits, or what it closed is seen here."""
    held = CheckIn.objects.select_for_update(of=("self",), no_key=True).select_related(*ALONG).get(pk=check_in.pk)
    if not by.has_perm("checkins.write", held):
        raise Forbidden(_("Owners and members of the startup write its check-ins while it is in the cohort."))
    if held.state == CheckIn.State.SENT:
        raise Refusal(_("%(person)s sent this check-in already.") % {"person": held.sent_by})
    if held.state != CheckIn.State.OPEN:
        raise Refusal(_("This check-in is not open."))
    return held


@transaction.atomic
def submit(check_in: CheckIn, *, by: Any, at: datetime) -> CheckIn:
    """Sends it as it stands, late or not: its links die, nobody is reminded any more, what it asks for goes to mentors.

    `at` is when the request arrived. Raises Unfinished with all that stands in the way.
    """
    sheet = Sheet.objects.select_for_update(no_key=True).select_related("version").get(pk=sheet_of(check_in).pk)
    held = _open(check_in, by)  # nobody writes or sends it meanwhile: they wait for the sheet
    held.sheet = sheet
    require_whole(sheet)
    keep_asked(sheet)
    held.state, held.sent_at, held.sent_by = CheckIn.State.SENT, at, by
    held.let_mentors = fields.let_mentors(held.rhythm.settings)
    held.save(update_fields=["state", "sent_at", "sent_by", "let_mentors"])
    Link.objects.filter(check_in=held, used_at=None).update(used_at=at)
    notices.cancel_plans(held, reason="sent")
    asking.ask(held)
    sentence = gettext_noop("{actor} sent the {subject} of {startup}.")
    if at > held.due_at:
        sentence = gettext_noop("{actor} sent the {subject} of {startup}, late.")
    startup = held.enrolment.startup
    trail.record("check_in.sent", sentence, by=by, on=held, touching=(held.enrolment, startup), startup=startup)
    return held


def keep_asked(sheet: Sheet) -> None:
    """What is sent is what was asked: what was written to a question that another answer hides is left out."""
    sheet.answers = fields.heard(sheet.version.sections(), sheet.answers)
    sheet.save(update_fields=["answers"])


def require_whole(sheet: Sheet) -> None:
    faults = design.faults(fields.without_files(sheet.version.sections()), sheet.answers)
    if faults:
        refusal = Unfinished(_("Some answers are missing. Nothing you wrote is lost."), field=faults[0].path)
        refusal.faults = faults
        raise refusal
