"""Who writes on a draft hears that its call was given more time, by people or by the house itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from accelerator.applications import messages, policies, queries, reminders, resending
from accelerator.applications.models import EARLY, Application, ApplicationQuerySet, Reopening
from accelerator.kit import locking, wording
from accelerator.notices import operations as notices
from accelerator.programmes import degradation, downtime
from accelerator.programmes.models import AccessCode, AccessUse, Call, Extension
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from accelerator.trail import operations as trail

AT_ONCE = 100  # drafts


def writers(call: Call) -> QuerySet[Member]:
    """Who may write on a draft for the call: a row for each membership."""
    drafts = _unsent(call).filter(state=Application.State.DRAFT).values("startup")
    return Member.objects.live().of(drafts).filter(role__in=policies.WRITERS, person__is_active=True)


def tell_extended(extension: Extension, *, after: int, at: datetime) -> int | None:
    """Tells the writers of the next AT_ONCE drafts and unsent changes after that with the key `after`, and has reminders follow;
    None once everybody was told.

    Each hears of an extension once, however often this runs; nobody of one that a later one has overtaken.
    """
    stands = extension.call.closes_at == extension.closes_at
    waiting = _next(extension.call, after) if stands else []
    reminders.plan_anew(*waiting, at=at)
    told: dict[str, Any] = {"due_at": extension.created_at, "closes_at": extension.closes_at, "reason": extension.reason}
    _tell(messages.EXTENDED, [one for one in waiting if one.state == Application.State.DRAFT], **told)
    _tell(messages.EXTENDED_CHANGED, _changed(waiting, at), **told)
    if len(waiting) == AT_ONCE:
        return waiting[-1].pk
    Extension.objects.filter(pk=extension.pk, told_at=None).update(told_at=at)
    return None


def tell_added(call: Call, *, after: int, at: datetime) -> int | None:
    """The same where minutes were added to the call's deadline: once for each deadline, however many minutes follow, and as long
    as it helps.
    """
    waiting = _next(call, after) if call.added_minutes and at < call.last_moment() else []
    those = [one for one in waiting if one.state == Application.State.DRAFT] + _changed(waiting, at)
    _tell(messages.MINUTES_ADDED, those, due_at=call.closes_at, closes_at=call.ends_at())
    if len(waiting) == AT_ONCE:
        return waiting[-1].pk
    Call.objects.filter(pk=call.pk).update(minutes_told_at=at)
    return None


def _unsent(call: Call) -> ApplicationQuerySet:
    """Drafts, and what was changed since it was submitted; but for those that close before the call, whose deadline stays."""
    changed = Q(state=Application.State.SUBMITTED, sheet__saved_at__gt=F("submitted_at"))
    return Application.objects.real().filter(Q(state=Application.State.DRAFT) | changed, call=call).exclude(EARLY)


def _next(call: Call, after: int) -> list[Application]:
    some = _unsent(call).filter(pk__gt=after).select_related("call", "startup", "sheet__version")
    return list(some.order_by("pk")[:AT_ONCE])


def _changed(waiting: list[Application], at: datetime) -> list[Application]:
    """What of it says otherwise than was submitted, and can be submitted again. A few queries for each that was changed."""
    sent = [one for one in waiting if one.state == Application.State.SUBMITTED]
    people = founders.people((one.startup_id for one in sent), *policies.WRITERS) if sent else {}
    return [
        one
        for one in sent
        for person in people.get(one.startup_id, [])[:1]
        if resending.waits(one, queries.standings([one], person)[one.pk], one.last_submission(), at)
    ]


def _tell(kind: notices.Kind, drafts: list[Application], *, due_at: datetime, closes_at: datetime, **facts: Any) -> None:
    for one, person in _readers(drafts):
        notices.tell(
            kind,
            to=person,
            about=one,
            due_at=due_at,
            url=reverse("application_submit", args=[one.number]) if one.submitted_at else queries.door(one),
            call=one.call,
            startup=one.startup,
            number=one.number,
            closes=wording.moment(closes_at, str(person.zone)),
            **facts,
        )


def _readers(drafts: list[Application]) -> Iterator[tuple[Application, Any]]:
    """Each draft with each of its writers. One query."""
    writers = founders.people((one.startup_id for one in drafts), *policies.WRITERS)
    for one in drafts:
        for person in writers.get(one.startup_id, []):
            yield one, person


def give_back(*, at: datetime) -> None:
    """What calls are given for minutes that were lost before they close, to every deadline of an application's own around `at`.

    Two queries for each of these applications, two for each span of time; more for those it changes.
    """
    around = Application.objects.filter(until__gt=at - degradation.LOOKED_AT, until__lte=at + degradation.LOOKED_AT)
    given: dict[tuple[datetime, datetime], int] = {}
    for one in around.exclude(state=Application.State.WITHDRAWN).order_by("pk"):
        if one.until is None:
            continue
        span = (_set_at(one, one.until), one.until)
        if span not in given:
            given[span] = downtime.given(one.until, since=span[0])
        if given[span] > one.added_minutes:
            _add(one, one.until, given[span])


def _set_at(one: Application, until: datetime) -> datetime:
    """When its own deadline was named: by who reopened it, or who made the access code; or by an extension that reached it."""
    reopened = Reopening.objects.filter(application=one, until=until).order_by().values_list("created_at")
    codes = AccessCode.objects.filter(call=one.call_id, closes_at=until).order_by().values_list("created_at")
    named = min((at for (at,) in reopened.union(codes)), default=one.created_at)
    return downtime.unanswered_of(one.call_id, until, since=named)


@transaction.atomic
def _add(application: Application, until: datetime, minutes: int) -> None:
    """Writes it where nobody moved the deadline meanwhile, and tells who may still send something, once."""
    held = locking.held(Application.objects.select_related("call", "startup", "sheet__version"), application.pk)
    if held.until != until or minutes <= held.added_minutes:
        return
    before, held.added_minutes = held.closes_at(), minutes
    held.save(update_fields=["added_minutes"])
    sentence = gettext_noop("{subject} can be written {minutes} min longer: this house was slow or away shortly before.")
    trail.record("application.minutes_added", sentence, by=None, on=held, touching=(held.startup,), minutes=minutes)
    waits = held.state == Application.State.DRAFT or held.is_changed()
    if waits and not held.is_test and held.closes_at() > before:
        _tell(messages.OWN_MINUTES_ADDED, [held], due_at=until, closes_at=held.closes_at())


def admit(use: AccessUse) -> None:
    """What its person writes for the call, or has sent, gets the deadline of the code they used, where that is later."""
    code = use.access_code
    if code.closes_at is None and code.call.listed:
        return
    held = (
        Application.objects.of(use.person)
        .filter(call=code.call)
        .exclude(state=Application.State.WITHDRAWN)
        .select_for_update(of=("self",), no_key=True)
        .select_related("call", "startup", "sheet")
        .order_by("pk")
    )
    for one in held:
        if one.closes_at() >= code.opens_until() or not use.person.has_perm("applications.write", one):
            continue
        one.until, one.added_minutes = code.closes_at, code.added_minutes
        one.save(update_fields=["until", "added_minutes"])
        sentence = gettext_noop("{subject} can be written until {until}, by an access code of {actor}.")
        told = wording.moment(code.opens_until(), one.call.zone)
        trail.record("application.admitted", sentence, by=use.person, on=one, touching=(one.startup,), until=told)
        reminders.plan_anew(one, at=use.created_at)


def own_code(application: Application) -> AccessCode | None:
    """Of the access codes that its people used the one that opens the longest, unless the call closes just then. One query."""
    people = Member.objects.of(application.startup_id).values("person")
    used = application.call.access_codes.filter(used__person__in=people).distinct()
    latest = max(used, key=AccessCode.opens_until, default=None)
    return latest if latest and latest.opens_until() != application.call.ends_at() else None


def untold() -> list[int]:
    """Keys of extensions that somebody has not heard of yet, the oldest first."""
    return list(Extension.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True))


def untold_added() -> list[int]:
    """Keys of calls with added minutes of which somebody has not heard."""
    return list(Call.objects.filter(added_minutes__gt=0, minutes_told_at=None).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def step(extension_id: int, *, after: int, at: datetime) -> int | None:
    """One transaction of `tell_extended`; nothing where another worker is at it. Of two extensions of a call one goes at a time,
    and the earlier one sees that it was overtaken.
    """
    held = Extension.objects.select_for_update(skip_locked=True).filter(pk=extension_id).first()
    if held is None:
        return None
    held.call = Call.objects.select_for_update(no_key=True).get(pk=held.call_id)
    return tell_extended(held, after=after, at=at)


@transaction.atomic
def step_added(call_id: int, *, after: int, at: datetime) -> int | None:
    """One transaction of `tell_added`; nothing where another worker is at it, or everybody was told."""
    untold = Call.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(minutes_told_at=None)
    held = untold.filter(pk=call_id).first()
    return tell_added(held, after=after, at=at) if held else None
