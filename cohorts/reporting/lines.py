"""What is known of every startup of a cohort, in one statement however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from accelerator.kit import clock, days, together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from cohorts.checkins import queries as checkins
from cohorts.checkins import trends
from cohorts.checkins.models import Ask
from cohorts.checkins.queries import Weeks
from cohorts.credits import ledger
from cohorts.credits.models import Account, Entry, Grant
from cohorts.mentoring.models import Session
from cohorts.milestones.lateness import SOON
from cohorts.milestones.models import Milestone, SignOff
from cohorts.reporting import risk
from cohorts.reporting.models import RiskFlag, RiskMute, RiskRule
from cohorts.reporting.risk import Facts, Reason, Rule, Standing
from cohorts.roster.models import Cohort, Enrolment, Supporter

WEEKS = 8
MONTH = timedelta(days=30)  # whose use of credits tells how long they last


class Lead(NamedTuple):
    """A manager who stands by a startup."""

    code: str
    name: str


class Mark(NamedTuple):
    """A flag or a mute by hand, as it stands."""

    code: str
    kind: str
    severity: str
    reason: str
    until_on: date | None
    by: str


class Left(NamedTuple):
    """Credits that a startup can still use; `ends_on` the day on which the first of them run out or lapse."""

    currency: str
    amount: Decimal
    ends_on: date


@dataclass(slots=True)
class Line:
    """A startup: how many milestones are `late`, due `soon` and `submitted`, and what flags it."""

    pk: int
    code: str
    name: str
    sector: str
    joined_on: date
    today: date  # by its own clock
    leads: list[Lead] = field(default_factory=list)
    late: int = 0
    soon: int = 0
    submitted: int = 0
    weeks: Weeks | None = None
    next_due: date | None = None
    last_session: datetime | None = None
    left: list[Left] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    standing: Standing = field(default_factory=Standing)
    flags: list[Mark] = field(default_factory=list)
    mutes: list[Mark] = field(default_factory=list)

    @property
    def received(self) -> int:
        """Check-ins sent in the last weeks."""
        return self.weeks.sent if self.weeks else 0


@dataclass(frozen=True)
class Told:
    """The lines of a cohort in no order, and the rules they were judged by."""

    lines: list[Line]
    rules: list[Rule]


@together.stepwise
def told(cohort: Cohort, person: Any, *, rules: list[Rule] | None = None, only: int | None = None) -> Steps[Told]:
    """One statement, as `person` may know it. `rules` instead of those in force, for who wonders what others would flag; `only`
    one enrolment.
    """
    today, here = clock.today(cohort.zone), (cohort.pk, only)
    enrolled, progress = _enrolled.rows(*here), _progress.rows(*here, days.newest() + SOON)
    returned, held = _returned.rows(*here), _held.rows(*here)
    leads, left = _leads.rows(*here), _left.rows(*here, person)
    used, own = _used.rows(*here, today - MONTH), _rules.rows(cohort.pk, cohort.programme_id)
    flags, mutes = _flags.rows(*here, today, person), _mutes.rows(*here, today)
    asks = _asks.rows(*here)
    wanted = enrolled, progress, returned, held, leads, left, used, own, flags, mutes, asks
    weeks, _wanted = yield from together.beside(checkins.last_weeks.steps(cohort, WEEKS, person), _asked(*wanted))
    lines = {
        pk: Line(pk, code, name, sector, _day(at, cohort.zone), clock.today(zone or cohort.zone))
        for pk, code, name, sector, at, zone in enrolled
    }
    _lead(lines, leads)
    _mark(lines, flags, mutes)
    endings = _endings(lines, left, used, today)
    waits, waiting = (_oldest(rows, cohort.zone, today) for rows in (returned, asks))
    met = dict(held)
    counts = {one[0]: one[1:] for one in progress}
    judged = rules if rules is not None else in_force(own)
    for line in lines.values():
        line.last_session = met.get(line.pk)
        owed = _owe(line, counts.get(line.pk))
        line.weeks = weeks.get(line.pk)
        line.facts = Facts(
            **owed,
            missed=_missed(line.weeks),
            ask=waiting.get(line.pk),
            returned=waits.get(line.pk),
            no_session=_alone(line, cohort, today),
            credits=endings.get(line.pk),
        )
        line.standing = judge(line, judged)
    return Told(list(lines.values()), judged)


def _asked(*found: QuerySet[Any, Any]) -> Steps[None]:
    yield found


def _missed(weeks: Weeks | None) -> int | None:
    """Check-ins missed in a row, up to the last that fell due."""
    known = (
        [one.state for one in reversed(weeks.weeks) if one.state in (trends.SENT, trends.LATE, trends.MISSED)] if weeks else []
    )
    return next((place for place, state in enumerate(known) if state != trends.MISSED), len(known)) or None


def judge(line: Line, rules: list[Rule]) -> Standing:
    raised = [Reason(risk.BY_HAND, one.severity, words=one.reason) for one in line.flags]
    return risk.standing(line.facts, rules, raised=raised, muted=[one.kind for one in line.mutes])


def in_force(own: Iterable[RiskRule]) -> list[Rule]:
    """The rules that a cohort goes by, given its own and its programme's."""
    rows = list(own)
    programme = [one.rule() for one in rows if one.cohort_id is None]
    return risk.in_force(programme, [one.rule() for one in rows if one.cohort_id is not None])


