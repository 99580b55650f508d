"""Reads of mentoring used twice."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from accelerator.accounts.models import Person
from accelerator.kit import clock
from cohorts.mentoring.models import Action, Mentor, Session
from cohorts.roster.models import Cohort, Enrolment, Supporter


def mentored_by(person: Any) -> QuerySet[Enrolment]:
    """Active enrolments whose mentor `person` is, by startup, with `held` sessions and the `last`. One query."""
    live = Supporter.objects.live().filter(person=person, role=Supporter.Role.MENTOR).values("enrolment")
    mine = Enrolment.objects.active().filter(pk__in=live).select_related("startup", "cohort")
    return mine.annotate(held=Count("sessions"), last=Max("sessions__held_at")).order_by("startup__name", "id")


def sessions(person: Any) -> QuerySet[Session]:
    """Sessions `person` may read, the latest first, each with how many actions are `open_n`. One query."""
    rows = Session.objects.visible_to(person).select_related("mentor__person", "enrolment__startup", "enrolment__cohort")
    return rows.annotate(open_n=Count("actions", filter=Q(actions__done_at=None))).order_by("-held_at", "-id")


def agreed(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Those of `rows` that say when mentor and startup meet next, and after which that mentor logged no other; the next first."""
    later = Session.objects.filter(enrolment=OuterRef("enrolment"), mentor=OuterRef("mentor"), held_at__gt=OuterRef("held_at"))
    return rows.filter(~Exists(later), next_at__gt=clock.now()).order_by("next_at", "id")


def open_actions(person: Any) -> QuerySet[Action]:
    """Open actions of the startups `person` writes for, and those given to them by name; the next due first."""
    mine = Q(session__enrolment__in=Enrolment.objects.of_writer(person).active(), owner=None)
    rows = Action.objects.visible_to(person).open().filter(mine | Q(owner=person)).order_by("due_on", "id")
    return rows.select_related("session__enrolment__startup", "session__enrolment__cohort", "session__mentor__person", "owner")


def possible_mentors() -> QuerySet[Person]:
    """People who mentor or mentored a startup, or have a mentor's profile; by name."""
    stood_by = Supporter.objects.filter(role=Supporter.Role.MENTOR).values("person")
    known = Person.objects.filter(Q(mentor__isnull=False) | Q(pk__in=stood_by), is_active=True)
    return known.order_by("name", "id")


def of_programme(programme: int) -> QuerySet[Mentor]:
    """Profiles of who stands by a startup of the programme now, as a mentor."""
    live = Supporter.objects.live().filter(role=Supporter.Role.MENTOR, enrolment__state=Enrolment.State.ACTIVE)
    return Mentor.objects.filter(person__in=live.filter(enrolment__cohort__programme=programme).values("person"))


def matched(cohort: Cohort) -> QuerySet[Enrolment]:
    """Active startups of the cohort, by name, with their `mentors` and how many sessions were `held`. Two queries."""
    mentors = Supporter.objects.live().filter(role=Supporter.Role.MENTOR).select_related("person").order_by("id")
    rows = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).select_related("startup", "cohort")
    held = rows.annotate(held=Count("sessions"), last=Max("sessions__held_at")).order_by("startup__name", "id")
    return held.prefetch_related(Prefetch("supporters", queryset=mentors, to_attr="mentors"))
