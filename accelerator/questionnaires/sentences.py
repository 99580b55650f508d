"""Conditions as people read them: `3.1 is any of Pilot, Sales`. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.choices import OTHER
from accelerator.questionnaires.conditions import family
from accelerator.questionnaires.parts import Section
from accelerator.questionnaires.questions import Condition, Question

Words = dict[str, str | Promise]
_WORDS: Words = {
    "equals": gettext_lazy("is"),
    "not": gettext_lazy("is not"),
    "in": gettext_lazy("is any of"),
    "less": gettext_lazy("is less than"),
    "greater": gettext_lazy("is more than"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
    "contains": gettext_lazy("contains"),
    "lacks": gettext_lazy("does not contain"),
    "answered": gettext_lazy("is answered"),
    "unanswered": gettext_lazy("is not answered"),
}
_IN_TIME: Words = {
    "less": gettext_lazy("is before"),
    "greater": gettext_lazy("is after"),
    "at_least": gettext_lazy("is on or after"),
    "at_most": gettext_lazy("is on or before"),
}
_IN_A_LIST: Words = {"contains": gettext_lazy("includes"), "lacks": gettext_lazy("does not include")}


class Placed(NamedTuple):
    """A question and where it stands: `3.1`, in `3. Your prototype`."""

    place: str
    question: Question
    section: str = ""


def placed(sections: tuple[Section, ...]) -> dict[str, Placed]:
    """All questions by key, in order."""
    return {
        one.key: Placed(f"{number}.{at}", one, f"{number}. {section.title}")
        for number, section in enumerate(sections, 1)
        for at, one in enumerate(section.questions, 1)
    }


def verb(is_: str, question: Question | None) -> str:
    """How a comparison is said of answers to `question`."""
    kind = family(question) if question else ""
    words = _WORDS | (_IN_TIME if kind in ("day", "month") else _IN_A_LIST if kind == "options" else {})
    return str(words.get(is_, is_))


def told(condition: Condition, form: Mapping[str, Placed]) -> str:
    """The whole of it; what is not in the form, or not said yet, reads as a gap."""
    for name, joint in (("all", _("and")), ("any", _("or"))):
        if name in condition:
            return f" {joint} ".join(_part(one, form) for one in condition[name])
    found, is_ = form.get(condition["question"]), condition["is"]
    said = [found.place if found else "…", verb(is_, found.question if found else None)]
    if "answer" in condition:
        said.append(form[condition["answer"]].place if condition["answer"] in form else "…")
    elif "value" in condition:
        said.append(_value(condition["value"], found.question if found else None))
    return " ".join(said)


def _part(condition: Condition, form: Mapping[str, Placed]) -> str:
    said = told(condition, form)
    return f"({said})" if "all" in condition or "any" in condition else said


def _value(value: Any, question: Question | None) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, question) for one in value) or "…"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value == OTHER:
        return _("Other")
    if value in ("", None):
        return "…"
    labels = question.labels() if question and hasattr(question, "labels") else {}
    return str(labels.get(value) or (question.told(value) if question and question.type == "country" else value))


def before(sections: tuple[Section, ...], *, section: str, question: str = "") -> tuple[dict[str, Placed], dict[str, Placed]]:
    """What comes before a question, and itself; or what comes before a section, and nothing."""
    earlier, form = dict[str, Placed](), placed(sections)
    for part in sections:
        if not question and part.key == section:
            return earlier, {}
        for one in part.questions:
            if one.key == question:
                return earlier, {question: form[question]}
            earlier[one.key] = form[one.key]
    return earlier, {}
