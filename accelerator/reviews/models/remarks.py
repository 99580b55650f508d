"""What a panel says to each other about an application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accelerator.applications.models import Application
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Programme
from accelerator.reviews.models.assignments import Assignment
from accelerator.reviews.models.conflicts import Conflict
from accelerator.startups.models import Startup


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, person: Any) -> RemarkQuerySet:
        """Those about applications that `discussed_by` gives."""
        return self.filter(application__in=discussed_by(person))


def discussed_by(person: Any) -> Any:
    """Applications whose discussion `person` may read: as a reviewer who sees what others wrote in each stage they have it in,
    as a manager, or by seeing every programme; never one they are in conflict with or belong to.
    """
    own = Assignment.objects.own_of(person)
    unseeing = own.exclude(pk__in=own.seeing_others().values("pk")).values("application")
    read = own.seeing_others().exclude(application__in=unseeing).values("application")
    run = models.Q(call__programme__in=Programme.objects.run_by(person))
    found = Application.objects.filter(submitted_at__isnull=False, is_test=False)
    if not person.holds("programmes.see"):
        found = found.filter(models.Q(pk__in=read) | run)
    barred = Conflict.objects.live().filter(person=person).values("application")
    return found.exclude(pk__in=barred).exclude(startup__in=Startup.objects.of(person))


class Remark(Row):
    """One contribution to the discussion of an application. Taken back by its author it leaves its place, without its words."""

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(blank=True, help_text="light markdown")
    mentions = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="names in the text of people it calls"
    )
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["application", "id"], name="remarks_of_application")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(text="", mentions=[]), name="remark_removed_whole"
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(removed_at__isnull=False), name="remark_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"remark on {self.application}"

    def get_absolute_url(self) -> str:
        return f"{reverse('discussion', args=[self.application.number])}#remark-{self.code}"


class Hearing(models.Model):
    """How far a person has read a discussion: all up to the remark of this id."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    upto = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="hearing_once")]

    def __str__(self) -> str:
        return f"{self.person} up to {self.upto}"
