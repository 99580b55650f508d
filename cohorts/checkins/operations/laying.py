"""Check-ins are laid out ahead as rows, one a startup and period; who left is asked nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.db.models import Q

from accelerator.kit import clock
from accelerator.notices import operations as notices
from cohorts.checkins.models import Ask, AskQuerySet, CheckIn, Link, Referral, Rhythm, RhythmQuerySet
from cohorts.checkins.periods import Period, number, periods
from cohorts.roster.models import Enrolment

AHEAD = timedelta(days=45)  # a month and what its longest opening takes
_AT_ONCE = 500


def living(at: datetime) -> RhythmQuerySet:
    """Rhythms of which something may still fall due."""
    return Rhythm.objects.filter(ends_on__gte=(at - timedelta(days=2)).date())


@transaction.atomic
def lay_out(rhythm: Rhythm, *, among: Iterable[Enrolment] | None = None) -> int:
    """Makes the check-ins that fall due in the next weeks for every active startup, or for those `among` them; how many were
    lacking. The rhythm is locked and read anew: done twice, or while somebody changes it, there is one a startup and period all
    the same, one to come follows its startup's clocks, and one that the rhythm no longer has is gone. Four queries, more where
    there is something to do.
    """
    at = clock.now()
    held = Rhythm.objects.select_for_update(of=("self",), no_key=True).select_related("cohort").get(pk=rhythm.pk)
    asked = held.cohort.enrolments.select_related("startup", "cohort") if among is None else among
    startups = [one for one in asked if one.state == Enrolment.State.ACTIVE]
    wanted = {
        (enrolment.pk, held.every, one.starts_on): _row(held, enrolment, one)
        for enrolment in startups
        for one in _coming(held, enrolment.zone, at)
        if one.due_at > max(at, enrolment.enrolled_at)
    }
    to_come = Q(state=CheckIn.State.PLANNED, opens_at__gt=at)
    there = CheckIn.objects.filter(to_come | Q(period_on__in={on for _pk, _every, on in wanted}), enrolment__in=startups)
    known = {(one.enrolment_id, one.every, one.period_on): one for one in there}
    fresh = [row for key, row in wanted.items() if key not in known]
    CheckIn.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=_AT_ONCE)
    _follow(wanted, known, at)
    return len(fresh)


def _follow(wanted: Mapping[Any, CheckIn], known: Mapping[Any, CheckIn], at: datetime) -> None:
    """Moves what is `known` and still to come to when it is `wanted`, and drops what is not."""
    planned = CheckIn.objects.filter(state=CheckIn.State.PLANNED)
    for key, one in known.items():
        row = wanted.get(key)
        if row and one.state == CheckIn.State.PLANNED and one.due_at != row.due_at:
            planned.filter(pk=one.pk).update(opens_at=row.opens_at, due_at=row.due_at, number=row.number)
    gone = [one.pk for key, one in known.items() if key not in wanted]
    if gone:
        planned.filter(pk__in=gone, opens_at__gt=at).delete()


def _coming(rhythm: Rhythm, zone: tzinfo, at: datetime) -> list[Period]:
    today = at.astimezone(zone).date()
    first, last = max(today, rhythm.starts_on), min(rhythm.ends_on, today + AHEAD)
    return list(periods(rhythm.beat(zone), first=first, last=last))


def _row(rhythm: Rhythm, enrolment: Enrolment, one: Period) -> CheckIn:
    return CheckIn(
        rhythm=rhythm,
        enrolment=enrolment,
        every=rhythm.every,
        period_on=one.starts_on,
        number=number(rhythm.every, of=one.due_on, since=rhythm.cohort.starts_on),
        opens_at=one.opens_at,
        due_at=one.due_at,
    )


def follow(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that joins is asked with the others from its first due day on (announced by the roster)."""
    rhythm = Rhythm.objects.select_related("cohort").filter(cohort=enrolment.cohort_id).first()
    if rhythm is not None:
        lay_out(rhythm, among=[enrolment])


def close_departed(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that left is asked and reminded of nothing, and asks for nothing; what it missed before stays missed (announced
    by the roster)."""
    _close(enrolment, Enrolment.State.DEPARTED)
    _close_asks(Ask.objects.filter(check_in__enrolment=enrolment).exclude(state=Ask.State.CLOSED))


def close_graduated(*, enrolment: Enrolment, by: Any) -> None:
    """So is one that is through the cohort; whoever helps it already goes on (announced by the roster)."""
    _close(enrolment, Enrolment.State.GRADUATED)
    _close_asks(Ask.objects.filter(check_in__enrolment=enrolment, state=Ask.State.OPEN))


def _close(enrolment: Enrolment, reason: str) -> None:
    at = clock.now()
    rows = CheckIn.objects.filter(enrolment=enrolment)
    notices.cancel_plans(*rows.filter(state=CheckIn.State.OPEN), reason=reason)
    Link.objects.filter(check_in__enrolment=enrolment, used_at=None).update(used_at=at)
    to_come = Q(state=CheckIn.State.PLANNED) | Q(state=CheckIn.State.OPEN, due_at__gt=at)
    rows.filter(to_come).update(state=CheckIn.State.EXCUSED)


def _close_asks(asks: AskQuerySet) -> None:
    """Nobody who was not told of them yet is any more."""
    Referral.objects.filter(ask__in=asks, told_at=None).delete()
    asks.update(state=Ask.State.CLOSED, settled_at=clock.now())


def excuse(at: datetime) -> int:
    """Spares startups that are not in the cohort what opens meanwhile, and those that pause what fell due: it is not missed. How
    many."""
    opening = CheckIn.objects.filter(state=CheckIn.State.PLANNED, opens_at__lte=at)
    gone = opening.exclude(enrolment__state=Enrolment.State.ACTIVE)
    due = CheckIn.objects.filter(state=CheckIn.State.OPEN, due_at__lte=at, enrolment__paused_from__isnull=False)
    along = due.filter(enrolment__state=Enrolment.State.ACTIVE).select_related("enrolment__startup", "enrolment__cohort")
    paused = [one.pk for one in along if rests(one.enrolment, one.due_at)]
    return gone.update(state=CheckIn.State.EXCUSED) + due.filter(pk__in=paused).update(state=CheckIn.State.EXCUSED)


def rests(enrolment: Enrolment, at: datetime) -> bool:
    """Whether nothing is asked of the startup at that moment: it is not in the cohort, or pauses."""
    return enrolment.state != Enrolment.State.ACTIVE or enrolment.is_paused(at.astimezone(enrolment.zone).date())
