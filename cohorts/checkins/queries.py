"""Reads of check-ins used twice. What they say is read through sights.py alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Func, QuerySet, TextField

from accelerator.kit import clock, codes, prepared, together
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from accelerator.notices.models import Message
from cohorts.checkins import fields, sights, tokens, trends
from cohorts.checkins.models import Ask, CheckIn, Link, Referral
from cohorts.roster import policies as roster
from cohorts.roster.models import Cohort, Enrolment

WHOLE = ("rhythm__cohort", "enrolment__startup", "enrolment__cohort", "sheet__version", "sent_by")


def door(message: Message) -> str:
    """Where the mail of `message` leads its reader: the address that opens the check-in without a session; "" where none does."""
    links = Link.objects.opening(clock.now()).filter(
        check_in=int(message.subject.rpartition(":")[2]), person=message.recipient_id
    )
    link = links.order_by("-id").first()
    if link is None:
        return ""
    secret = tokens.token(link.code)
    return reverse("check_in_door", args=[secret]) if codes.digest(secret) == link.digest else ""


def opened_by(secret: str) -> Link | None:
    """The link of this secret, while it opens its check-in and who holds it may still write it. Two queries, or none for a
    secret that is not ours."""
    if not tokens.is_ours(secret):
        return None
    links = Link.objects.opening(clock.now()).filter(digest=codes.digest(secret))
    along = ("person", *(f"check_in__{name}" for name in WHOLE))
    found = links.select_related(*along).first()
    return found if found and roster.writes_for(found.person, found.check_in.enrolment) else None


def startups(person: Any) -> QuerySet[Enrolment]:
    """Those that `person` works with, or oversees: who sees credits alone has no business with check-ins."""
    close = Enrolment.objects.all() if person.holds("programmes.see") else Enrolment.objects.close_to(person)
    return close.select_related("startup", "cohort__programme")


@prepared.counted("startup")
def answerable(person: Any) -> QuerySet[CheckIn]:
    """What `person` may answer now, the next due first; what is late comes before."""
    return CheckIn.objects.answerable_by(person).select_related(*WHOLE).order_by("due_at", "id")


@dataclass(frozen=True)
class Week:
    """One period of one startup: `state` is a word of kit.states, of "check_in"; "" where it was not in the cohort. `value` is
    what its headline figure said; None where that is not known, or not for this reader."""

    period_on: date
    state: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Weeks:
    """A startup's latest periods, the oldest first."""

    enrolment: int
    weeks: list[Week] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return trends.counted(one.state for one in self.weeks)[0]

    @property
    def missed(self) -> int:
        return trends.counted(one.state for one in self.weeks)[1]

    @property
    def bars(self) -> list[float | None]:
        """For {% bars %}: None for one that was missed; a sent one whose value is not known stands at 1."""
        known = (trends.SENT, trends.LATE)
        return [(float(one.value) if one.value is not None else 1.0) if one.state in known else None for one in self.weeks]


@together.stepwise
def last_weeks(cohort: Cohort, weeks: int = 8, reader: Any = None) -> Steps[dict[int, Weeks]]:
    """The last `weeks` periods of each active startup of `cohort`, by enrolment id: of all startups the same periods. One query.

    Values are told to a `reader` who reads all that the cohort answers; without one, or to others, only what was sent.
    """
    at = clock.now()
    rows = CheckIn.objects.filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE, opens_at__lte=at)
    latest = rows.order_by("-period_on").values("period_on").distinct()[:weeks]
    said = Func("sheet__answers", "rhythm__headline", function="jsonb_extract_path_text", output_field=TextField())
    found = rows.filter(period_on__in=latest).annotate(said=said).order_by("period_on", "id")
    shown = found.values_list("enrolment", "period_on", "state", "due_at", "sent_at", "said")
    if reader is None:
        yield [shown]
        reads_all = False
    else:
        reads_all, _rows = yield from together.beside(sights.reads_cohort.steps(reader, cohort), together.filled(shown))
    return _weeks(shown, at, reads_all=reads_all)


def _weeks(rows: Iterable[Sequence[Any]], at: datetime, *, reads_all: bool) -> dict[int, Weeks]:
    periods = sorted({row[1] for row in rows})
    known: dict[int, dict[date, Week]] = defaultdict(dict)
    for enrolment, period_on, state, due_at, sent_at, said in rows:
        seen = CheckIn(state=state, due_at=due_at, sent_at=sent_at).seen_as(at)
        value = fields.value(said) if reads_all and state == CheckIn.State.SENT else None
        known[enrolment][period_on] = Week(period_on, seen, value)
    return {pk: Weeks(pk, [by.get(on, Week(on, "")) for on in periods]) for pk, by in known.items()}


def asks(person: Any) -> QuerySet[Ask]:
    """What startups ask for that `person` sees, the newest first, each with the reader's own `reply` where it went to them."""
    along = ("check_in__enrolment__startup", "check_in__enrolment__cohort", "check_in__rhythm", "taken_by")
    return Ask.objects.visible_to(person).select_related(*along).order_by("-id")


@prepared.counted("enrolment")
def asks_waiting(person: Any) -> QuerySet[Ask]:
    """What was brought to this mentor and waits for a word of theirs, the oldest first."""
    brought = Referral.objects.reaching().filter(person=person, reply=Referral.Reply.NONE, told_at__isnull=False)
    rows = Ask.objects.filter(
        pk__in=brought.values("ask"), state=Ask.State.OPEN, check_in__enrolment__state=Enrolment.State.ACTIVE
    )
    return rows.select_related("check_in__enrolment__startup", "check_in__enrolment__cohort").order_by("id")


def unanswered(cohort: Cohort) -> QuerySet[Ask]:
    """What startups that are in the cohort ask for and nobody helps with yet, the longest waiting first."""
    in_it = Enrolment.State.ACTIVE
    rows = Ask.objects.filter(check_in__enrolment__cohort=cohort, check_in__enrolment__state=in_it, state=Ask.State.OPEN)
    return rows.select_related("check_in__enrolment__startup", "check_in__enrolment__cohort").order_by("id")


def cohort_periods(cohort: Cohort) -> QuerySet[Any, Any]:
    """The first days of the periods that have opened, the newest first."""
    rows = CheckIn.objects.filter(enrolment__cohort=cohort, opens_at__lte=clock.now())
    return rows.order_by("-period_on").values_list("period_on", flat=True).distinct()
