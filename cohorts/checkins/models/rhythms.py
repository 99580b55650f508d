"""How often a cohort is asked, and with which form."""

from __future__ import annotations

from datetime import time, tzinfo
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.addresses import reverse
from accelerator.kit.models import Row, one_of
from accelerator.questionnaires.models import Questionnaire, Version
from cohorts.checkins.periods import Beat
from cohorts.roster.models import Cohort


class RhythmQuerySet(models.QuerySet["Rhythm"]):
    def visible_to(self, person: Any) -> RhythmQuerySet:
        """To the cohort's managers, and who sees every programme."""
        if person.holds("programmes.see"):
            return self
        return self.filter(cohort__in=Cohort.objects.run_by(person))


@pghistory.track()
class Rhythm(Row):
    """A cohort is asked weekly or monthly, from `starts_on` to `ends_on`, with the newest published version of a form."""

    class Every(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="rhythm")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="rhythms")
    every = models.CharField(max_length=10, choices=Every.choices, default=Every.WEEKLY)
    weekday = models.PositiveSmallIntegerField(default=2, help_text="of a weekly one; 0 is Monday")
    day = models.PositiveSmallIntegerField(default=1, help_text="of a monthly one; a shorter month's last day where it has none")
    due_time = models.TimeField(default=time(12), help_text="by the startup's clocks")
    opens_days = models.PositiveSmallIntegerField(default=3, help_text="so many days before it is due a check-in opens")
    starts_on = models.DateField(help_text="the first day on which one may be due")
    ends_on = models.DateField(help_text="the last such day")
    settings = models.JSONField(default=dict, help_text="{question key: {is_figure, better, mentors}}; fields.Setting")
    headline = models.CharField(max_length=60, blank=True, help_text="the question whose value bars show")
    asks = models.CharField(max_length=60, blank=True, help_text="the table whose rows go to mentors")

    objects = RhythmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="rhythm_ends_after_start"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="rhythm_weekday"),
            models.CheckConstraint(condition=models.Q(day__gte=1, day__lte=31), name="rhythm_day"),
            models.CheckConstraint(condition=models.Q(opens_days__gte=2, opens_days__lte=6), name="rhythm_opens"),
            one_of("rhythm_every", every=["weekly", "monthly"]),
        ]

    def __str__(self) -> str:
        return f"check-ins of {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("cohort_rhythm", args=[self.cohort.slug])

    def beat(self, zone: tzinfo) -> Beat:
        """By the clocks of `zone`, a startup's own."""
        return Beat(self.every, self.weekday, self.day, self.due_time, self.opens_days, zone)

    def version(self) -> Version | None:
        """What is asked now: the newest published version of its form; one query."""
        return self.questionnaire.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()
