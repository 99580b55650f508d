"""What startups are told of decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accelerator.decisions import guards
from accelerator.decisions.models.outcomes import Decision
from accelerator.kit import clock
from accelerator.kit.models import AppendOnly, CodeField, Row, one_of
from accelerator.programmes.models import Programme

LONGEST_SUBJECT = 1000  # filled in; what a name takes is cut from its end


class Letter(Row):
    """What a startup is told of its decision, in the words of its release; a worker posts it when the release is told."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(posted_at=None), name="letter_held")]
        triggers = [guards.POSTED_ONCE_TOLD]

    def __str__(self) -> str:
        return self.subject


class LetterTemplate(AppendOnly):
    """What a programme writes to startups of one outcome, from then on; without a text it writes what we suggest."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="letter_templates")
    outcome = models.CharField(max_length=10, choices=Decision.Outcome.choices)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        constraints = [
            one_of("letter_template_outcome", outcome=["accept", "waitlist", "decline"]),
            models.CheckConstraint(
                condition=models.Q(subject="", text="") | (~models.Q(subject="") & ~models.Q(text="")),
                name="letter_template_whole",
            ),
        ]
        indexes = [models.Index(fields=["programme", "outcome", "-id"], name="letter_template_newest")]

    def __str__(self) -> str:
        return f"{self.programme}: {self.get_outcome_display()}"
