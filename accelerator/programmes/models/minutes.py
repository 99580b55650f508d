"""How the house did, minute by minute."""

from __future__ import annotations

from django.db import models

from accelerator.programmes import degradation


class Minute(models.Model):
    """What the web processes counted in the minute that begins at `at`, and how probes came out."""

    at = models.DateTimeField(primary_key=True)
    requests = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    slow = models.PositiveIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0, help_text="probes")
    unanswered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "measured minute"
        verbose_name_plural = "measured minutes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(failed__lte=models.F("requests"), slow__lte=models.F("requests")),
                name="minute_of_its_requests",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    def is_degraded(self, *, probed: bool) -> bool:
        """Without `probed` what the probes say is not believed."""
        unanswered = self.unanswered if probed and not self.answered else 0
        return degradation.is_degraded(requests=self.requests, failed=self.failed, slow=self.slow, unanswered=unanswered)
