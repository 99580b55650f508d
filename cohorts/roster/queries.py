"""Reads of cohorts used twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest

from accelerator.applications.models import Application
from accelerator.kit import clock, prepared, together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes import queries as programmes
from accelerator.startups import queries as founders
from accelerator.startups.models import Member, Startup
from cohorts.roster.models import Cohort, Enrolment, Supporter


def cohorts(person: Any) -> QuerySet[Cohort]:
    """Cohorts this person sees, the latest first, each with how many are `active`. One query."""
    active = Count("enrolments", filter=Q(enrolments__state=Enrolment.State.ACTIVE))
    return Cohort.objects.visible_to(person).select_related("programme").annotate(active=active).order_by("-starts_on", "-id")


def in_view(person: Any, request: HttpRequest) -> Cohort | None:
    """The cohort that a manager's menu is about: the one in the address, else the foremost that they run.

    No query of its own, however many menus ask.
    """
    kept: dict[str, Any] = request.__dict__
    if "_cohort_in_view" not in kept:
        runs = programmes.manages_any(person, request)
        found = prepared.those(_latest, person, request) if runs else []
        named = (one for one in found if request.path.startswith(f"/cohorts/{one.slug}/"))
        kept["_cohort_in_view"] = next(named, _foremost(found))
    cohort: Cohort | None = kept["_cohort_in_view"]
    return cohort


@together.stepwise
def foremost(person: Any) -> Steps[Cohort | None]:
    """The cohort that this person's days are about: the latest that runs now, else the latest they run. One query."""
    found = _recent.rows(person) if person.may_stand_in("programme") else Cohort.objects.none()
    yield [found]
    return _foremost(found)


@prepared.listed("programme")
def _latest(person: Any) -> QuerySet[Cohort]:
    return Cohort.objects.run_by(person).order_by("-starts_on", "-id")[:50]


_recent = kept(_latest)


def _foremost(found: Sequence[Cohort] | QuerySet[Cohort]) -> Cohort | None:
    """A cohort made ahead does not take the place of the one that is under way."""
    running = (one for one in found if one.starts_on <= clock.today(one.zone) <= one.ends_on)
    return next(running, found[0] if found else None)


@dataclass(frozen=True)
class Stake:
    """What somebody has to do with cohorts: states of their startups' enrolments, roles in which they stand by others."""

    enrolled: frozenset[str]
    supports: frozenset[str]

    @property
    def active(self) -> bool:
        return Enrolment.State.ACTIVE in self.enrolled

    @property
    def mentors(self) -> bool:
        return Supporter.Role.MENTOR in self.supports


def stake(person: Any, request: HttpRequest) -> Stake:
    """No query of its own, however many menus ask."""
    return Stake(*(frozenset(prepared.those(rows, person, request)) for rows in (_enrolled, _supports)))


@prepared.listed("startup")
def _enrolled(person: Any) -> QuerySet[Any, Any]:
    return Enrolment.objects.of_member(person).order_by().values_list("state", flat=True).distinct()


@prepared.listed("enrolment")
def _supports(person: Any) -> QuerySet[Any, Any]:
    supports = Supporter.objects.live().filter(person=person, enrolment__state=Enrolment.State.ACTIVE)
    return supports.order_by().values_list("role", flat=True).distinct()


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
    return founders.members(enrolment.startup_id).order_by("id")


def joinable(cohort: Cohort) -> QuerySet[Startup]:
    """Startups that applied to the programme's calls and are not in the cohort: who may be enrolled directly."""
    applied = Application.objects.real().filter(call__programme=cohort.programme_id, submitted_at__isnull=False).values("startup")
    enrolled = Startup.objects.same(cohort.enrolments.values("startup")).values("id")
    return Startup.objects.same(applied).standing().exclude(id__in=enrolled).order_by("name", "id")


def week(cohort: Cohort) -> tuple[int, int]:
    """(the present week, of how many); (0, n) before it starts."""
    today = clock.today(cohort.zone)
    whole = -(-((cohort.ends_on - cohort.starts_on).days + 1) // 7)
    return max(0, min(whole, (today - cohort.starts_on).days // 7 + 1)), whole
