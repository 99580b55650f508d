"""Check-ins for tests. Every default is spelt out here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from accelerator.kit import clock, codes
from accelerator.questionnaires.models import Version
from cohorts.checkins import fields as reading
from cohorts.checkins import starter, tokens
from cohorts.checkins.models import Ask, CheckIn, Link, Referral, Rhythm
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import questionnaires

TOPICS = ("Sales", "Hiring")
CANARY = "Our bank froze the account."  # what held the startup up
ASK = "Who knows a port buyer in Batam?"
# What nothing bars from being sent.
ANSWERS: dict[str, Any] = {
    "runway": "7",
    "revenue": "18400",
    "users": "320",
    "headcount": "6",
    "mood": "4",
    "blockers": CANARY,
    "asks": [{"ask": ASK, "topic": "sales"}],
}


def version(*, name: str = "Weekly check-in") -> Version:
    return questionnaires.published_version(definition=starter.definition(TOPICS), name=name)


def rhythm(cohort: Cohort, **fields: Any) -> Rhythm:
    """Every Wednesday at 12:00 by the cohort's clocks, open from Sunday on, with the usual questions."""
    given: dict[str, Any] = {
        "every": "weekly",
        "weekday": 2,
        "day": 1,
        "due_time": time(12),
        "opens_days": 3,
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        "settings": starter.SETTINGS,
        "headline": starter.HEADLINE,
        "asks": starter.ASKS,
    }
    form = fields.pop("questionnaire", None) or version().questionnaire
    return Rhythm.objects.create(cohort=cohort, questionnaire=form, **(given | fields))


def check_in(
    rhythm: Rhythm,
    enrolment: Enrolment,
    *,
    ago: int = 0,
    state: str = "open",
    answers: dict[str, Any] | None = None,
    **fields: Any,
) -> CheckIn:
    """The one due in the present week, or `ago` weeks before; sent an hour before that where its state is so."""
    today = clock.today(rhythm.cohort.zone)
    monday = today - timedelta(days=today.weekday() + 7 * ago)
    due_at = datetime.combine(monday + timedelta(days=rhythm.weekday), rhythm.due_time, tzinfo=rhythm.cohort.zone)
    given: dict[str, Any] = {
        "every": "weekly",
        "period_on": monday,
        "number": (due_at.date() - rhythm.cohort.starts_on).days // 7 + 1,
        "opens_at": due_at - timedelta(days=3),
        "due_at": due_at,
        "state": state,
    }
    if state in ("open", "sent"):
        kept = answers if answers is not None else ANSWERS if state == "sent" else {}
        given["sheet"] = questionnaires.sheet(version=rhythm.version(), answers=kept)
    if state == "sent":
        given["let_mentors"] = reading.let_mentors(rhythm.settings)
        given |= {"sent_at": due_at - timedelta(hours=1), "sent_by": enrolment.startup.members.order_by("id")[0].person}
    return CheckIn.objects.create(rhythm=rhythm, enrolment=enrolment, **(given | fields))


def link(check_in: CheckIn, person: Any, **fields: Any) -> tuple[Link, str]:
    """A link of a week, and the path that it opens."""
    code = codes.new()
    given = {"digest": codes.digest(tokens.token(code)), "expires_at": clock.now() + timedelta(days=7)}
    made = Link.objects.create(code=code, check_in=check_in, person=person, **(given | fields))
    return made, f"/check-in/{tokens.token(code)}/"


def ask(check_in: CheckIn, *people: Any, text: str = ASK, told: bool = True, **fields: Any) -> Ask:
    """Somebody who knows sales is asked for; `people` were told."""
    given = {"key": check_in.rhythm.asks, "place": check_in.asks.count(), "text": text, "tags": ["Sales"], "to_mentors": True}
    made = Ask.objects.create(check_in=check_in, **(given | fields))
    at = clock.now()
    for person in people:
        Referral.objects.create(ask=made, person=person, tell_at=at, told_at=at if told else None)
    return made


def fresh(check_in: CheckIn) -> CheckIn:
    """Read anew, as a view would."""
    along = ("rhythm__cohort", "enrolment__startup", "enrolment__cohort", "sheet__version", "sent_by")
    return CheckIn.objects.select_related(*along).get(pk=check_in.pk)


FIRST = date(2026, 9, 2)  # the first Wednesday of factories.cohorts' cohort
