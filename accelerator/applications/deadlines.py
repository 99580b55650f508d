"""Who writes on a draft hears that its call was given more time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from accelerator.applications import messages, policies, queries, reminders
from accelerator.applications.models import Application
from accelerator.kit import wording
from accelerator.notices import operations as notices
from accelerator.programmes.models import AccessUse, Call, Extension
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from accelerator.trail import operations as trail

AT_ONCE = 100  # drafts


def writers(call: Call) -> QuerySet[Member]:
    """Who may write on a draft for the call: a row for each membership."""
    drafts = Application.objects.real().filter(call=call, state=Application.State.DRAFT).values("startup")
    return Member.objects.live().of(drafts).filter(role__in=policies.WRITERS, person__is_active=True)


def tell_extended(extension: Extension, *, after: int, at: datetime) -> int | None:
    """Tells the writers of the next AT_ONCE drafts after that with the key `after`; None once everybody was told.

    Each hears of an extension once, however often this runs; nobody of one that a later one has overtaken.
    """
    drafts: list[Application] = []
    if extension.call.closes_at == extension.closes_at:
        found = Application.objects.real().filter(call=extension.call, state=Application.State.DRAFT, pk__gt=after)
        drafts = list(found.select_related("call", "startup", "sheet__version").order_by("pk")[:AT_ONCE])
    reminders.plan_anew(*drafts, at=at)
    for application, person in _readers(drafts):
        notices.tell(
            messages.EXTENDED,
            to=person,
            about=application,
            due_at=extension.created_at,
            url=queries.door(application),
            call=application.call,
            startup=application.startup,
            number=application.number,
            closes=wording.moment(extension.closes_at, str(person.zone)),
            reason=extension.reason,
        )
    if len(drafts) == AT_ONCE:
        return drafts[-1].pk
    Extension.objects.filter(pk=extension.pk, told_at=None).update(told_at=at)
    return None


def _readers(drafts: list[Application]) -> Iterator[tuple[Application, Any]]:
    """Each draft with each of its writers. One query."""
    writers = founders.people((one.startup_id for one in drafts), *policies.WRITERS)
    for one in drafts:
        for person in writers.get(one.startup_id, []):
            yield one, person


def admit(use: AccessUse) -> None:
    """What its person writes for the call, or has sent, gets the deadline of the code they used, where that is later."""
    until = use.access_code.closes_at
    if until is None:
        return
    found = Application.objects.of(use.person).filter(Q(until=None) | Q(until__lt=until), call=use.access_code.call)
    held = found.exclude(state=Application.State.WITHDRAWN).select_for_update(of=("self",)).select_related("call", "startup")
    for one in held:
        if not use.person.has_perm("applications.write", one):
            continue
        one.until = until
        one.save(update_fields=["until"])
        sentence = gettext_noop("{subject} can be written until {until}, by an access code of {actor}.")
        told = wording.moment(until, one.call.zone)
        trail.record("application.admitted", sentence, by=use.person, on=one, touching=(one.startup,), until=told)
        if one.state == Application.State.DRAFT:
            reminders.plan_anew(one, at=use.created_at)


def untold() -> list[int]:
    """Keys of extensions that somebody has not heard of yet, the oldest first."""
    return list(Extension.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def step(extension_id: int, *, after: int, at: datetime) -> int | None:
    """One transaction of `tell_extended`; nothing where another worker is at it."""
    held = (
        Extension.objects.select_for_update(skip_locked=True, of=("self",)).select_related("call").filter(pk=extension_id).first()
    )
    return tell_extended(held, after=after, at=at) if held else None
