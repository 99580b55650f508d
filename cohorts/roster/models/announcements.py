"""What is announced in a cohort."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from accelerator.kit import markup
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, one_of
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.taking_part import Addressed


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, person: Any) -> AnnouncementQuerySet:
        """Those it was sent to, and the programme's managers and who sees every programme."""
        if person.holds("programmes.see"):
            return self
        heard = Announcement.readers.through.objects.filter(person=person).values("announcement")
        return self.filter(models.Q(pk__in=heard) | models.Q(cohort__in=Cohort.objects.run_by(person)))


class Announcement(Addressed):
    """Sent once to `readers`; its text is light markdown. `press` names the one press of a button that sent it."""

    code = CodeField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    press = models.CharField(max_length=64, unique=True)
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [one_of("announcement_audience", audience=["cohort", "team", "selection"])]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.code])

    def shown(self) -> str:
        return markup.rendered(self.text)
