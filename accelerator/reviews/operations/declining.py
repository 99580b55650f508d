"""Handing an application back without a conflict: no time, not one's field, another reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.reviews import messages
from accelerator.reviews.models import Assignment, Decline
from accelerator.reviews.operations import holding, seating
from accelerator.reviews.slots import DAILY

SOURCE = "declined"
LONGEST_NOTE = 300


@transaction.atomic
def decline(assignment: Assignment, *, by: Any, reason: str, note: str = "") -> Decline:
    """The application leaves their queue and is free for somebody else; what they wrote stays, should it be given to them again.
    Managers hear once a day.
    """
    seating.hold([assignment.application_id])
    held = holding.held(assignment)
    if not by.has_perm("reviews.decline", held):
        raise Forbidden(_("This application is not yours to hand back."))
    if held.state == Assignment.State.SCORED:
        raise Refusal(_("You submitted this review. Ask a manager of the programme to open it again."))
    if reason not in Decline.Reason.values:
        raise Refusal(_("Say why: no time, not your field, or another reason."), field="reason")
    note = joined(note).strip()
    if len(note) > LONGEST_NOTE:
        said = _("This is %(count)d characters long. At most %(most)d can be kept.")
        raise Refusal(said % {"count": len(note), "most": LONGEST_NOTE}, field="note")
    held.state = Assignment.State.UNASSIGNED
    held.save(update_fields=["state"])
    seating.step_out(held.application_id, by)
    made = Decline.objects.create(application=held.application, person=by, reason=reason, note=note)
    holding.record("review.declined", gettext_noop("{actor} handed back {subject}."), held, by=by)
    tell_managers(held.application.call)
    return made


def tell_managers(call: Call) -> None:
    """Plans the one message of the day about what was handed back."""
    now = clock.now().astimezone(call.zone)
    on = now.date() if now.time() < DAILY else now.date() + timedelta(days=1)
    notices.plan([notices.reminder(SOURCE, messages.DECLINED, about=call, on=on, at=DAILY, zone=call.zone)])
