"""What startups are told of decisions."""

from __future__ import annotations

from django.db import models

from accelerator.decisions import guards
from accelerator.decisions.models.outcomes import Decision
from accelerator.kit.models import Row


class Letter(Row):
    """What a startup is told of its decision, in the words of its release; a worker posts it when the release is told."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    subject = models.CharField(max_length=1000)
    text = models.TextField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(posted_at=None), name="letter_held")]
        triggers = [guards.POSTED_ONCE_TOLD]

    def __str__(self) -> str:
        return self.subject
