"""What happens together in a cohort, and who was there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, one_of
from cohorts.roster.models.enrolments import Enrolment
from cohorts.roster.models.taking_part import Addressed, meant_for


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: Any) -> EventQuerySet:
        """Those it is for, the team, the programme's managers, who sees every programme."""
        return self if person.holds("programmes.see") else self.bidding(person)

    def bidding(self, person: Any) -> EventQuerySet:
        """Those that belong into the calendar of `person`."""
        return self.filter(pk__in=Event.objects.filter(meant_for(person)).values("pk"))

    def standing(self) -> EventQuerySet:
        return self.filter(called_off_at=None)


@pghistory.track()
class Event(Addressed):
    """A workshop, a demo day. `revision` counts its changes, so that calendars take the newest."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Workshop")
        DEMO_DAY = "demo_day", _("Demo day")
        OTHER = "other", _("Other")

    code = CodeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, help_text="a room, or the address of a call")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("event_kind", kind=["workshop", "demo_day", "other"]),
            one_of("event_audience", audience=["cohort", "team", "selection"]),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"),
        ]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="event_when")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.code])

    @property
    def uid(self) -> str:
        """What calendars know it by, however often it moves."""
        return f"event-{self.code}@{urlsplit(settings.SITE_URL).hostname}"


@pghistory.track()
class EventReply(Row):
    """Whether somebody who is bidden says that they come. A meeting that moves is asked about anew."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="replies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    coming = models.BooleanField()

    class Meta:
        verbose_name_plural = "event replies"
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="event_reply_once")]

    def __str__(self) -> str:
        return f"{self.person} {'comes' if self.coming else 'does not come'} to {self.event}"

    @property
    def state(self) -> str:
        """A word of kit.states, of "reply"."""
        return "coming" if self.coming else "not_coming"


@pghistory.track()
class Attendance(Row):
    """Whether somebody of a startup was there."""

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "enrolment", "person"], name="attendance_once"),
            one_of("attendance_state", state=["present", "excused", "absent"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.event}: {self.state}"
