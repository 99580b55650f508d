"""Ownership of a startup that one member hands to another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.startups.models import Startup


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, person: Any) -> TransferQuerySet:
        """The two whom it is about."""
        return self.filter(models.Q(offered_by=person) | models.Q(to=person))

    def open(self) -> TransferQuerySet:
        return self.filter(state=Transfer.State.OFFERED)


class Transfer(Row):
    """An owner offers their place to another member; only who is offered it accepts. Nothing changes before."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    code = CodeField()
    startup = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="transfers")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    settled_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["startup", "offered_by"], condition=models.Q(state="offered"), name="transfer_offered_once"
            ),
            models.CheckConstraint(condition=~models.Q(offered_by=models.F("to")), name="transfer_to_another"),
            models.CheckConstraint(
                condition=models.Q(state="offered", settled_at=None)
                | (~models.Q(state="offered") & models.Q(settled_at__isnull=False)),
                name="transfer_settled_when",
            ),
            one_of("transfer_state", state=["offered", "accepted", "declined", "taken_back"]),
        ]
        triggers = [moves("state", {"offered": ["accepted", "declined", "taken_back"]})]

    def __str__(self) -> str:
        return f"{self.startup} → {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("startup_transfer", args=[self.code])
