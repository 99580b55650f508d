"""What is announced in a cohort, and what is to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit import markup
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, moves, one_of
from cohorts.roster import guards
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.taking_part import Addressed, led_by


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, person: Any) -> AnnouncementQuerySet:
        """Those it was sent to, and the programme's managers and who sees every programme."""
        if person.holds("programmes.see"):
            return self
        heard = Announcement.readers.through.objects.filter(person=person).values("announcement")
        return self.filter(models.Q(pk__in=heard) | models.Q(cohort__in=Cohort.objects.run_by(person)))


class Announcement(Addressed):
    """Sent once to `readers`; its text is light markdown. `press` names the one press of a button that sent it in its cohort."""

    code = CodeField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    press = models.CharField(max_length=64)
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("announcement_audience", audience=["cohort", "team", "selection"]),
            models.UniqueConstraint(fields=["cohort", "press"], name="announcement_once"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.code])

    def shown(self) -> str:
        return markup.rendered(self.text)


class PlannedAnnouncementQuerySet(models.QuerySet["PlannedAnnouncement"]):
    def visible_to(self, person: Any) -> PlannedAnnouncementQuerySet:
        """Who leads the cohort, and who sees every programme: nobody hears of it before it goes out."""
        return self if person.holds("programmes.see") else self.filter(cohort__in=Cohort.objects.filter(led_by(person)))

    def waiting(self) -> PlannedAnnouncementQuerySet:
        return self.filter(state=PlannedAnnouncement.State.PLANNED)

    def due(self, at: datetime) -> PlannedAnnouncementQuerySet:
        return self.waiting().filter(send_at__lte=at)


@pghistory.track()
class PlannedAnnouncement(Addressed):
    """Goes out at `send_at` to whoever is in its audience then, and is an `announcement` from that moment on.

    `by` is who wrote it, in whose name it goes. `press` names the one press of a button that planned it in its cohort. Called
    off, `why` says what kept it from going out where nobody did: it is empty where somebody called it off.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("To be sent")
        SENT = "sent", _("Sent")
        CALLED_OFF = "called_off", _("Called off")

    code = CodeField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    press = models.CharField(max_length=64)
    send_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    announcement = models.OneToOneField(Announcement, null=True, on_delete=models.PROTECT, related_name="planned")
    why = models.CharField(max_length=500, blank=True)

    objects = PlannedAnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("planned_announcement_audience", audience=["cohort", "team", "selection"]),
            models.UniqueConstraint(fields=["cohort", "press"], name="planned_announcement_once"),
            one_of("planned_announcement_state", state=["planned", "sent", "called_off"]),
            models.CheckConstraint(
                condition=models.Q(state="sent", announcement__isnull=False)
                | (~models.Q(state="sent") & models.Q(announcement=None)),
                name="planned_announcement_sent",
            ),
        ]
        indexes = [models.Index(fields=["send_at"], condition=models.Q(state="planned"), name="planned_announcement_due")]
        triggers = [moves("state", {"planned": ["sent", "called_off"]}), guards.WORDED_WHILE_PLANNED]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("planned_announcement", args=[self.code])
