"""What the board asks of a cohort, each built and compiled once; of one enrolment alone where `only` names it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from accelerator.kit.kept import kept
from cohorts.checkins.models import Ask
from cohorts.credits import ledger
from cohorts.credits.models import Account, Entry, Grant
from cohorts.mentoring.models import Session
from cohorts.milestones.models import Milestone, SignOff
from cohorts.reporting.models import BoardView, RiskFlag, RiskMute, RiskRule
from cohorts.roster.models import Cohort, Enrolment, Supporter


def _of(rows: QuerySet[Any, Any], to: str, cohort: int, only: int | None) -> QuerySet[Any, Any]:
    """Those of `rows` whose enrolment, along the path `to`, is in the cohort and active; of that one alone where it is named."""
    found = rows.filter(**{f"{to}__cohort": cohort, f"{to}__state": Enrolment.State.ACTIVE}).order_by()
    return found if only is None else found.filter(**{to: only})


@kept
def overseen(person: Any, slug: str) -> QuerySet[Cohort]:
    """The cohort where `person` sees its board, whether they run it (`is_run`), and the query that they keep (`kept`)."""
    seen = Cohort.objects.visible_to(person).filter(slug=slug).select_related("programme")
    runs = Cohort.objects.run_by(person).filter(pk=OuterRef("pk"))
    kept = BoardView.objects.filter(cohort=OuterRef("pk"), person=person).values("query")
    told: QuerySet[Cohort] = seen.annotate(is_run=Exists(runs), kept=Subquery(kept))
    return told


def kept_by(person: Any, cohort: Cohort) -> str:
    """The query that `person` keeps of its board; empty where they keep none. One query."""
    return BoardView.objects.filter(cohort=cohort, person=person).values_list("query", flat=True).first() or ""


@kept
def enrolled(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    rows = Enrolment.objects.active().filter(cohort=cohort).order_by()
    found = rows if only is None else rows.filter(pk=only)
    return found.values_list("pk", "code", "startup__name", "startup__sector", "enrolled_at", "startup__zone")


@kept
def progress(cohort: int, only: int | None, horizon: date) -> QuerySet[Any, Any]:
    """Enrolment, how many are submitted; the days up to and with `horizon` on which others are due, and the first after it;
    the same of those that are not begun.
    """
    rows = _of(Milestone.objects.unsettled(), "enrolment", cohort, only)
    owed, near = ~Q(state=Milestone.State.SUBMITTED), Q(due_on__lte=horizon)
    unbegun = Q(state=Milestone.State.PLANNED)
    figures = {
        "submitted_n": Count("pk", filter=Q(state=Milestone.State.SUBMITTED)),
        "near": ArrayAgg("due_on", filter=owed & near),
        "later": Min("due_on", filter=owed & ~near),
        "unbegun": ArrayAgg("due_on", filter=unbegun & near),
        "unbegun_later": Min("due_on", filter=unbegun & ~near),
    }
    counted: QuerySet[Any, Any] = rows.values("enrolment").annotate(**figures).values_list("enrolment", *figures)
    return counted


@kept
def returned(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    given = SignOff.objects.filter(milestone__state=Milestone.State.RETURNED, verdict=SignOff.Verdict.RETURNED)
    back = _of(given, "milestone__enrolment", cohort, only)
    last: QuerySet[Any, Any] = back.values("milestone").annotate(last=Max("at")).values_list("milestone__enrolment", "last")
    return last


@kept
def held(cohort: int, only: int | None, now: datetime) -> QuerySet[Any, Any]:
    """Enrolment, when a mentor met it last, and when one will next: as the latest session of each mentor says."""
    later = Session.objects.filter(enrolment=OuterRef("enrolment"), mentor=OuterRef("mentor"), held_at__gt=OuterRef("held_at"))
    ahead = Q(~Exists(later), next_at__gt=now)
    rows = _of(Session.objects.all(), "enrolment", cohort, only).values("enrolment")
    met: QuerySet[Any, Any] = rows.annotate(last=Max("held_at"), next=Min("next_at", filter=ahead))
    return met.values_list("enrolment", "last", "next")


@kept
def leads(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    rows = _of(Supporter.objects.live().filter(role=Supporter.Role.MANAGER), "enrolment", cohort, only)
    return rows.values_list("enrolment", "person__code", "person__name")


@kept
def left(cohort: int, only: int | None, person: Any) -> QuerySet[Any, Any]:
    """What startups can still use, as far as `person` sees it."""
    held = Account.objects.filter(kind=ledger.GRANT, balance__gt=0, grant__in=Grant.objects.visible_to(person))
    rows = _of(held, "grant__enrolment", cohort, only)
    return rows.values_list("grant", "grant__enrolment", "currency", "pool__expires_on", "balance")


@kept
def used(cohort: int, only: int | None, since: date) -> QuerySet[Any, Any]:
    uses = Entry.objects.filter(account__kind=ledger.GRANT, posting__kind="draw_down", posting__effective_on__gte=since)
    legs = _of(uses, "account__grant__enrolment", cohort, only)
    drawn: QuerySet[Any, Any] = legs.values("account__grant").annotate(sum=Sum("amount")).values_list("account__grant", "sum")
    return drawn


@kept
def asks(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    """When each open ask was made."""
    rows = _of(Ask.objects.filter(state=Ask.State.OPEN), "check_in__enrolment", cohort, only)
    return rows.values_list("check_in__enrolment", "created_at")


@kept
def rules(cohort: int, programme: int) -> QuerySet[RiskRule]:
    return RiskRule.objects.filter(Q(cohort=cohort) | Q(programme=programme)).order_by()


@kept
def flags(cohort: int, only: int | None, today: date, person: Any) -> QuerySet[Any, Any]:
    rows = _of(RiskFlag.objects.visible_to(person).standing(today), "enrolment", cohort, only).order_by("id")
    return rows.values_list("enrolment", "code", "severity", "reason", "until_on", "by__name")


@kept
def mutes(cohort: int, only: int | None, today: date) -> QuerySet[Any, Any]:
    rows = _of(RiskMute.objects.standing(today), "enrolment", cohort, only).order_by("id")
    return rows.values_list("enrolment", "code", "kind", "reason", "until_on", "by__name")
