"""An event as calendars and pages tell it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accelerator.kit import calendar, wording
from cohorts.roster.models import Event


def entry(event: Event) -> calendar.Event:
    """The same entry that its invitation carries. Select its cohort along."""
    url = settings.SITE_URL + event.get_absolute_url()
    title = f"{event.title} ({event.cohort})"
    revision, place = event.revision, event.place
    return calendar.Event(event.uid, title, event.starts_at, event.note, url, revision, until=event.ends_at, place=place)


def state(event: Event, now: datetime) -> str:
    if event.called_off_at is not None:
        return "called_off"
    return "over" if event.ends_at <= now else "ahead"


def hours(event: Event) -> str:
    """When it is, by the clock of its cohort."""
    return wording.hours(event.starts_at, event.ends_at, str(event.cohort.zone))