def _owe(line: Line, found: tuple[Any, ...] | None) -> dict[str, int | None]:
    """Counts what is late and due soon by the startup's own day."""
    if found is None:
        return {}
    line.submitted, near, later, unbegun, unbegun_later = found
    late = [day for day in near or () if day < line.today]
    ahead = [day for day in near or () if day >= line.today]
    line.late, line.soon = len(late), sum(1 for day in ahead if day <= line.today + SOON)
    line.next_due = min(ahead, default=later)
    first = min((day for day in unbegun or () if day >= line.today), default=unbegun_later)
    return {
        "late": (line.today - min(late)).days if late else None,
        "many_late": line.late or None,
        "not_begun": (first - line.today).days if first else None,
    }


def _alone(line: Line, cohort: Cohort, today: date) -> int | None:
    """Days without a session, once the cohort has begun."""
    since = _day(line.last_session, cohort.zone) if line.last_session else max(line.joined_on, cohort.starts_on)
    return max(0, (today - since).days) if cohort.starts_on <= today else None


def _lead(lines: dict[int, Line], found: Iterable[tuple[int, str, str]]) -> None:
    for pk, code, name in sorted(found, key=lambda one: one[2]):
        if pk in lines:
            lines[pk].leads.append(Lead(code, name))


def _mark(lines: dict[int, Line], flags: Iterable[tuple[Any, ...]], mutes: Iterable[tuple[Any, ...]]) -> None:
    for pk, code, severity, reason, until_on, by in flags:
        if pk in lines:
            lines[pk].flags.append(Mark(code, risk.BY_HAND, severity, reason, until_on, by))
    for pk, code, kind, reason, until_on, by in mutes:
        if pk in lines:
            lines[pk].mutes.append(Mark(code, kind, "", reason, until_on, by))


def _endings(
    lines: dict[int, Line], left: Iterable[tuple[Any, ...]], used: Iterable[tuple[int, Decimal]], today: date
) -> dict[int, int]:
    """Days until each startup's first credits run out or lapse; what it has left goes to its line."""
    spent = {grant: -amount for grant, amount in used}
    held: dict[int, dict[str, list[tuple[Decimal, date]]]] = defaultdict(lambda: defaultdict(list))
    for grant, pk, currency, expires_on, balance in left:
        held[pk][currency].append((balance, runs_out(balance, spent.get(grant, Decimal(0)), expires_on, today=today)))
    for pk, currencies in held.items():
        if pk in lines:
            lines[pk].left = [
                Left(currency, sum((amount for amount, _on in parts), Decimal(0)), min(on for _amount, on in parts))
                for currency, parts in sorted(currencies.items())
            ]
    return {pk: (min(one.ends_on for one in lines[pk].left) - today).days for pk in held if pk in lines}


