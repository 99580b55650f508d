"""A startup's check-ins over time, as one reader sees them: what was sent, how figures moved, where they are to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import clock, together
from accelerator.kit.together import Steps
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields, sights, trends
from cohorts.checkins.models import CheckIn, Rhythm, Target
from cohorts.checkins.sights import Sight
from cohorts.roster.models import Enrolment

LATEST = 8


@dataclass(frozen=True)
class Line:
    """One figure: its `values` in the order of the check-ins, None where it was not told."""

    question: Question
    better: str
    values: list[Decimal | None]
    target: Decimal | None = None

    @property
    def last(self) -> Decimal | None:
        return trends.last(self.values)

    @property
    def told(self) -> str:
        return self.said(self.last)

    def said(self, value: Decimal | None) -> str:
        return "" if value is None else self.question.told(f"{value:f}")

    @property
    def told_target(self) -> str:
        return "" if self.target is None else self.question.told(f"{self.target.normalize():f}")

    @property
    def change(self) -> Decimal | None:
        return trends.change(self.values)

    @property
    def is_better(self) -> bool | None:
        return trends.is_better(self.change, self.better)

    @property
    def is_met(self) -> bool | None:
        return trends.is_met(self.last, self.target, self.better)

    @property
    def recent(self) -> str:
        """What its sparkline says."""
        return _("%(figure)s in the last %(count)d check-ins") % {"figure": self.question.label, "count": LATEST}

    @property
    def latest(self) -> list[float | None]:
        """For {% sparkline %}."""
        return [None if value is None else float(value) for value in self.values[-LATEST:]]


@dataclass(frozen=True)
class History:
    """`check_ins` the oldest first, without those to come. `whole` tells whether this reader sees all that is answered."""

    enrolment: Enrolment
    check_ins: list[CheckIn]
    lines: list[Line]
    sight: Sight
    headline: Line | None = None

    @property
    def states(self) -> list[str]:
        return [one.look for one in self.check_ins]

    @property
    def every(self) -> str:
        return self.check_ins[-1].every if self.check_ins else ""

    @property
    def streak(self) -> int:
        return trends.streak(reversed(self.states))

    @property
    def counted(self) -> tuple[int, int, int]:
        """(sent, missed, of)."""
        return trends.counted(self.states)

    @property
    def open(self) -> CheckIn | None:
        """The one that waits longest to be sent; none of a startup that is not in the cohort any more."""
        if self.enrolment.state != Enrolment.State.ACTIVE:
            return None
        return next((one for one in self.check_ins if one.state == CheckIn.State.OPEN), None)

    @property
    def rows(self) -> list[tuple[CheckIn, list[str]]]:
        """The newest first, with what each figure said."""
        told = zip(*([line.said(value) for value in line.values] for line in self.lines), strict=True) if self.lines else ()
        cells = [list(row) for row in told] or [[] for _one in self.check_ins]
        return list(reversed(list(zip(self.check_ins, cells, strict=True))))

    def bars(self, most: int = 14) -> list[float | None]:
        """The headline's values as {% bars %} draws them; None where a check-in was missed, 1 where the value is not told."""
        values = self.headline.values if self.headline else [None] * len(self.check_ins)
        known = [(one.look, value) for one, value in zip(self.check_ins, values, strict=True)]
        shown = [(look, value) for look, value in known if look in (trends.SENT, trends.LATE, trends.MISSED)][-most:]
        return [None if look == trends.MISSED else 1.0 if value is None else float(value) for look, value in shown]

    def summary(self) -> str:
        sent, _missed, of = self.counted
        return ngettext("%(sent)d of %(of)d sent", "%(sent)d of %(of)d sent", of) % {"sent": sent, "of": of}


@together.stepwise
def of(enrolment: Enrolment, person: Any) -> Steps[History]:
    """As `person` sees it. Two queries, whatever there is."""
    rows, rhythms = _rows(enrolment), _rhythms(enrolment)
    targets = Target.objects.filter(enrolment=enrolment).values_list("key", "value")
    found, _one, _two, _three = yield from together.beside(
        sights.of.steps(person, enrolment), together.filled(rows), together.filled(rhythms), together.filled(targets)
    )
    rhythm = next(iter(rhythms), None)
    versions = _newest(rhythm) if rhythm else Version.objects.none()
    yield [versions]
    sight, check_ins = found[enrolment.pk], list(rows)
    version = next(iter(versions), None)
    lines = _lines(rhythm, version, check_ins, sight, dict(targets)) if rhythm and version else []
    headline = next((line for line in lines if rhythm and line.question.key == rhythm.headline), None)
    return History(enrolment, check_ins, lines, sight, headline)


def _rows(enrolment: Enrolment) -> QuerySet[CheckIn]:
    opened = enrolment.check_ins.filter(opens_at__lte=clock.now()).exclude(state=CheckIn.State.PLANNED)
    return opened.select_related("sheet", "rhythm", "sent_by").order_by("due_at", "id")


def _rhythms(enrolment: Enrolment) -> QuerySet[Rhythm]:
    return Rhythm.objects.filter(cohort=enrolment.cohort_id)


def _newest(rhythm: Rhythm) -> QuerySet[Version]:
    published = Version.objects.filter(questionnaire=rhythm.questionnaire_id, state=Version.State.PUBLISHED)
    return published.order_by("-number")[:1]


def _lines(
    rhythm: Rhythm, version: Version, check_ins: Sequence[CheckIn], sight: Sight, targets: Mapping[str, Decimal]
) -> list[Line]:
    """The figures that the form asks for now, as far as this reader may see them."""
    sections = version.sections()
    keys = sight.keys(sections, rhythm.settings)
    asked = fields.figures(fields.asked(sections), rhythm.settings)
    said = [_said(one, keys & sight.keys(sections, rhythm.settings, one.let_mentors)) for one in check_ins]
    return [
        Line(
            question,
            fields.setting(question, rhythm.settings).better,
            [answers.get(key) for answers in said],
            targets.get(key),
        )
        for key, question in asked.items()
        if key in keys
    ]


def _said(check_in: CheckIn, keys: frozenset[str]) -> dict[str, Decimal | None]:
    if check_in.sheet is None or check_in.state != CheckIn.State.SENT:
        return {}
    return sights.figures(check_in.sheet.answers, keys)


def chart(history: History, line: Line) -> dict[str, Any]:
    """An ECharts option: the figure over all check-ins, a gap where it was not told, the target as a line."""
    mark = {"silent": True, "symbol": "none", "lineStyle": {"type": "dashed"}, "label": {"formatter": _("target")}}
    series: dict[str, Any] = {
        "type": "line",
        "name": line.question.label,
        "data": [None if value is None else float(value) for value in line.values],
    }
    if line.target is not None:
        series["markLine"] = mark | {"data": [{"yAxis": float(line.target)}]}
    return {
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [short(one) for one in history.check_ins]},
        "yAxis": {"type": "value", "scale": True},
        "series": [series],
    }


def short(check_in: CheckIn) -> str:
    """As an axis names it: W14, or its month."""
    return f"W{check_in.number}" if check_in.every == Rhythm.Every.WEEKLY else f"{check_in.period_on:%Y-%m}"
