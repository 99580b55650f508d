"""Who has the entry of an event, as they were told: the record of it is what was sent to them.

What waits to be sent, for the morning or for a worker, is taken back where it is overtaken, so that nobody hears of a change to,
or the end of, what they have not heard of, and nobody is invited to what is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from accelerator.kit import clock, wording
from accelerator.notices import operations as notices
from accelerator.notices.models import Message
from accelerator.trail.models import key_of
from cohorts.roster import messages
from cohorts.roster.models import Event

_ENTERED = (messages.EVENT_INVITED.name, messages.EVENT_CHANGED.name)  # what puts it into calendars
_KINDS = (*_ENTERED, messages.EVENT_LEFT.name, messages.EVENT_CALLED_OFF.name)
_To = tuple[Event, Any]  # who is told of which event
_At = tuple[str, int]  # (key of an event, id of a person)


@dataclass(frozen=True)
class Turn:
    """What becomes of an event for its people: who is in `come` is to have its entry, who is in `leave` is not; None says
    everybody else. Where it `is_news`, who has the entry and keeps it hears of it.
    """

    event: Event
    come: Sequence[Any]
    leave: Sequence[Any] | None = None
    is_news: bool = False

    @property
    def rows(self) -> Q:
        """What was told of it to those whom the turn is about."""
        about = Q(subject=key_of(self.event))
        return about if self.leave is None else about & Q(recipient__in=[*self.come, *self.leave])


def follow(turns: Iterable[Turn]) -> None:
    """Who comes and has not the entry is invited, who has it and leaves hears that it is off for them. What is over tells nobody
    anything. A fixed number of queries.
    """
    ahead = [one for one in turns if one.event.ends_at > clock.now()]
    if not ahead:
        return
    late, unheard = _overtake(reduce(or_, (one.rows for one in ahead)))
    has = _holders([one.event for one in ahead])
    invited, changed, left = list[_To](), list[_To](), list[_To]()
    for one in ahead:
        key = key_of(one.event)
        for person in one.come:
            at = (key, person.pk)
            if at not in has or late.get(at) == messages.EVENT_INVITED.name:
                invited.append((one.event, person))
            elif one.is_news or (late | unheard).get(at) == messages.EVENT_CHANGED.name:
                changed.append((one.event, person))
        keep = {person.pk for person in one.come}
        others = one.leave if one.leave is not None else _people(pk for subject, pk in has if subject == key and pk not in keep)
        left += [(one.event, person) for person in others if (key, person.pk) in has]
    for kind, those in ((messages.EVENT_INVITED, invited), (messages.EVENT_CHANGED, changed), (messages.EVENT_LEFT, left)):
        _tell(kind, those)


def tell_off(event: Event, *, reason: str) -> None:
    """It does not take place: who has its entry hears so."""
    if event.ends_at <= clock.now():
        return
    _overtake(Q(subject=key_of(event)))
    _tell(messages.EVENT_CALLED_OFF, [(event, person) for person in _people(pk for _key, pk in _holders([event]))], reason=reason)


def _overtake(rows: Q) -> tuple[dict[_At, str], dict[_At, str]]:
    """What waits to be sent goes to nobody; of which kind it was, of who has read it in their inbox all the same, and of who has
    not.
    """
    waiting = _told().filter(rows).order_by("id")
    gone = notices.take_back(waiting)
    read = notices.withhold(waiting)
    return _by_reader(read), _by_reader(gone)


def _by_reader(those: Iterable[Message]) -> dict[_At, str]:
    return {(one.subject, one.recipient_id or 0): one.kind for one in those}


def _told() -> QuerySet[Message]:
    return Message.objects.filter(kind__in=_KINDS)


def _holders(events: Sequence[Event]) -> set[_At]:
    """Who was told last that it takes place, and for them. One query."""
    rows = _told().filter(subject__in=[key_of(one) for one in events], recipient__isnull=False).order_by("id")
    last = {(subject, person): kind for subject, person, kind in rows.values_list("subject", "recipient", "kind")}
    return {at for at, kind in last.items() if kind in _ENTERED}


def _people(ids: Iterable[int]) -> list[Any]:
    return list(get_user_model().objects.filter(pk__in=ids, is_active=True).order_by("id"))


def _tell(kind: notices.Kind, those: Sequence[_To], **more: Any) -> None:
    notices.tell_all(kind, [notices.Telling(person, event, *_said(event, person, more)) for event, person in those])


def _said(event: Event, person: Any, more: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where a message of it leads, and what it says to `person`, by their clock."""
    when = wording.hours(event.starts_at, event.ends_at, str(person.zone))
    facts: dict[str, Any] = {"title": event, "cohort": event.cohort, "when": when, "where": event.place, "note": event.note}
    facts |= {"event_uid": event.uid, "event_revision": event.revision}
    facts |= {"event_from": event.starts_at.isoformat(), "event_to": event.ends_at.isoformat()}
    return event.get_absolute_url(), facts | more
