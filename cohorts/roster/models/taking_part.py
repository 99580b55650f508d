"""Who takes part in a cohort, and what is meant for all of them or for some."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import Row
from accelerator.programmes.models import Programme, Staff
from cohorts.roster.models.cohorts import Cohort, CohortQuerySet, TeamMember, TeamMemberQuerySet
from cohorts.roster.models.enrolments import Enrolment, Supporter


def cohorts_of(person: Any) -> CohortQuerySet:
    """Cohorts that `person` takes part in; who sees every programme sees all of them."""
    return Cohort.objects.all() if person.holds("programmes.see") else taking_part(person)


def taking_part(person: Any) -> CohortQuerySet:
    """Cohorts that the startup of `person` is in or has graduated from, in which they stand by one that is, whose team they are
    of, or whose programme they run.
    """
    staying = Enrolment.objects.staying()
    stands = Supporter.objects.live().filter(person=person, enrolment__in=staying)
    return Cohort.objects.filter(
        models.Q(pk__in=staying.of_member(person).values("cohort"))
        | models.Q(pk__in=stands.values("enrolment__cohort"))
        | led_by(person)
    )


def leading() -> TeamMemberQuerySet:
    """Of all teams who leads by rights: managers who manage the programme still, mentors who stand by a startup in it."""
    manages = Staff.objects.live().filter(
        person=models.OuterRef("person"), programme=models.OuterRef("cohort__programme"), role=Staff.Role.MANAGER
    )
    staying = Enrolment.objects.staying().filter(cohort=models.OuterRef(models.OuterRef("cohort")))
    mentors = Supporter.objects.live().filter(person=models.OuterRef("person"), enrolment__in=staying, role=Supporter.Role.MENTOR)
    by_office = models.Q(models.Exists(manages), role=TeamMember.Role.MANAGER)
    return TeamMember.objects.live().filter(by_office | models.Q(models.Exists(mentors), role=TeamMember.Role.MENTOR))


def led_by(person: Any) -> models.Q:
    """Of cohorts: those whose team `person` is of, or whose programme they run."""
    team = leading().filter(person=person).values("cohort")
    return models.Q(pk__in=team) | models.Q(programme__in=Programme.objects.run_by(person))


class Audience(models.TextChoices):
    COHORT = "cohort", _("Everybody in the cohort")
    TEAM = "team", _("The team")
    SELECTION = "selection", _("Some startups")


class Addressed(Row):
    """Meant for a whole cohort, for the team that leads it, or for the startups that `enrolments` names."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    enrolments = models.ManyToManyField(Enrolment, related_name="+")

    class Meta:
        abstract = True


def meant_for(person: Any) -> models.Q:
    """Of rows that are Addressed: those for `person`, and those of cohorts that they lead."""
    led = Cohort.objects.filter(led_by(person)).values("pk")
    named = Enrolment.objects.staying().close_to(person).values("pk")
    return (
        models.Q(cohort__in=led)
        | models.Q(audience=Audience.COHORT, cohort__in=taking_part(person).values("pk"))
        | models.Q(audience=Audience.SELECTION, enrolments__in=named)
    )
