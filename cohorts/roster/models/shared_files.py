"""Files that a startup, or a whole cohort, keeps at hand."""

from __future__ import annotations

from typing import Any

from django.db import models

from accelerator.files.models import File
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.enrolments import Enrolment
from cohorts.roster.models.taking_part import cohorts_of


class SharedFileQuerySet(models.QuerySet["SharedFile"]):
    def live(self) -> SharedFileQuerySet:
        return self.filter(removed_at=None)

    def visible_to(self, person: Any) -> SharedFileQuerySet:
        """A startup's: its members, its supporters, the managers. A cohort's: everybody in it."""
        watched = Enrolment.objects.watched_by(person).values("pk")
        return self.live().filter(models.Q(enrolment__in=watched) | models.Q(cohort__in=cohorts_of(person).values("pk")))


class SharedFile(Row):
    """A private file of one startup's enrolment, or of a cohort."""

    code = CodeField()
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="shared_files")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="shared_files")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = SharedFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cohort__isnull=False, enrolment=None) | models.Q(cohort=None, enrolment__isnull=False),
                name="shared_file_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("shared_file", args=[self.code])
