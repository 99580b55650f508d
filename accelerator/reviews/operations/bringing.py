"""Bids, expertise and assignments that a manager brings as CSV: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import tables
from accelerator.reviews.models import DECLARED, Bid, Expertise
from accelerator.reviews.operations import assigning, conflicts
from accelerator.reviews.points import Edge
from accelerator.trail import operations as trail

Changes = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Brought:
    """How many rows changed something; `act` is what undo() takes, of assignments."""

    count: int
    act: str = ""


class Wrong(Refusal):
    """Cells of the file are wrong; `faults` names each by line and column."""

    def __init__(self, faults: Sequence[tables.Fault]) -> None:
        super().__init__(_("Some lines are wrong. Nothing was changed."), field="file")
        self.faults = faults


@transaction.atomic
def bring(call: Call, what: str, *, content: bytes, seen: str | None, by: Any) -> Brought:
    """Carries out what `tables.judge` says of `content`. Refuses where a line is wrong, and where it would come out
    differently from what somebody looked at, whose fingerprint is `seen`; None where nobody did.
    """
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if not by.has_perm("reviews.assign", held):
        raise Forbidden(_("Only managers of the programme bring tables."))
    judged = tables.judge(held, what, content)
    if judged.faults:
        raise Wrong(judged.faults)
    if seen is not None and judged.fingerprint != seen:
        raise Refusal(_("Something changed since you looked. Check the new preview."))
    act = codes.new()
    if judged.changes:
        _DOING[what](held, judged.changes, act, by)
        sentence = gettext_noop("{actor} brought a table for {subject}, {what}. Rows: {count}.")
        trail.record("reviews.brought", sentence, by=by, on=held, what=what, count=len(judged.changes), act=act)
    return Brought(len(judged.changes), act if what == "assignments" and judged.changes else "")


def _bids(call: Call, changes: Changes, act: str, by: Any) -> None:
    at = clock.now()
    bids = [Bid(application=one, person=who, value=value, at=at) for one, who, value in changes]
    unique, kept = ["person", "application"], ["value", "at"]
    Bid.objects.bulk_create(bids, update_conflicts=True, unique_fields=unique, update_fields=kept)
    reason = _("Brought by %(name)s") % {"name": by}
    conflicts.put([Edge(one.pk, who.pk, DECLARED, reason) for one, who, value in changes if value == Bid.Value.CONFLICT])


def _expertise(call: Call, changes: Changes, act: str, by: Any) -> None:
    for who, tag, _level in changes:
        Expertise.objects.filter(Q(person=who) & Q(tag__iexact=tag)).delete()
    Expertise.objects.bulk_create(Expertise(person=who, tag=tag, level=level) for who, tag, level in changes if level)


def _assignments(call: Call, changes: Changes, act: str, by: Any) -> None:
    due: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for one, who, due_on in changes:
        due[due_on].append((one, who))
    assigning.hold_standings({one.pk for one, _who, _due_on in changes})
    for due_on, pairs in due.items():
        assigning.give(call, pairs, by=by, due_on=due_on, act=act)


_DOING: dict[str, Callable[[Call, Changes, str, Any], None]] = {
    "bids": _bids,
    "expertise": _expertise,
    "assignments": _assignments,
}
