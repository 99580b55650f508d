"""A check-in opens: its sheet begins with last time's figures, and whoever writes for the startup gets a link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accelerator.kit import clock, codes, wording
from accelerator.notices import operations as notices
from accelerator.questionnaires.models import Sheet, Version
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from cohorts.checkins import fields, messages, tokens
from cohorts.checkins.models import CheckIn, Link
from cohorts.checkins.operations.laying import rests

SOURCE = "checkins"
LASTS = timedelta(days=7)  # a link
_DAY = timedelta(days=1)


def open_next(at: datetime) -> bool:
    """Opens the check-in that waits longest to be; False where none does. Each is claimed by one worker, and opened with all
    that belongs to it or not at all.
    """
    with transaction.atomic():
        waiting = CheckIn.objects.filter(state=CheckIn.State.PLANNED, opens_at__lte=at).order_by("opens_at", "id")
        related = ("rhythm__questionnaire", "enrolment__startup", "enrolment__cohort")
        held = waiting.select_for_update(of=("self",), skip_locked=True).select_related(*related).first()
        if held is not None:
            _open(held, at)
        return held is not None


def _open(held: CheckIn, at: datetime) -> None:
    """Whoever is not in the cohort now, or could not have answered in time because nobody looked, is not asked."""
    version = held.rhythm.version()
    if rests(held.enrolment, at) or held.due_at <= at or version is None:
        held.state = CheckIn.State.EXCUSED
        held.save(update_fields=["state"])
        return
    held.sheet = Sheet.objects.create(version=version, answers=_last(held, version), saved_at=at)
    held.state = CheckIn.State.OPEN
    held.save(update_fields=["state", "sheet"])
    notices.plan(_reminders(held))
    startup, due = held.enrolment.startup, due_words(held)
    for person in writers(held):
        linked(held, person)
        notices.tell(
            messages.OPENED,
            to=person,
            about=held,
            url=held.get_absolute_url(),
            due_at=held.opens_at,
            check_in=held,
            startup=startup,
            due=due,
        )


def _last(held: CheckIn, version: Version) -> dict[str, Any]:
    sent = CheckIn.objects.filter(enrolment=held.enrolment_id, state=CheckIn.State.SENT).order_by("-due_at")
    answers = sent.values_list("sheet__answers", flat=True).first() or {}
    return fields.carried(fields.asked(version.sections()), answers)


def _reminders(held: CheckIn) -> list[Any]:
    """One the day before it is due, one the day after, at the same time of day by the startup's clocks."""
    zone = held.enrolment.zone
    due = held.due_at.astimezone(zone)
    planned = ((messages.DUE, due.date() - _DAY), (messages.MISSED, due.date() + _DAY))
    return [notices.reminder(SOURCE, kind, about=held, on=on, at=held.rhythm.due_time, zone=zone) for kind, on in planned]


def due_words(held: CheckIn) -> str:
    """When it is due, by the startup's clocks."""
    return wording.moment(held.due_at, held.enrolment.zone)


def writers(held: CheckIn) -> list[Any]:
    """Who answers for the startup: its owners and members in good standing; one query."""
    startup = held.enrolment.startup_id
    return founders.people([startup], Member.Role.OWNER, Member.Role.MEMBER).get(startup, [])


def linked(held: CheckIn, person: Any) -> Link:
    """The link that opens `held` to `person`: the one they have while it lasts another two days, else a new one."""
    at = clock.now()
    mine = Link.objects.opening(at).filter(check_in=held, person=person, expires_at__gt=at + 2 * _DAY)
    if there := mine.order_by("-id").first():
        return there
    code = codes.new()
    digest = codes.digest(tokens.token(code))
    return Link.objects.create(code=code, check_in=held, person=person, digest=digest, expires_at=at + LASTS)
