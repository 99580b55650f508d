"""What a file of applications holds: facts, figures and every answer, a column each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accelerator.applications.models import Submission
from accelerator.kit import states
from accelerator.pipeline.rows import SIGNS, marks, placed, shift, signs, stage_told
from accelerator.pipeline.telling import Tellers, currency, told
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question
from accelerator.startups import queries as founders

_FACTS = (
    "number", "startup__name", "startup__one_liner", "startup__sector", "startup__country", "startup__website", "stage", "mean",
    "spread", "scored", "given", "outcome", "submitted_at", "startup__location", "startup__founded_on", "startup__team_size",
)  # fmt: skip
_MARKS = ("panel", "in_grace", "conflicted", "answer_due", "flagged", "tagged")
_AT_ONCE = 1000
_IN_WORDS = {"stage": "application", "outcome": "decision"}
_AS_TYPED = {"text", "long_text", "markdown", "url", "email", "date", "month"}


def facts() -> list[str]:
    """Headings of what is no answer."""
    return [
        _("Number"), _("Startup"), _("One-liner"), _("Sector"), _("Country"), _("Website"), _("Stage"), _("Mean score"),
        _("Spread"), _("Reviews in"), _("Reviewers"), _("Decision"), _("Submitted (UTC)"), _("Location"), _("Founded"),
        _("Team size"), _("Team"), _("Panel"), _("Flags"), _("Tags"),
        _("Review stage"), _("Calibrated rank"), _("Raw rank"), _("Shift"),
    ]  # fmt: skip


class Layout:
    """The columns of a form as `version` asks it, then of what only earlier ones asked: what was sent then is told whole. `today`
    is the call's: reviews that were due before it are late.
    """

    def __init__(self, version: Version | None, *, today: date) -> None:
        self.today = today
        self.questions: list[Question] = _ever_asked(version) if version else []
        self._tellers = Tellers(version)

    def head(self) -> list[str]:
        known = facts()
        answers = (_headed(one) for one in self.questions)
        return [*known, *(_("%(label)s (answer)") % {"label": one} if one in known else one for one in answers)]

    def lines(self, rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
        """One of each of `rows`, straight from the database, a thousand at a time; one query for all of it."""
        sent = Submission.objects.filter(application=OuterRef("pk"), number=OuterRef("extract__number"))
        counts = {"sent": Subquery(sent.values("answers")), "asked": Subquery(sent.values("version"))}
        beside = marks() | placed() | counts | {"team": founders.team()}
        found = rows.annotate(**beside).values_list(*_FACTS, "spread", *_MARKS, *placed(), "team", "sent", "asked")
        for row in found.iterator(chunk_size=_AT_ONCE):
            known, seen, (*where, team, answers, asked) = row[: len(_FACTS)], row[len(_FACTS) : -6], row[-6:]
            own = (*map(_fact, _FACTS, known), _people(team), *self._told(*seen), *_placed(*where))
            yield (*own, *self._answers(answers or {}, asked))

    def _told(
        self, spread: Any, panel: Any, in_grace: bool, conflicted: bool, answer_due: date | None, flagged: str, tagged: Any
    ) -> tuple[str, ...]:
        seen = signs(panel, spread, in_grace, conflicted, answer_due, today=self.today)
        flags = [*filter(None, [flagged]), *(str(SIGNS[name]) for name in seen)]
        return tuple("; ".join(one) for one in ([who["name"] for who in panel], flags, tagged))

    def _answers(self, answers: dict[str, Any], asked: int) -> Iterator[Any]:
        return (self._cell(one, answers.get(one.key), asked) for one in self.questions)

    def _cell(self, now: Question, answer: Any, asked: int) -> Any:
        if answer is None:
            return ""
        teller = self._tellers.of(now, asked, answer)
        return value(teller, answer) if currency(teller) in ("", currency(now)) else told(teller, answer)


def _placed(stage: dict[str, str], is_out: bool, ranked: dict[str, Any] | None) -> tuple[Any, ...]:
    if ranked is None:
        return stage_told(stage, is_out), None, None, None
    return stage_told(stage, is_out), ranked["rank"], ranked["raw_rank"], shift(ranked)


def _people(team: list[dict[str, Any]]) -> str:
    return "; ".join({one["person"]: one["name"] for one in team}.values())


def _fact(name: str, value: Any) -> Any:
    if value and name in _IN_WORDS:
        return str(states.look(value, _IN_WORDS[name]).word)
    return value.isoformat() if name == "startup__founded_on" and value else value


def _ever_asked(version: Version) -> list[Question]:
    """By `version`, in its order, then by the published ones before it, the latest first. One query."""
    earlier = Version.objects.filter(questionnaire=version.questionnaire_id, number__lt=version.number)
    asked = version.questions()
    for one in earlier.filter(state=Version.State.PUBLISHED).order_by("-number"):
        for key, question in one.questions().items():
            label = _("%(label)s (until version %(number)d)") % {"label": question.label, "number": one.number}
            asked.setdefault(key, replace(question, label=label))
    return list(asked.values())


def _headed(question: Question) -> str:
    return f"{question.label} ({currency(question)})" if currency(question) else str(question.label)


def value(question: Question | None, answer: Any) -> Any:
    """An answer as a cell: amounts as numbers, days as ISO writes them, choices by their labels, texts as they were typed.

    What nobody asked in this way is told as it is kept.
    """
    if answer is None or answer in ("", []):
        return ""
    if question and question.type in ("number", "money") and isinstance(answer, str):
        exact = as_number(answer)
        return answer if exact is None else exact
    as_typed = question and question.type in _AS_TYPED and isinstance(answer, str)
    return answer if as_typed else told(question, answer)
