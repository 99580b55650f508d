"""What a draft tells of its startup beyond the record."""

from __future__ import annotations

from typing import Any, NamedTuple

from accelerator.applications.models import Application
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import facts
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.facts import FACTS
from accelerator.questionnaires.questions import Question


class News(NamedTuple):
    """A fact of the startup that an answer tells anew."""

    name: str
    was: str
    is_now: str


def news(application: Application) -> list[News]:
    """What the answers as they stand tell of the startup and its record does not say. One query; none to do for a merged one.

    The record keeps the form's own wording, whatever language its reader is asked in.
    """
    startup, form = application.startup, reads.asked(application.sheet)
    own = design.asking(design.read(application.sheet.version.definition, ""), form.answers)
    told = {} if startup.merged_into_id else own.facts()
    return [
        News(str(FACTS[one.fact].name), _fact_told(one, getattr(startup, one.fact)), one.told(form.answers[one.key]))
        for one in form.questions.values()
        if one.fact in told and told[one.fact] != getattr(startup, one.fact)
    ]


def _fact_told(question: Question, value: Any) -> str:
    answer = facts.as_answer(question, value)
    return question.told(answer) if answer else str(value or "")