def runs_out(balance: Decimal, used: Decimal, expires_on: date, *, today: date) -> date:
    """The day on which `balance` is used up where it goes on as in the last month (`used`), or lapses, whichever comes first."""
    if used <= 0:
        return expires_on
    return min(expires_on, today + timedelta(days=min(MONTH.days * 1000, int(balance * MONTH.days / used))))


def _oldest(returned: Iterable[tuple[int, datetime]], zone: tzinfo, today: date) -> dict[int, int]:
    waits: dict[int, int] = {}
    for pk, at in returned:
        waits[pk] = max(waits.get(pk, 0), (today - _day(at, zone)).days)
    return waits


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _of(rows: QuerySet[Any, Any], to: str, cohort: int, only: int | None) -> QuerySet[Any, Any]:
    """Those of `rows` whose enrolment, along the path `to`, is in the cohort and active; of that one alone where it is named."""
    found = rows.filter(**{f"{to}__cohort": cohort, f"{to}__state": Enrolment.State.ACTIVE}).order_by()
    return found if only is None else found.filter(**{to: only})


@kept
def _enrolled(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    rows = Enrolment.objects.active().filter(cohort=cohort).order_by()
    found = rows if only is None else rows.filter(pk=only)
    return found.values_list("pk", "code", "startup__name", "startup__sector", "enrolled_at", "startup__zone")


@kept
def _progress(cohort: int, only: int | None, horizon: date) -> QuerySet[Any, Any]:
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
def _returned(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    given = SignOff.objects.filter(milestone__state=Milestone.State.RETURNED, verdict=SignOff.Verdict.RETURNED)
    back = _of(given, "milestone__enrolment", cohort, only)
    last: QuerySet[Any, Any] = back.values("milestone").annotate(last=Max("at")).values_list("milestone__enrolment", "last")
    return last


@kept
def _held(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    rows = _of(Session.objects.all(), "enrolment", cohort, only)
    last: QuerySet[Any, Any] = rows.values("enrolment").annotate(last=Max("held_at")).values_list("enrolment", "last")
    return last


@kept
def _leads(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    rows = _of(Supporter.objects.live().filter(role=Supporter.Role.MANAGER), "enrolment", cohort, only)
    return rows.values_list("enrolment", "person__code", "person__name")


@kept
def _left(cohort: int, only: int | None, person: Any) -> QuerySet[Any, Any]:
    """What startups can still use, as far as `person` sees it."""
    held = Account.objects.filter(kind=ledger.GRANT, balance__gt=0, grant__in=Grant.objects.visible_to(person))
    rows = _of(held, "grant__enrolment", cohort, only)
    return rows.values_list("grant", "grant__enrolment", "currency", "pool__expires_on", "balance")


@kept
def _used(cohort: int, only: int | None, since: date) -> QuerySet[Any, Any]:
    uses = Entry.objects.filter(account__kind=ledger.GRANT, posting__kind="draw_down", posting__effective_on__gte=since)
    legs = _of(uses, "account__grant__enrolment", cohort, only)
    drawn: QuerySet[Any, Any] = legs.values("account__grant").annotate(sum=Sum("amount")).values_list("account__grant", "sum")
    return drawn


@kept
def _asks(cohort: int, only: int | None) -> QuerySet[Any, Any]:
    """When each open ask was made."""
    rows = _of(Ask.objects.filter(state=Ask.State.OPEN), "check_in__enrolment", cohort, only)
    return rows.values_list("check_in__enrolment", "created_at")


@kept
def _rules(cohort: int, programme: int) -> QuerySet[RiskRule]:
    return RiskRule.objects.filter(Q(cohort=cohort) | Q(programme=programme)).order_by()


@kept
def _flags(cohort: int, only: int | None, today: date, person: Any) -> QuerySet[Any, Any]:
    rows = _of(RiskFlag.objects.visible_to(person).standing(today), "enrolment", cohort, only).order_by("id")
    return rows.values_list("enrolment", "code", "severity", "reason", "until_on", "by__name")


@kept
def _mutes(cohort: int, only: int | None, today: date) -> QuerySet[Any, Any]:
    rows = _of(RiskMute.objects.standing(today), "enrolment", cohort, only).order_by("id")
    return rows.values_list("enrolment", "code", "kind", "reason", "until_on", "by__name")
