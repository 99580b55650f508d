"""Reads of cohorts used twice."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.startups.models import Member, Startup
from cohorts.roster.models import Cohort, Enrolment, Supporter


def cohorts(person: Any) -> QuerySet[Cohort]:
    """Cohorts this person sees, the latest first, each with how many are `active`. One query."""
    active = Count("enrolments", filter=Q(enrolments__state=Enrolment.State.ACTIVE))
    return Cohort.objects.visible_to(person).select_related("programme").annotate(active=active).order_by("-starts_on", "-id")


def in_view(person: Any, path: str) -> Cohort | None:
    """The cohort that a manager's menu is about: the one in the address, else the latest that they run. One query."""
    found = list(Cohort.objects.run_by(person).order_by("-starts_on", "-id")[:50])
    named = (one for one in found if path.startswith(f"/cohorts/{one.slug}/"))
    return next(named, found[0] if found else None)


def enrolments(cohort: Cohort) -> QuerySet[Enrolment]:
    """Its startups by name with their live supporters. Two queries."""
    live = Supporter.objects.live().select_related("person").order_by("role", "id")
    return (
        cohort.enrolments.select_related("startup", "cohort")
        .prefetch_related(Prefetch("supporters", queryset=live, to_attr="standing"))
        .order_by("startup__name", "id")
    )


def supporters(enrolment: Enrolment) -> QuerySet[Supporter]:
    return Supporter.objects.live().filter(enrolment=enrolment).select_related("person").order_by("role", "id")


def members(enrolment: Enrolment) -> QuerySet[Member]:
    return Member.objects.live().filter(startup=enrolment.startup_id).select_related("person").order_by("id")


def joinable(cohort: Cohort) -> QuerySet[Startup]:
    """Startups that applied to the programme's calls and are not in the cohort: who may be enrolled directly."""
    applied = Application.objects.filter(call__programme=cohort.programme_id, submitted_at__isnull=False).values("startup")
    return Startup.objects.filter(id__in=applied).exclude(enrolments__cohort=cohort).order_by("name", "id")


def week(cohort: Cohort) -> tuple[int, int]:
    """(the present week, of how many); (0, n) before it starts."""
    today = clock.today(cohort.zone)
    whole = -(-((cohort.ends_on - cohort.starts_on).days + 1) // 7)
    return max(0, min(whole, (today - cohort.starts_on).days // 7 + 1)), whole
