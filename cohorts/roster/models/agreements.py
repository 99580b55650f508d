"""Texts that startups of a cohort agree to, in versions, and what they accepted."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models

from accelerator.kit.addresses import reverse
from accelerator.kit.models import APPEND_ONLY, AppendOnly, CodeField, Row
from cohorts.roster import guards
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.enrolments import Enrolment
from cohorts.roster.models.taking_part import cohorts_of


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def live(self) -> AgreementQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, person: Any) -> AgreementQuerySet:
        return self.filter(cohort__in=cohorts_of(person))


@pghistory.track()
class Agreement(Row):
    """A paper of a cohort, such as its participation agreement or its code of conduct."""

    code = CodeField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, help_text="when it was withdrawn: nobody accepts it from then on")

    objects = AgreementQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.code])


class AgreementVersion(AppendOnly):
    """Its words. `sha256` is the hash of `text` as UTF-8; where `anew`, who accepted earlier words accepts these as well."""

    code = CodeField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    anew = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_number")]
        triggers = [APPEND_ONLY, guards.HASH_OF_ITS_TEXT]

    def __str__(self) -> str:
        return f"{self.agreement}, version {self.number}"


class AgreementAcceptanceQuerySet(models.QuerySet["AgreementAcceptance"]):
    def visible_to(self, person: Any) -> AgreementAcceptanceQuerySet:
        return self.filter(enrolment__in=Enrolment.objects.watched_by(person))


class AgreementAcceptance(AppendOnly):
    """`by` accepted a version for the startup, typing `name`, at `created_at`; `sha256` is that of the text they were shown."""

    code = CodeField()
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="acceptances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="acceptances")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    objects = AgreementAcceptanceQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "enrolment"], name="agreement_acceptance_once")]
        triggers = [APPEND_ONLY, guards.ACCEPTS_WHAT_WAS_SHOWN]

    def __str__(self) -> str:
        return f"{self.version} accepted by {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("acceptance", args=[self.code])
