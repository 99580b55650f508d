"""Review stages of a call: screening, review, interview, final, each with its own rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import CodeField, Row, one_of
from accelerator.programmes import stages
from accelerator.programmes.models.calls import Call
from accelerator.programmes.models.programmes import Rubric


class ReviewStageQuerySet(models.QuerySet["ReviewStage"]):
    def visible_to(self, person: Any) -> ReviewStageQuerySet:
        """To the staff of its programme."""
        return self.filter(call__in=Call.objects.visible_to(person))


@pghistory.track()
class ReviewStage(Row):
    """One pass over the applications of a call. What it leaves empty is as the call says; its dates switch it, nobody else.

    The database gives every call its first one.
    """

    class Kind(models.TextChoices):
        SCREENING = "screening", _("Screening")
        REVIEW = "review", _("Review")
        INTERVIEW = "interview", _("Interview")
        FINAL = "final", _("Final round")

    class Hides(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        PEOPLE = "people", _("People")
        COMPANY = "company", _("Startup and people")

    class Shows(models.TextChoices):
        NEVER = "never", _("Never")
        OWN = "own", _("After their own")
        ALWAYS = "always", _("Always")

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="review_stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REVIEW)
    name = models.CharField(max_length=80, blank=True, help_text="where it is not called by its kind")
    own_rubric = models.ForeignKey(Rubric, null=True, blank=True, on_delete=models.PROTECT, related_name="review_stages")
    hides = models.CharField(max_length=10, choices=Hides.choices, default=Hides.NOTHING, help_text="from reviewers")
    shows = models.CharField(max_length=10, choices=Shows.choices, default=Shows.OWN, help_text="the scores of others")
    least = models.PositiveSmallIntegerField(default=1, help_text="reviews without which nothing should be decided")
    own_wanted = models.PositiveSmallIntegerField(null=True, blank=True, help_text="reviews each application should get")
    own_from = models.DateField(null=True, blank=True)
    own_due_on = models.DateField(null=True, blank=True)
    ends = models.BooleanField(default=False, help_text="with the day its reviews are due")
    reasons = models.JSONField(default=list, blank=True, help_text="why an application goes no further, to choose from")

    objects = ReviewStageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "position"], name="review_stage_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(own_from=None) | models.Q(own_due_on=None) | models.Q(own_from__lte=models.F("own_due_on")),
                name="review_stage_begins_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=models.Q(least__range=(1, 10))
                & (models.Q(own_wanted=None) | models.Q(own_wanted__lte=10, own_wanted__gte=models.F("least"))),
                name="review_stage_reviews",
            ),
            one_of("review_stage_kind", kind=["screening", "review", "interview", "final"]),
            one_of("review_stage_hides", hides=["nothing", "people", "company"]),
            one_of("review_stage_shows", shows=["never", "own", "always"]),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def rubric_id(self) -> int | None:
        return self.own_rubric_id or self.call.rubric_id

    @property
    def wanted(self) -> int:
        """Reviews each application should get."""
        return self.own_wanted or max(self.call.reviews_wanted, self.least)

    @property
    def due_on(self) -> date | None:
        return self.own_due_on or self.call.reviews_due_on

    def window(self) -> stages.Stage:
        """When its scores are taken."""
        whole, zone = self.call.stages()[stages.SCORING], self.call.zone
        begins = stages.midnight(self.own_from, zone) if self.own_from else whole.begins
        if self.own_due_on is None:
            return stages.Stage(stages.SCORING, begins, whole.ends)
        return stages.Stage(stages.SCORING, begins, stages.day_after(self.own_due_on, zone) if self.ends else None)
