"""Reads of cohorts used twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from accelerator.applications.models import Application
from accelerator.decisions.models import Offer
from accelerator.kit import clock, prepared, secret, together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes import queries as programmes
from accelerator.startups import queries as founders
from accelerator.startups.models import Member, Startup
from cohorts.roster import checklist
from cohorts.roster.models import (
    Agreement,
    AgreementAcceptance,
    AgreementVersion,
    Attendance,
    Audience,
    Cohort,
    Duty,
    Enrolment,
    Event,
    EventReply,
    OnboardingItem,
    PaymentIds,
    Supporter,
    TeamMember,
)
from cohorts.roster.models.taking_part import leading


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
    """Startups that applied to the programme's calls and are not in the cohort: who may be enrolled directly. Those that accepted
    an offer of the programme come first.
    """
    applied = Application.objects.real().filter(call__programme=cohort.programme_id, submitted_at__isnull=False).values("startup")
    enrolled = Startup.objects.same(cohort.enrolments.values("startup")).values("id")
    offers = Offer.objects.filter(state=Offer.State.ACCEPTED, decision__application__call__programme=cohort.programme_id)
    accepted = Exists(offers.filter(decision__application__startup=OuterRef("pk")))
    found = Startup.objects.same(applied).standing().exclude(id__in=enrolled)
    return found.annotate(accepted=accepted).order_by("-accepted", "name", "id")


def week(cohort: Cohort) -> tuple[int, int]:
    """(the present week, of how many); (0, n) before it starts."""
    today = clock.today(cohort.zone)
    whole = -(-((cohort.ends_on - cohort.starts_on).days + 1) // 7)
    return max(0, min(whole, (today - cohort.starts_on).days // 7 + 1)), whole


PAYMENT_FIELDS = ("account_name", "account_number", "bank_code", "billing_id")


def leaders(cohort: Cohort) -> list[tuple[Any, str]]:
    """(person, role) of who may be of its team: the programme's managers, and mentors of startups that have not left it."""
    managers = [(one, TeamMember.Role.MANAGER.value) for one in programmes.managers(cohort.programme)]
    staying = cohort.enrolments.staying()
    held = Supporter.objects.live().filter(enrolment__in=staying, role=Supporter.Role.MENTOR, person__is_active=True)
    mentors = dict.fromkeys(one.person for one in held.select_related("person").order_by("person__name", "id"))
    return managers + [(one, TeamMember.Role.MENTOR.value) for one in mentors]


def team(cohort: Cohort) -> QuerySet[TeamMember]:
    return leading().filter(cohort=cohort).select_related("person").order_by("role", "id")


def newest_version(agreement: Agreement) -> AgreementVersion:
    found = AgreementVersion.objects.filter(agreement=agreement).order_by("-number").first()
    if found is None:
        raise LookupError(f"{agreement} has no words")
    return found


def accepted_agreements(enrolment: Enrolment) -> dict[int, AgreementAcceptance]:
    """{agreement id: what this startup accepted last of it}, where that still holds."""
    return {agreement: one for (_enrolment, agreement), one in accepted(enrolment).items()}


def accepted(*enrolments: Enrolment) -> dict[tuple[int, int], AgreementAcceptance]:
    """{(enrolment id, agreement id): what was accepted last of it}, where no later words are to be accepted anew. One query."""
    rows = AgreementAcceptance.objects.filter(enrolment__in=enrolments).select_related("version__agreement", "by")
    later = AgreementVersion.objects.filter(
        agreement=OuterRef("version__agreement"), number__gt=OuterRef("version__number"), anew=True
    )
    held = rows.filter(~Exists(later)).order_by("version__number")
    return {(one.enrolment_id, one.version.agreement_id): one for one in held}


def signed_by(agreement: Agreement) -> list[Enrolment]:
    """Startups in the cohort of which what they accepted of it still holds. Two queries."""
    active = Enrolment.objects.active().filter(cohort=agreement.cohort_id, acceptances__version__agreement=agreement).distinct()
    found = list(active.select_related("startup", "cohort").order_by("id"))
    held = accepted(*found)
    return [one for one in found if (one.pk, agreement.pk) in held]


def acceptances(agreement: Agreement) -> QuerySet[AgreementAcceptance]:
    """The newest first."""
    rows = AgreementAcceptance.objects.filter(version__agreement=agreement)
    return rows.select_related("version", "enrolment__startup", "by").order_by("-id")


