"""What several doors for programs tell alike."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from cohorts.roster.models import Cohort, Enrolment, cohorts_of


def joined(request: HttpRequest, slug: str) -> Cohort:
    """A cohort that the reader takes part in."""
    return get_object_or_404(cohorts_of(request.user).select_related("programme"), slug=slug)


def run(request: HttpRequest, slug: str) -> Cohort:
    """A cohort that the reader manages."""
    return get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), slug=slug)


def watched(request: HttpRequest, code: str) -> Enrolment:
    rows = Enrolment.objects.watched_by(request.user).select_related("startup", "cohort__programme")
    return get_object_or_404(rows, code=code)


class EnrolmentOut(Schema):
    code: str
    cohort: str = Field(description="slug of the cohort")
    startup: str = Field(description="slug of the startup")
    name: str = Field(description="name of the startup")
    state: str = Field(description="active, departed or graduated")
    enrolled_at: datetime = Field(description="UTC")
    paused_from: date | None = Field(description="first day of its latest pause, in the startup's zone")
    paused_until: date | None = Field(description="last day of it")

    @staticmethod
    def resolve_cohort(enrolment: Enrolment) -> str:
        return str(enrolment.cohort.slug)

    @staticmethod
    def resolve_startup(enrolment: Enrolment) -> str:
        return str(enrolment.startup.slug)

    @staticmethod
    def resolve_name(enrolment: Enrolment) -> str:
        return str(enrolment.startup)
