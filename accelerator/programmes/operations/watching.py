"""Minutes in which the house was slow or away are given back to what is about to close: calls, and deadlines of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from accelerator.kit.registered import announce
from accelerator.programmes import degradation, downtime
from accelerator.programmes.models import AccessCode, Call, Minute
from accelerator.programmes.operations.holding import record

KEPT = timedelta(days=90)


def give_back(*, at: datetime) -> None:
    """Looks at every call, and every deadline of one's own, that ends within two hours of `at`, before or after: a process may
    tell of a minute late.
    """
    around = {"closes_at__gt": at - degradation.LOOKED_AT, "closes_at__lte": at + degradation.LOOKED_AT}
    for call in Call.objects.public().filter(**around):
        minutes = degraded_before(call)
        if minutes > call.added_minutes:
            _add(call, minutes)
    for code in AccessCode.objects.filter(**around):
        _add_to(code)
    announce("minutes_counted", at=at)
    Minute.objects.filter(at__lt=at - KEPT).delete()


def degraded_before(call: Call) -> int:
    """How many minutes the call is given. What was before an extension, that has answered."""
    return downtime.given(call.closes_at, since=downtime.unanswered_since(call))


def _add_to(code: AccessCode) -> None:
    """Writes it where nobody moved the deadline meanwhile."""
    if code.closes_at is None:
        return
    since = downtime.unanswered_of(code.call_id, code.closes_at, since=code.created_at)
    minutes = downtime.given(code.closes_at, since=since)
    AccessCode.objects.filter(pk=code.pk, closes_at=code.closes_at, added_minutes__lt=minutes).update(added_minutes=minutes)


@transaction.atomic
def _add(call: Call, minutes: int) -> None:
    """Writes it where nobody moved the deadline meanwhile. Who has a draft is written to at the first."""
    held = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=call.pk)
    if held.closes_at != call.closes_at or minutes <= held.added_minutes:
        return
    held.added_minutes = minutes
    held.save(update_fields=["added_minutes"])
    sentence = gettext_noop("{subject} closes {minutes} min later: this house was slow or away shortly before.")
    record("call.minutes_added", sentence, held, None, minutes=minutes)
    announce("call_minutes_added", call=held)