def duties(enrolment: Enrolment) -> QuerySet[Duty]:
    """Its lines of the checklist in order, with their items and who settled them."""
    rows = Duty.objects.live().filter(enrolment=enrolment)
    return rows.select_related("item__agreement", "settled_by").order_by("item__position", "id")


@dataclass(frozen=True)
class Lacking:
    """A startup's row of the checklist of its cohort: by item its duty, None where it has none, and how that is seen."""

    enrolment: Enrolment
    duties: Sequence[tuple[OnboardingItem, Duty | None, str]]

    @property
    def open(self) -> int:
        return sum(1 for _item, _duty, state in self.duties if state in ("open", "late"))


def checklist_of(cohort: Cohort, items: Sequence[OnboardingItem]) -> list[Lacking]:
    """Who lacks what, by startup. Two queries."""
    order = {item.pk: place for place, item in enumerate(items)}
    enrolled = cohort.enrolments.active().select_related("startup", "cohort").order_by("startup__name", "id")
    found = Duty.objects.filter(enrolment__in=enrolled.order_by(), item__in=order).select_related("settled_by")
    together.fetch(enrolled, found)
    table: dict[int, list[tuple[OnboardingItem, Duty | None, str]]] = {
        one.pk: [(item, None, "") for item in items] for one in enrolled
    }
    todays = {one.pk: one.today() for one in enrolled}
    for duty in found:
        state = checklist.seen_as(duty.state, due_on=duty.due_on, today=todays[duty.enrolment_id])
        place = order[duty.item_id]
        table[duty.enrolment_id][place] = (items[place], duty, state)
    return [Lacking(one, table[one.pk]) for one in enrolled]


def open_duties(person: Any) -> QuerySet[Duty]:
    """What `person`'s startups have yet to do on joining, the next due first."""
    writes = Enrolment.objects.of_writer(person).active()
    rows = Duty.objects.open().filter(enrolment__in=writes)
    return rows.select_related("item__agreement", "enrolment__startup", "enrolment__cohort").order_by("due_on", "id")


def payment_ids(enrolment: Enrolment) -> dict[str, str]:
    """What is kept, in the clear; empty where nothing is. For who may read it: policies.pays_for."""
    kept = PaymentIds.objects.filter(enrolment=enrolment).first()
    return json.loads(secret.opened(kept.sealed)) if kept else {}


def alumni(person: Any) -> QuerySet[Enrolment]:
    """Startups that graduated from cohorts this person sees, with when."""
    rows = Enrolment.objects.filter(state=Enrolment.State.GRADUATED, cohort__in=Cohort.objects.visible_to(person))
    return rows.select_related("startup", "cohort__programme", "graduation")


@dataclass(frozen=True)
class Expected:
    """Somebody of a startup for whom an event is, whether they were there as far as it was recorded, and what they replied."""

    enrolment: Enrolment
    person: Any
    state: str
    reply: str = "no_answer"


def expected(event: Event, replied: Sequence[EventReply] = ()) -> list[Expected]:
    """By startup, with what they `replied`; none for an event of the team. Three queries."""
    rows = Enrolment.objects.staying().filter(cohort=event.cohort_id).select_related("startup").order_by("startup__name", "id")
    if event.audience == Audience.TEAM:
        return []
    if event.audience == Audience.SELECTION:
        rows = rows.filter(pk__in=event.enrolments.values("pk"))
    recorded = Attendance.objects.filter(event=event).select_related("person")
    together.fetch(rows, recorded)
    said = {one.person_id: one.state for one in replied}
    states = {(one.enrolment_id, one.person_id): one.state for one in recorded}
    there = founders.people(one.startup_id for one in rows)
    people = {one.pk: list(there.get(one.startup_id, [])) for one in rows}
    for one in recorded:  # who left the startup since was there all the same
        if one.enrolment_id in people and one.person not in people[one.enrolment_id]:
            people[one.enrolment_id].append(one.person)
    return [
        Expected(one, person, states.get((one.pk, person.pk), ""), said.get(person.pk, "no_answer"))
        for one in rows
        for person in people[one.pk]
    ]


def replies(event: Event) -> QuerySet[EventReply]:
    """Who said whether they come, by name."""
    return EventReply.objects.filter(event=event).select_related("person").order_by("person__name", "id")


def attended(enrolment: Enrolment) -> QuerySet[Attendance]:
    """Who of the startup was at which event, the latest first."""
    rows = Attendance.objects.filter(enrolment=enrolment, event__called_off_at=None)
    return rows.select_related("event", "person").order_by("-event__starts_at", "id")
