"""What stands around a submission: it was reopened, it was approved by a second member."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models.applications import Application, Submission
from accelerator.kit.models import AppendOnly, CodeField, Row, moves, one_of


class Reopening(AppendOnly):
    """Staff let a startup change what it submitted, for a reason and until a moment; `created_at` says since when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reopenings")
    until = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reopening_says_why"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("created_at")), name="reopening_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.application} until {self.until:%d %b %H:%M}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def visible_to(self, person: Any) -> SignOffQuerySet:
        """To the startup's own people."""
        return self.filter(application__in=Application.objects.of(person))


class SignOff(Row):
    """A member asks another to approve the answers; only the approval submits them, where the call wants that."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        TAKEN_BACK = "taken_back", _("Taken back")

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sign_offs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=2000, blank=True)
    submission = models.OneToOneField(Submission, null=True, on_delete=models.PROTECT, related_name="sign_off")

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "sign-off"
        verbose_name_plural = "sign-offs"
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=models.Q(state="asked"), name="sign_off_asked_once"),
            models.CheckConstraint(condition=~models.Q(answered_by=models.F("asked_by")), name="sign_off_by_another"),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_by=None, answered_at=None, submission=None)
                | models.Q(state="approved", answered_by__isnull=False, answered_at__isnull=False, submission__isnull=False)
                | (models.Q(state="returned", answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(comment=""))
                | models.Q(state="taken_back", answered_by=None, answered_at__isnull=False, submission=None),
                name="sign_off_whole",
            ),
            one_of("sign_off_state", state=["asked", "approved", "returned", "taken_back"]),
        ]
        triggers = [moves("state", {"asked": ["approved", "returned", "taken_back"]})]

    def __str__(self) -> str:
        return f"{self.application}, {self.get_state_display()}"
