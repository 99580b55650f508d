"""A section of a sheet as a form, and what a posted one says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.questionnaires import limits
from accelerator.questionnaires.choices import OTHER, Choice, Choices
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.fields import asked, other, typed
from accelerator.questionnaires.operations import Edit
from accelerator.questionnaires.questions import Question
from accelerator.questionnaires.tables import Table


def edits(section: Section, data: QueryDict) -> list[Edit]:
    """What a posted section says of every question that is typed or chosen; `seen:<key>` names the version that was shown,
    `language:` in which language the page asked, `form:` with which version of the form.
    """
    found = []
    for one in section.questions:
        if one.type == "file" or f"seen:{one.key}" not in data:
            continue
        seen = str(data[f"seen:{one.key}"])[:9]
        number = int(seen) if seen.isascii() and seen.isdigit() else 0
        found.append(Edit(one.key, posted(one, data), number, str(data.get("language:", "")), str(data.get("form:", ""))))
    return found


def posted(question: Question, data: QueryDict) -> object:
    """The answer to `question` as its controls sent it."""
    if isinstance(question, Table):
        return _rows(question, data)
    own = {"other": data.get(f"{question.key}:other", "")}
    if isinstance(question, Choices):
        return [own if one == OTHER else one for one in data.getlist(question.key)]
    value = data.get(question.key)
    return own if isinstance(question, Choice) and value == OTHER else value


def _rows(question: Table, data: QueryDict) -> list[dict[str, Any]]:
    name = re.compile(rf"{question.key}:(\d{{1,3}}):(.+)", re.ASCII)
    rows: dict[int, dict[str, Any]] = {}
    for sent in data:
        if found := name.fullmatch(sent):
            rows.setdefault(int(found[1]), {})[found[2]] = data[sent]
    return [rows[place] for place in sorted(rows)]


_ICONS = {"url": "link", "phone": "phone"}


def helped(question: Question) -> str:
    """What helps to answer it; where marks are taken, which."""
    if question.type != "markdown":
        return question.help
    marks = _("**bold**, *italic*, - for a list, > for a quote, [words](address) for a link.")
    return f"{question.help} {marks}".strip()


class SectionForm(forms.Form):
    """One section on a page, showing answers and what is wrong with them. It stores nothing: operations.write does, leniently."""

    use_required_attribute = False

    def __init__(self, section: Section, answers: Mapping[str, Any], wrong: Mapping[str, str], *, auto_id: str = "id_%s") -> None:
        """`wrong` is {question key: sentence} for what should be told now."""
        self.wrong = wrong
        questions = [one for one in section.questions if one.type != "file"]
        self.shown: dict[str, Any] = {}
        super().__init__(self.shown, auto_id=auto_id)
        for one in questions:
            self._ask(one, answers.get(one.key))

    def _ask(self, question: Question, answer: Any) -> None:
        value = typed(question, answer)
        self.fields[question.key] = field = asked(question)
        field.label, field.help_text, field.required = question.label, helped(question), question.required
        field.unit = limits.unit(question)  # type: ignore[attr-defined]  # for {% drawn %}
        field.icon = _ICONS.get(question.type, "")  # type: ignore[attr-defined]
        if own := other(question):
            self.fields[f"{question.key}:other"] = own
            given = value if isinstance(value, list) else [value]
            self.shown[f"{question.key}:other"] = next((one["other"] for one in given if isinstance(one, dict)), "")
        if isinstance(question, Choice):
            value = _controls(value)
        self.shown[question.key] = value

    def full_clean(self) -> None:
        """Takes the faults it was given for its own: a draft is never judged by form rules."""
        self.cleaned_data = {}
        self._errors = ErrorDict({key: ErrorList([says]) for key, says in self.wrong.items() if key in self.fields})


def _controls(value: Any) -> Any:
    """The same with an answer in one's own words as the control that is chosen for it."""
    if isinstance(value, list):
        return [OTHER if isinstance(one, dict) else one for one in value]
    return OTHER if isinstance(value, dict) else value
