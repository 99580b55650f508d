"""What a file of applications holds: facts, figures and every answer, a column each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accelerator.applications.models import Submission
from accelerator.kit import states
from accelerator.pipeline.telling import Tellers, currency, told
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question

_FACTS = (
    "number", "startup__name", "startup__one_liner", "startup__sector", "startup__country", "startup__website", "stage", "mean",
    "spread", "scored", "given", "outcome", "submitted_at",
)  # fmt: skip
_AS_TYPED = {"text", "long_text", "markdown", "url", "email", "date", "month"}


def facts() -> list[str]:
    """Headings of what is no answer."""
    return [
        _("Number"), _("Startup"), _("One-liner"), _("Sector"), _("Country"), _("Website"), _("Stage"), _("Mean score"),
        _("Spread"), _("Reviews in"), _("Reviewers"), _("Decision"), _("Submitted (UTC)"),
    ]  # fmt: skip


class Layout:
    """The columns of a form as `version` asks it, then of what only earlier ones asked: what was sent then is told whole."""

    def __init__(self, version: Version | None) -> None:
        self.questions: list[Question] = _ever_asked(version) if version else []
        self._tellers = Tellers(version)

    def head(self) -> list[str]:
        known = facts()
        answers = (_headed(one) for one in self.questions)
        return [*known, *(_("%(label)s (answer)") % {"label": one} if one in known else one for one in answers)]

    def lines(self, rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
        """One of each of `rows`, straight from the database, a thousand at a time."""
        sent = Submission.objects.filter(application=OuterRef("pk"), number=OuterRef("extract__number"))
        whole = rows.annotate(sent=Subquery(sent.values("answers")), asked=Subquery(sent.values("version")))
        found = whole.values_list(*_FACTS, "sent", "asked")
        return (self._line(known, answers or {}, asked) for *known, answers, asked in found.iterator(chunk_size=1000))

    def _line(self, known: Sequence[Any], answers: dict[str, Any], asked: int) -> tuple[Any, ...]:
        in_words = {"stage": "application", "outcome": "decision"}
        words = (
            str(states.look(value, in_words[name]).word) if name in in_words and value else value
            for name, value in zip(_FACTS, known, strict=True)
        )
        return (*words, *(self._cell(one, answers.get(one.key), asked) for one in self.questions))

    def _cell(self, now: Question, answer: Any, asked: int) -> Any:
        if answer is None:
            return ""
        teller = self._tellers.of(now, asked, answer)
        return value(teller, answer) if currency(teller) in ("", currency(now)) else told(teller, answer)


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
