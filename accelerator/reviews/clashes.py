"""Who cannot be where: told as sentences that name who, with what, when, and what helps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import together, wording
from accelerator.programmes.models import Call
from accelerator.reviews import queries
from accelerator.reviews.models import Absence, Conflict, Interview, Seat, Slot

Barred = dict[tuple[int, int], str]
Hours = tuple[datetime, datetime]


def barred(applications: Sequence[Application], times: Sequence[Any], *, by: Any) -> Barred:
    """{(application, slot): why they do not go together}: somebody of the panel is suspended, away or in conflict of interest, or
    the startup has an interview at that time. `times` know who is `seated`. A fixed number of queries.
    """
    seated = {one["person"] for slot in times for one in slot.seated}
    people = get_user_model()._default_manager.filter(pk__in=seated)
    standing = Conflict.objects.live().filter(application__in=applications).order_by().values_list("application_id", "person_id")
    startups = {root(one) for one in applications}
    busy = Interview.objects.planned().filter(startup__in=startups).select_related("application__call")
    days = [slot.starts_at.astimezone(applications[0].call.zone).date() for slot in times] if applications else []
    gone = Absence.objects.within(min(days), max(days)).filter(person__in=seated) if days else Absence.objects.none()
    together.fetch(people, standing, busy, gone)
    found = {(edge.application_id, edge.person_id) for edge in queries.edges(applications, list(people))} | set(standing)
    by_key = {one.pk: one for one in people}
    conflicts = {pair: by_key[pair[1]] for pair in found if pair[1] in by_key}
    names = _names({one.application.call for one in busy}, by=by)
    away = {slot.pk: why for slot, day in zip(times, days, strict=False) if (why := _out(slot, day, gone, by_key))}
    told: Barred = {}
    for one in applications if conflicts or busy or away else ():
        others = [other for other in busy if other.startup_id == root(one) and other.application_id != one.pk]
        for slot in times:
            if why := away.get(slot.pk) or _conflict(one, slot, conflicts) or _elsewhere(one, slot, others, names):
                told[one.pk, slot.pk] = why
    return told


def _out(slot: Any, day: date, gone: Iterable[Absence], people: Mapping[int, Any]) -> str:
    for seat in slot.seated:
        if not people[seat["person"]].is_active:
            said = _("%(name)s is suspended. Choose another panel, or take %(name)s out of this one.")
            return said % {"name": people[seat["person"]]}
    for one in gone:
        if one.from_on <= day <= one.until_on and any(seat["person"] == one.person_id for seat in slot.seated):
            return _gone(people[one.person_id], one)
    return ""


def _gone(person: Any, one: Absence) -> str:
    said = _("%(name)s is away from %(from_on)s to %(until_on)s. Choose another day or panel, or take %(name)s out of this one.")
    return said % {"name": person, "from_on": wording.day(one.from_on), "until_on": wording.day(one.until_on)}


def absences(people: Sequence[Any], during: Sequence[Hours], zone: Any) -> str:
    """Who of `people` is away on a day of these; empty where nobody is. One query."""
    days = {starts.astimezone(zone).date() for starts, _ends in during}
    found = Absence.objects.within(min(days), max(days)).filter(person__in=people).select_related("person") if days else ()
    for one in found:
        if any(one.from_on <= day <= one.until_on for day in days):
            return _gone(one.person, one)
    return ""


def root(application: Application) -> int:
    """The id of the row its startup stands under, where it was merged into another. Select the startup along."""
    return application.startup.merged_into_id or application.startup_id


def _conflict(one: Application, slot: Any, conflicts: Mapping[tuple[int, int], Any]) -> str:
    for seat in slot.seated:
        if person := conflicts.get((one.pk, seat["person"])):
            said = _("%(name)s has a conflict of interest with %(startup)s. Choose a time of another panel.")
            return said % {"name": person, "startup": one.startup}
    return ""


def _elsewhere(one: Application, slot: Slot, others: Iterable[Interview], names: Mapping[int, str]) -> str:
    for other in others:
        starts, ends, call = other.starts_at, other.ends_at, other.application.call
        if starts and ends and starts < slot.ends_at and slot.starts_at < ends:
            said = _("%(startup)s has an interview for %(call)s then: %(when)s. Choose another time.")
            return said % {"startup": one.startup, "call": names[call.pk], "when": wording.hours(starts, ends, call.zone)}
    return ""


def _names(calls: Collection[Call], *, by: Any) -> dict[int, str]:
    """Calls by their names, to those who may know of them. One query, or none."""
    keys = [one.pk for one in calls]
    known = Call.objects.filter(pk__in=keys).readable_by(by).values_list("pk", flat=True) if keys else ()
    return {one.pk: str(one) if one.pk in set(known) else _("another programme") for one in calls}


def seats(people: Sequence[Any], during: Sequence[Hours], *, by: Any) -> str:
    """Who of `people` sits elsewhere during one of `during`; empty where nobody does."""
    seat = _first(Seat.objects.filter(person__in=people).select_related("person", "slot__panel__stage__call"), during)
    if seat is None:
        return ""
    facts = {"name": seat.person} | _facts(seat.slot, by=by)
    return (
        _(
            "%(name)s sits in “%(panel)s” (%(call)s) then: %(when)s. Choose other times, take that time away if it is free, "
            "or take %(name)s out of one of the panels."
        )
        % facts
    )


def room(room: str, during: Sequence[Hours], *, by: Any, besides: Slot | None = None) -> str:
    """What is in `room` during one of `during`; empty where nothing is."""
    found = Slot.objects.filter(room__iexact=room)
    found = found.exclude(pk=besides.pk) if besides else found
    slot = _first(found.select_related("panel__stage__call"), during)
    if slot is None:
        return ""
    said = _("The room %(room)s is taken by “%(panel)s” (%(call)s): %(when)s. Choose another room or other times.")
    return said % ({"room": slot.room} | _facts(slot, by=by))


def _facts(slot: Slot, *, by: Any) -> dict[str, Any]:
    call = slot.panel.stage.call
    return {
        "panel": slot.panel,
        "call": _names([call], by=by)[call.pk],
        "when": wording.hours(slot.starts_at, slot.ends_at, call.zone),
    }


def _first(found: Any, during: Sequence[Hours]) -> Any:
    within = Q(pk__in=())
    for starts, ends in during:
        within |= Q(starts_at__lt=ends, ends_at__gt=starts)
    return found.filter(within).order_by("starts_at", "pk").first()
