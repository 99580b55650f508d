"""Cohorts and enrolments, for programs."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.kit.cursors import Listed, Paging
from cohorts.roster import api_onboarding, api_papers, api_planned, api_running, api_together, queries
from cohorts.roster.models import Cohort, Enrolment
from cohorts.roster.told import EnrolmentOut

router = Router(tags=["cohorts"])
router.add_router("", api_running.router)
router.add_router("", api_onboarding.router)
router.add_router("", api_papers.router)
router.add_router("", api_together.router)
router.add_router("", api_planned.router)


class CohortOut(Schema):
    slug: str
    name: str
    programme: str = Field(description="slug of the programme")
    starts_on: date = Field(description="in the cohort's zone")
    ends_on: date
    active: int = Field(description="startups in it now")

    @staticmethod
    def resolve_programme(cohort: Cohort) -> str:
        return str(cohort.programme.slug)


@router.get("/cohorts", response=Listed[CohortOut], url_name="cohorts")
def cohorts(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Cohorts you see, the latest first."""
    return paging.cut(queries.cohorts(request.user), ["-starts_on", "-id"])


@router.get("/enrolments", response=Listed[EnrolmentOut], url_name="enrolments")
def enrolments(request: HttpRequest, paging: Query[Paging], cohort: str = "") -> dict[str, object]:
    """Enrolments you see, of one cohort where its slug is given."""
    found = Enrolment.objects.visible_to(request.user).select_related("cohort", "startup")
    if cohort:
        found = found.filter(cohort__slug=cohort)
    return paging.cut(found, ["-id"])


@router.get("/enrolments/{code}", response=EnrolmentOut, url_name="enrolment")
def enrolment(request: HttpRequest, code: str) -> Enrolment:
    return get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("cohort", "startup"), code=code)
