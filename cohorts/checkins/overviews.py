"""A cohort's check-ins of one period, for who reads all that its startups answer; and all of them as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import JSONField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accelerator.kit import clock, together
from accelerator.kit.together import Steps
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields, queries, sights, trends
from cohorts.checkins.models import CheckIn, Rhythm
from cohorts.checkins.sights import Sight
from cohorts.roster.models import Cohort

_ALL = Sight(whole=True)


@dataclass(frozen=True)
class Cell:
    """A figure, and how it moved since it was last told."""

    question: Question
    value: Decimal | None
    change: Decimal | None
    is_better: bool | None

    @property
    def told(self) -> str:
        return "" if self.value is None else self.question.told(f"{self.value:f}")


@dataclass(frozen=True)
class Row:
    check_in: CheckIn
    cells: list[Cell]


@dataclass(frozen=True)
class Overview:
    """`periods` the newest first; the one that is shown is `period_on`, None while nothing has opened."""

    rhythm: Rhythm | None
    periods: list[date]
    period_on: date | None
    figures: list[Question]
    rows: list[Row]
    asks: int

    @property
    def counts(self) -> dict[str, int]:
        """{state: how many}."""
        looks = [row.check_in.look for row in self.rows]
        return {state: looks.count(state) for state in ("sent", "late", "open", "missed", "excused")}

    @property
    def earlier(self) -> date | None:
        return next((one for one in self.periods if self.period_on and one < self.period_on), None)

    @property
    def later(self) -> date | None:
        return next((one for one in reversed(self.periods) if self.period_on and one > self.period_on), None)


@together.stepwise
def of(cohort: Cohort, period_on: date | None = None) -> Steps[Overview]:
    """Of the period `period_on`, else of the latest that has opened. Two queries, whatever the size. Whether its reader reads
    the whole cohort is asked before (sights.reads_cohort)."""
    rhythms = Rhythm.objects.filter(cohort=cohort).select_related("questionnaire")
    periods = queries.cohort_periods(cohort)
    waiting = queries.unanswered(cohort).values_list("pk", flat=True)
    yield rhythms, periods, waiting
    rhythm, known = next(iter(rhythms), None), list(periods)
    shown = period_on if period_on in known else next(iter(known), None)
    rows, versions = _rows(cohort, shown), _version(rhythm)
    yield rows, versions
    version = next(iter(versions), None)
    settings = rhythm.settings if rhythm else {}
    asked = fields.figures(fields.asked(version.sections()), settings) if version else {}
    keys = _ALL.keys(version.sections(), settings) if version else frozenset()
    found = [Row(one, _cells(one, asked, settings, keys)) for one in rows]
    return Overview(rhythm, known, shown, list(asked.values()), found, len(waiting))


def _version(rhythm: Rhythm | None) -> QuerySet[Version]:
    if rhythm is None:
        return Version.objects.none()
    published = Version.objects.filter(questionnaire=rhythm.questionnaire_id, state=Version.State.PUBLISHED)
    return published.order_by("-number")[:1]


def _rows(cohort: Cohort, period_on: date | None) -> QuerySet[CheckIn]:
    """By startup, each with what was sent last `before`."""
    if period_on is None:
        return CheckIn.objects.none()
    earlier = CheckIn.objects.filter(enrolment=OuterRef("enrolment"), state=CheckIn.State.SENT, due_at__lt=OuterRef("due_at"))
    before = Subquery(earlier.order_by("-due_at").values("sheet__answers")[:1], output_field=JSONField())
    rows = CheckIn.objects.filter(enrolment__cohort=cohort, period_on=period_on, opens_at__lte=clock.now())
    along = rows.select_related("enrolment__startup", "sheet", "sent_by").annotate(before=before)
    return along.order_by("enrolment__startup__name", "id")


def _cells(one: Any, asked: Mapping[str, Question], settings: Mapping[str, Any], keys: frozenset[str]) -> list[Cell]:
    sent = one.sheet is not None and one.state == CheckIn.State.SENT
    now = sights.figures(one.sheet.answers, keys) if sent else {}
    before = sights.figures(one.before or {}, keys) if sent else {}
    cells = []
    for key, question in asked.items():
        moved = trends.change([before.get(key), now.get(key)])
        better = fields.setting(question, settings).better
        cells.append(Cell(question, now.get(key), moved, trends.is_better(moved, better)))
    return cells


def table(cohort: Cohort) -> tuple[list[str], Iterator[list[Any]]]:
    """(head, rows) of all check-ins that have opened, by startup and period: figures alone, no words. Two queries."""
    rhythm = Rhythm.objects.filter(cohort=cohort).select_related("questionnaire").first()
    version = rhythm.version() if rhythm else None
    settings = rhythm.settings if rhythm else {}
    asked = fields.figures(fields.asked(version.sections()), settings) if version else {}
    head = [
        _("Startup"),
        _("Period"),
        _("Due (UTC)"),
        _("State"),
        _("Sent (UTC)"),
        _("Corrected (UTC)"),
        *(one.label for one in asked.values()),
    ]
    rows = CheckIn.objects.filter(enrolment__cohort=cohort, opens_at__lte=clock.now()).exclude(state=CheckIn.State.PLANNED)
    ordered = rows.select_related("enrolment__startup", "sheet").order_by("enrolment__startup__name", "due_at", "id")
    return head, (_line(one, asked) for one in ordered.iterator(chunk_size=1000))


def _line(one: CheckIn, asked: Mapping[str, Question]) -> list[Any]:
    sent = one.sheet is not None and one.state == CheckIn.State.SENT
    said = sights.figures(one.sheet.answers, asked) if sent and one.sheet else {}
    return [
        one.enrolment.startup.name,
        one.period_on.isoformat(),
        f"{one.due_at:%Y-%m-%d %H:%M}",
        one.look,
        f"{one.sent_at:%Y-%m-%d %H:%M}" if one.sent_at else "",
        f"{one.corrected_at:%Y-%m-%d %H:%M}" if one.corrected_at else "",
        *(said.get(key) for key in asked),
    ]
