"""The ranking of a review stage as it was last worked out."""

from __future__ import annotations

from django.db import models

from accelerator.applications.models import Application
from accelerator.programmes.models import ReviewStage


class Ranking(models.Model):
    """What calibration said of a stage's scores. Worked out anew by workers while scores come in; never shown to founders."""

    stage = models.OneToOneField(ReviewStage, primary_key=True, on_delete=models.CASCADE, related_name="ranking")
    at = models.DateTimeField()
    scores = models.PositiveIntegerField(help_text="submitted reviews it is made of")
    newest_at = models.DateTimeField(null=True, help_text="when the newest of them was submitted")
    places = models.PositiveSmallIntegerField(help_text="where the line stood")
    figures = models.JSONField(help_text="variances, agreement, components")
    reviewers = models.JSONField(help_text="[{person, severity, error, spread, expected, scores}]")
    flips = models.JSONField(help_text="[{application, person, up, down}]: what would flip if one review were not there")
    worth = models.JSONField(help_text="[{application, chance, inside}]: where one more review would tell most")
    odd = models.JSONField(help_text="[{person, kind, about, found, expected, error, p, scores}]")

    def __str__(self) -> str:
        return f"ranking of {self.stage}"


class Ranked(models.Model):
    """An application's place in it, in points of the stage's scale."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="rows")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField()
    raw_rank = models.PositiveIntegerField()
    estimate = models.FloatField()
    error = models.FloatField(null=True, help_text="standard error of the estimate; none where scores cannot tell")
    mean = models.FloatField()
    scores = models.PositiveSmallIntegerField()
    apart = models.BooleanField(help_text="no chain of shared reviewers links it to most others")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "application"], name="ranked_once")]
        indexes = [models.Index(fields=["ranking", "rank", "id"], name="ranked_in_order")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.application}"

    @property
    def low(self) -> float | None:
        """The estimate lies from here with 95 %."""
        return None if self.error is None else self.estimate - 1.96 * self.error

    @property
    def high(self) -> float | None:
        return None if self.error is None else self.estimate + 1.96 * self.error
