"""What is known of every startup of a cohort, in one statement however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accelerator.kit import clock, days, together
from accelerator.kit.together import Steps
from cohorts.checkins import queries as checkins
from cohorts.checkins import trends
from cohorts.checkins.queries import Weeks
from cohorts.milestones.lateness import SOON
from cohorts.reporting import queries, risk
from cohorts.reporting.models import RiskRule
from cohorts.reporting.risk import Facts, Reason, Rule, Standing
from cohorts.roster.models import Cohort

WEEKS = 8
_UNKNOWN = Facts()
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
    next_session: datetime | None = None
    left: list[Left] = field(default_factory=list)
    facts: Facts = _UNKNOWN
    standing: Standing = risk.CLEAR
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
    enrolled, progress = queries.enrolled.rows(*here), queries.progress.rows(*here, days.newest() + SOON)
    leads, held = queries.leads.rows(*here), queries.held.rows(*here, clock.now())
    waiting = queries.returned.rows(*here), queries.asks.rows(*here)
    left, used = queries.left.rows(*here, person), queries.used.rows(*here, today - MONTH)
    flags, mutes = queries.flags.rows(*here, today, person), queries.mutes.rows(*here, today)
    own = queries.rules.rows(cohort.pk, cohort.programme_id)
    wanted = enrolled, progress, leads, held, *waiting, left, used, flags, mutes, own
    weeks, _wanted = yield from together.beside(checkins.last_weeks.steps(cohort, WEEKS, person), _asked(*wanted))
    todays = {zone: clock.today(zone or cohort.zone) for zone in {zone for *_rest, zone in enrolled}}
    lines = {
        pk: Line(pk, code, name, sector, _day(at, cohort.zone), todays[zone], weeks=weeks.get(pk))
        for pk, code, name, sector, at, zone in enrolled
    }
    _lead(lines, leads)
    _mark(lines, flags, mutes)
    endings = _endings(lines, left, used, today)
    back, asked = (_oldest(rows, cohort.zone, today) for rows in waiting)
    _find_out(lines, cohort, progress, held, back, asked, endings)
    judged = rules if rules is not None else in_force(own)
    for line in lines.values():
        line.standing = judge(line, judged)
    return Told(list(lines.values()), judged)


def _find_out(
    lines: dict[int, Line],
    cohort: Cohort,
    progress: Iterable[tuple[Any, ...]],
    held: Iterable[tuple[int, datetime, datetime | None]],
    returned: dict[int, int],
    asked: dict[int, int],
    endings: dict[int, int],
) -> None:
    """The facts of every line."""
    met, counts, today = {pk: both for pk, *both in held}, {pk: rest for pk, *rest in progress}, clock.today(cohort.zone)
    for pk, line in lines.items():
        line.last_session, line.next_session = met.get(pk, (None, None))
        late, many_late, not_begun = _owe(line, counts.get(pk))
        line.facts = Facts(
            late=late,
            many_late=many_late,
            not_begun=not_begun,
            returned=returned.get(pk),
            missed=_missed(line.weeks),
            no_session=_alone(line, cohort, today),
            credits=endings.get(pk),
            ask=asked.get(pk),
        )


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


def _owe(line: Line, found: Sequence[Any] | None) -> tuple[int | None, int | None, int | None]:
    """Days by which the worst milestone is late, how many are, days until the first unbegun falls due: by its own day."""
    if found is None:
        return None, None, None
    line.submitted, near, later, unbegun, unbegun_later = found
    today = line.today
    late = [day for day in near or () if day < today]
    ahead = [day for day in near or () if day >= today]
    line.late, line.soon = len(late), sum(day <= today + SOON for day in ahead)
    line.next_due = min(ahead, default=later)
    first = min((day for day in unbegun or () if day >= today), default=unbegun_later)
    return (today - min(late)).days if late else None, len(late) or None, (first - today).days if first else None


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
