"""What a startup sent is corrected until it is asked again: what it said before is kept, and everybody reads that it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.models import Sheet
from accelerator.trail import operations as trail
from cohorts.checkins.models import CheckIn, Correction, Rhythm
from cohorts.checkins.operations.answering import ALONG, keep_asked, require_whole, sheet_of

_AFTER = {Rhythm.Every.WEEKLY: timedelta(days=7), Rhythm.Every.MONTHLY: timedelta(days=28)}  # where no other one follows


def corrects_until(check_in: CheckIn) -> datetime:
    """The moment from which it stays as it is: when the startup's next one opens, which begins with its figures. One query."""
    later = CheckIn.objects.filter(enrolment=check_in.enrolment_id, due_at__gt=check_in.due_at).order_by("due_at")
    opens_at = later.values_list("opens_at", flat=True).first()
    return opens_at or check_in.due_at + _AFTER[Rhythm.Every(check_in.every)]


def asks_in(check_in: CheckIn) -> str:
    """The question that is not corrected: its rows went to mentors, and are closed or asked anew one by one."""
    return check_in.rhythm.asks


@transaction.atomic
def correct(check_in: CheckIn, *, changes: Sequence[sheets.Edit], by: Any, at: datetime) -> sheets.Written:
    """Puts other answers in place of those that were sent, all of `changes` or none; who sent it and when stays.

    `at` is when the request arrived. What clashes or cannot be kept is told, and nothing is changed then. Raises Unfinished for
    what it would lack, and Refusal where the next one has opened or nothing is different.
    """
    sheet = Sheet.objects.select_for_update(no_key=True).select_related("version").get(pk=sheet_of(check_in).pk)
    held = _held(check_in, by, at)
    if any(one.key == asks_in(held) for one in changes):
        raise Refusal(_("What you asked for is closed or asked anew under “Asks”."), field=asks_in(held))
    was = dict(sheet.answers)
    written = sheets.write(sheet, changes=changes, by=by, at=at)
    if written.conflicts or written.refused:
        transaction.set_rollback(True)
        return written
    require_whole(sheet)
    keep_asked(sheet)
    if sheet.answers == was:
        raise Refusal(_("Nothing is different from what was sent."))
    number = held.corrections.count() + 1
    Correction.objects.create(check_in=held, number=number, answers=was, by=by, at=at)
    held.corrected_at = at
    held.save(update_fields=["corrected_at"])
    startup = held.enrolment.startup
    sentence = gettext_noop("{actor} corrected the {subject} of {startup}.")
    trail.record("check_in.corrected", sentence, by=by, on=held, touching=(held.enrolment, startup), startup=startup)
    return written


def _held(check_in: CheckIn, by: Any, at: datetime) -> CheckIn:
    """The row under a lock, beside the sheet's."""
    held = CheckIn.objects.select_for_update(of=("self",), no_key=True).select_related(*ALONG).get(pk=check_in.pk)
    if not by.has_perm("checkins.write", held):
        raise Forbidden(_("Owners and members of the startup write its check-ins while it is in the cohort."))
    if held.state != CheckIn.State.SENT:
        raise Refusal(_("Only what was sent is corrected."))
    until = corrects_until(held)
    if at >= until:
        said = _("This could be corrected until %(moment)s. Say what is different in the next check-in.")
        raise Refusal(said % {"moment": wording.moment(until, held.enrolment.zone)})
    return held
