"""The private address of a person's calendar: made, made anew, taken away, read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts.models import CalendarFeed, Person
from accelerator.kit import calendar, clock, codes, limiter, together
from accelerator.kit.addresses import reverse
from accelerator.kit.calendar import Event
from accelerator.kit.registered import registered
from accelerator.trail import operations as trail

BEHIND, AHEAD = timedelta(days=31), timedelta(days=400)  # of today that the calendar tells of
MOST = 1000  # entries
_STALE = timedelta(minutes=15)


@transaction.atomic
def make(person: Any, *, by: Any) -> str:
    """A new address of `person`'s calendar, given this once; one that there was opens nothing from now on. Ten an hour."""
    limiter.spend("calendar", str(person.pk), most=10, seconds=3600)
    secret = codes.token()
    fresh = {"digest": codes.digest(secret), "made_at": clock.now(), "last_read_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(person=person, defaults=fresh)
    trail.record("calendar.made", gettext_noop("{actor} made a calendar address for {person}."), by=by, on=feed, person=person)
    return str(settings.SITE_URL) + reverse("calendar", args=[secret])


@transaction.atomic
def revoke(person: Any, *, by: Any) -> None:
    """The address opens nothing from now on; without one nothing changes."""
    feed = CalendarFeed.objects.filter(person=person).first()
    if feed is not None:
        sentence = gettext_noop("{actor} took away the calendar address of {person}.")
        trail.record("calendar.revoked", sentence, by=by, on=feed, person=person)
        feed.delete()


def of(person: Any) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person).first()


def reader(secret: str) -> Person | None:
    """Whose calendar this address opens, as every request knows them; None where it opens none. Notes that it was read."""
    feed = CalendarFeed.objects.usable().filter(digest=codes.digest(secret)).first()
    if feed is None:
        return None
    at = clock.now()
    if feed.last_read_at is None or at - feed.last_read_at > _STALE:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=at)
    return Person.objects.with_standing().filter(pk=feed.person_id).first()


def entries(person: Any) -> list[Event]:
    """What is dated for `person` from a month ago to a year ahead, in the order of time; of more than MOST the next ones."""
    today = clock.today(person.zone)
    since, until = today - BEHIND, today + AHEAD
    found = together.run(together.each(registered("calendar_entries"), person, since, until))
    unlike = {one.uid: one for one in chain.from_iterable(found)}
    ordered = sorted(unlike.values(), key=lambda one: (_day(one.at, person), one.uid))
    past = [one for one in ordered if _day(one.at, person) < today]
    coming = ordered[len(past) :][:MOST]
    kept = past[max(0, len(past) + len(coming) - MOST) :]
    return [_led_home(one) for one in (*kept, *coming)]


def _led_home(event: Event) -> Event:
    return replace(event, url=settings.SITE_URL + event.url) if event.url.startswith("/") else event


def _day(at: date | datetime, person: Any) -> date:
    return at.astimezone(person.zone).date() if isinstance(at, datetime) else at


def file(person: Any) -> tuple[bytes, str]:
    """(the calendar in the person's language, what it is known by until something in it changes)."""
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(person.zone):
        found = entries(person)
        body = calendar.file(_("Slipway of %(person)s") % {"person": person}, found, stamped_at=clock.now())
    return body, _mark(found)


def _mark(found: Sequence[Event]) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32]
