"""More time: the deadline of a published call moves, for a reason that everybody may read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import lines, wording
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes import messages, queries
from accelerator.programmes.models import Call, Extension
from accelerator.programmes.operations.holding import hold, record
from accelerator.programmes.overtaking import overtake

LONGEST = 300  # characters of a reason


@transaction.atomic
def extend(call: Call, *, closes_at: datetime, reason: str, by: Any, at: datetime) -> Extension:
    """The call closes at `closes_at`, later than it did; a call that closed is open again. Who has a draft is written to."""
    held, why = hold(call, by), reason.strip()
    _require_later(held, closes_at, at)
    _require_reason(why)
    was = held.closes_at
    made = Extension.objects.create(call=held, closed_at=held.ends_at(), closes_at=closes_at, reason=why, by=by)
    held.closes_at, held.added_minutes, held.minutes_told_at = closes_at, 0, None
    held.save(update_fields=["closes_at", "added_minutes", "minutes_told_at"])
    call.closes_at, call.added_minutes = closes_at, 0
    told = queries.told(closes_at, held)
    sentence = gettext_noop("{actor} extended {subject} until {closes}. Reason: {reason}")
    record("call.extended", sentence, held, by, closes=told, reason=made.reason)
    overtake(held.access_codes.all(), "closes_at", was=was, closes_at=closes_at)
    announce("call_extended", extension=made, was=was)
    for manager in queries.managers(held.programme):
        if manager != by:
            notices.tell(
                messages.CALL_EXTENDED,
                to=manager,
                about=made,
                url=held.get_absolute_url(),
                by=by,
                call=held,
                closes=told,
                reason=made.reason,
            )
    return made


def _require_reason(why: str) -> None:
    if not why:
        raise Refusal(_("Say why: everybody with a draft reads it."), field="reason")
    if not lines.is_one(why):
        raise Refusal(_("The reason stands in one line. Take the line breaks out."), field="reason")
    if len(why) > LONGEST:
        sentence = _("A reason has at most %(most)d characters. This has %(count)d.")
        raise Refusal(sentence % {"most": LONGEST, "count": len(why)}, field="reason")


def _require_later(call: Call, closes_at: datetime, at: datetime) -> None:
    if call.state != Call.State.PUBLISHED:
        raise Refusal(_("This call is a draft: change its dates instead."), field="closes_at")
    if closes_at <= call.ends_at():
        closes = queries.told(call.ends_at(), call)
        raise Refusal(_("An extension ends later than the call closes now, %(closes)s.") % {"closes": closes}, field="closes_at")
    if closes_at <= at:
        raise Refusal(_("This moment has passed. Choose a later one."), field="closes_at")
    due = call.reviews_due_on
    if due and closes_at.astimezone(call.zone).date() >= due:
        sentence = _("Reviews are due on %(day)s, no later than that. Move this day first, under Dates.")
        raise Refusal(sentence % {"day": wording.day(due)}, field="closes_at")
