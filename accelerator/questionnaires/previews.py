"""A form as founders will see it, answering as it will, with nothing kept: all of it on a page, or one section in a pane."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from accelerator.questionnaires import conditions, live, samples
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.forms import SectionForm
from accelerator.questionnaires.mending import Found
from accelerator.questionnaires.questions import Condition, Question

Rows = list[tuple[Question, Any]]
BRANCHES = frozenset({"show_if", "require_if", "rules", "screens"})  # a question is drawn the same whatever these say


class Pane(NamedTuple):
    """The questions of a section, `before` them those of other sections that they depend on, and what makes them answer; no
    `rules` where nothing depends on anything.
    """

    rows: Rows
    before: Rows
    rules: dict[str, Any] | None


def pane(sections: tuple[Section, ...], here: Section, question: Question | None, faults: list[Found]) -> Pane:
    """Of the section `here`, answered so that `question`, which is in hand, is asked. While there are faults nothing answers."""
    if faults:
        return Pane(rows(here, unasked(faults)), [], None)
    looks = [here.show_if, *(look for one in here.questions for look in (one.show_if, one.require_if))]
    looked_at = {key for look in looks if look for key in conditions.keys(look)}
    inside = {one.key for one in here.questions}
    asked = [one for part in sections for one in part.questions if one.key in looked_at - inside]
    before = Section("", "", "", tuple(replace(one, show_if=None, require_if=None) for one in asked))
    answers = samples.leading_to(sections, here, question)
    return Pane(rows(here, answers=answers), rows(before, answers=answers), rules(sections, (before, here)))


def rules(sections: tuple[Section, ...], shown: Sequence[Section]) -> dict[str, Any] | None:
    """What makes the sections `shown` answer on one page: what hides a section hides its questions."""
    questions = [
        replace(one, show_if=_both(part.show_if, one.show_if)) if part.show_if else one
        for part in shown
        for one in part.questions
    ]
    return live.rules(sections, design.asking(sections, {}), Section("", "", "", tuple(questions)))


def _both(first: Condition, second: Condition | None) -> Condition:
    return {"all": [first, second]} if second else first


def unasked(faults: list[Found]) -> set[str]:
    """Questions that cannot be asked as they are drawn now."""
    return {one.question for one in faults if one.attribute not in BRANCHES}


def rows(section: Section, broken: Collection[str] = (), answers: Mapping[str, Any] | None = None) -> Rows:
    """Each question with its field, empty but for `answers`: None for files, "" for what is `broken`."""
    whole = replace(section, questions=tuple(one for one in section.questions if one.key not in broken))
    form = SectionForm(whole, answers or {}, {}, auto_id="id_seen_%s")
    return [(one, "" if one.key in broken else form[one.key] if one.key in form.fields else None) for one in section.questions]
