"""Handing on what stayed lying: from who has not begun long after the due day, to who carries least."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, chasing, handing, messages, stages
from accelerator.reviews.models import Arrangement, Assignment, Review
from accelerator.reviews.operations import assigning
from accelerator.trail import operations as trail


@dataclass(frozen=True)
class Handed:
    """How many were handed on, how many stay for want of somebody, and what undo() takes."""

    count: int
    left: int
    act: str = ""


def hand_on_by_rule() -> None:
    """In every call that does so without a manager, one transaction each."""
    alone = Arrangement.objects.filter(hands_on_alone=True, hands_on_after__isnull=False)
    for one in alone.select_related("call").order_by("pk"):
        if chasing.overdue(one.call).exists():
            hand_on(one.call)


@transaction.atomic
def hand_on(call: Call, *, by: Any = None) -> Handed:
    """Takes back what is overdue by the call's rule and not begun, and gives each to the reviewer who carries least, stands in no
    conflict, is there and has room. What nobody can take stays where it is. `by` a manager, or nobody, by rule.
    """
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if by is not None and not by.has_perm("reviews.assign", held):
        raise Forbidden(_("Only managers of the programme hand reviews on."))
    after = bidding.arrangement(held).hands_on_after
    if after is None:
        raise Refusal(_("This call hands nothing on. Say after how many days it should."))
    late = list(chasing.overdue(held).select_for_update(of=("self",)))
    begun = set(Review.objects.filter(assignment__in=late).values_list("assignment", flat=True))
    due = _due(held, after)
    pairs = handing.pairs(held, [one for one in late if one.pk not in begun], until=due)
    act = codes.new()
    if pairs:
        _move(held, pairs, due=due, act=act, by=by)
    return Handed(len(pairs), len(late) - len(pairs), act if pairs else "")


def _due(call: Call, after: int) -> dict[int | None, date]:
    """{stage: by when its reviews are due that are handed on today}: as long from now as they may be late, not before its own
    day, and never when it takes scores no more.
    """
    least, found = clock.today(call.zone) + timedelta(days=after), dict[int | None, date]()
    for one in stages.of_call(call):
        day = one.due_on or least
        found[one.pk] = day if one.window().ends else max(day, least)
    return found


def _move(call: Call, pairs: list[tuple[Assignment, Any]], *, due: dict[int | None, date], act: str, by: Any) -> None:
    Assignment.objects.filter(pk__in=[one.pk for one, _person in pairs]).update(state=Assignment.State.UNASSIGNED)
    givers: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for one, person in pairs:
        givers[by or one.assigned_by, due[one.stage_id]].append((one.application, person))
    given: list[Assignment] = []
    for (giver, due_on), theirs in givers.items():
        given += assigning.give(call, theirs, by=giver, due_on=due_on, act=act)
    counts: dict[Any, int] = defaultdict(int)
    for one, _person in pairs:
        counts[one.reviewer] += 1
    for person, count in counts.items():
        facts: dict[str, Any] = {"call": str(call), "count": count}
        notices.tell(messages.HANDED_ON, to=person, about=call, url=reverse("reviews"), **facts)
    sentence = gettext_noop("{actor} handed on reviews of {subject} that were overdue: {count}.")
    taken = {(one.application_id, person.pk): one.code for one, person in pairs}
    moved = " ".join(f"{new.code}:{taken[new.application_id, new.reviewer_id]}" for new in given)
    trail.record("review.handed_on", sentence, by=by, on=call, count=len(pairs), act=act, moved=moved)
