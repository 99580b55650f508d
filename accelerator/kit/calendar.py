"""Calendar files (iCalendar, RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, vCalAddress, vText
from icalendar import Event as Entry

from accelerator.kit.lines import joined


@dataclass(frozen=True)
class Event:
    """An instant, a time until `until`, or a whole day where `at` is a date. Of one `uid` the highest `revision` stands."""

    uid: str
    title: str
    at: datetime | date
    note: str = ""
    url: str = ""
    revision: int = 0
    remind_before: timedelta | None = None
    until: datetime | None = None
    place: str = ""


def uid(name: str) -> str:
    """What calendars know a thing by, of this house and for good; `name` is its noun and code."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"


def file(name: str, events: Iterable[Event], *, stamped_at: datetime) -> bytes:
    """A calendar of these events, in UTC: every calendar shows them on its reader's own clock."""
    made = _calendar("PUBLISH")
    made.add("x-wr-calname", vText(_plain(name)))  # of a name that is not its own the library escapes nothing
    for event in events:
        made.add_component(_entry(event, stamped_at))
    body: bytes = made.to_ical()
    return body


def invitation(event: Event, *, method: str, sender: tuple[str, str], to: str, stamped_at: datetime) -> bytes:
    """The file that puts one event into the calendar of `to`, or takes it out: `method` REQUEST or CANCEL (RFC 5546, 3.2).

    `sender` is (name, address) of who asks; nobody is asked to answer.
    """
    made, entry = _calendar(method), _entry(event, stamped_at)
    organizer, guest = vCalAddress(f"mailto:{sender[1]}"), vCalAddress(f"mailto:{to}")
    if sender[0]:
        # readers take a backslash before the closing quote for an escape, which parameters do not have (RFC 5545, 3.1)
        organizer.params["CN"] = vText(_plain(sender[0]).replace("\\", "/"))
    guest.params["RSVP"] = vText("FALSE")
    entry.add("organizer", organizer)
    entry.add("attendee", guest)
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    made.add_component(entry)
    body: bytes = made.to_ical()
    return body


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Slipway//Slipway//EN")
    made.add("version", "2.0")
    made.add("method", method)
    return made


def _entry(event: Event, stamped_at: datetime) -> Entry:
    made = Entry()
    made.add("uid", event.uid)
    made.add("dtstamp", stamped_at.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", event.revision)
    made.add("summary", _plain(event.title))
    if isinstance(event.at, datetime):
        made.add("dtstart", event.at.astimezone(UTC))  # an instant has no end of its own (RFC 5545, 3.6.1)
        if event.until:
            made.add("dtend", event.until.astimezone(UTC))
    else:
        made.add("dtstart", event.at)
        made.add("dtend", event.at + timedelta(days=1))
    if event.note:
        made.add("description", _plain(event.note))
    if event.url:
        made.add("url", event.url)
    if event.place:
        made.add("location", _plain(event.place))
    made.add("transp", "OPAQUE" if event.until else "TRANSPARENT")
    if event.remind_before:
        made.add_component(_alarm(_plain(event.title), event.remind_before))
    return made


def _plain(text: str) -> str:
    """Without control characters, which the format knows none of but the end of a line."""
    return "".join(letter for letter in joined(text) if letter == "\n" or unicodedata.category(letter) != "Cc")


def _alarm(title: str, before: timedelta) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", -before)
    return made
