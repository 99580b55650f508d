"""What blind reviewers read in place of what was sent in."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from accelerator.applications.models import Submission
from accelerator.kit.models import Row


@pghistory.track()
class Redaction(Row):
    """Answers of one submission as staff worded them for blind reviewers; all others are hidden by rule."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="redaction")
    answers = models.JSONField(default=dict, help_text="{question key: text}")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"redacted {self.submission}"
