"""Questions bound to a fact of the startup: submitting their answer may bring the startup's record up to date. Pure.

A fact is named as in startups.operations.PROFILE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit import days
from accelerator.questionnaires.amounts import Number, as_day, as_number
from accelerator.questionnaires.choices import Choice
from accelerator.questionnaires.questions import Question, Text
from accelerator.startups import registration

MOST_PEOPLE = 1_000_000
STAGES = frozenset({"idea", "prototype", "users", "revenue", "growth"})  # those of a startup's record


class Fact(NamedTuple):
    """What may tell it: types of question, and how many characters fit (0: any)."""

    name: str | Promise
    types: tuple[str, ...]
    most: int = 0


FACTS: dict[str, Fact] = {
    "name": Fact(gettext_lazy("Name"), ("text",), 200),
    "one_liner": Fact(gettext_lazy("In one sentence"), ("text", "long_text"), 300),
    "description": Fact(gettext_lazy("Description"), ("text", "long_text"), 6000),
    "website": Fact(gettext_lazy("Website"), ("url",), 300),
    "country": Fact(gettext_lazy("Country"), ("country",)),
    "location": Fact(gettext_lazy("Location"), ("text",), 300),
    "sector": Fact(gettext_lazy("Sector"), ("text", "choice"), 80),
    "stage": Fact(gettext_lazy("Stage"), ("choice",)),
    "registration_country": Fact(gettext_lazy("Country of registration"), ("country",)),
    "registration_number": Fact(gettext_lazy("Registration number"), ("text",), 40),
    "founded_on": Fact(gettext_lazy("Founded on"), ("date",)),
    "team_size": Fact(gettext_lazy("People in the team"), ("number",)),
}


def misfits(question: Question) -> Iterator[tuple[str, str]]:
    """(attribute, sentence) for what of a question cannot tell the fact it is bound to."""
    if not question.fact:
        return
    fact = FACTS.get(question.fact)
    if fact is None:
        yield "fact", _("A startup has these facts: %(facts)s.") % {"facts": ", ".join(FACTS)}
    elif question.sensitive:
        yield "fact", seen_by_all()
    elif question.type not in fact.types:
        yield "fact", _("This fact is told by a question of type %(types)s.") % {"types": ", ".join(fact.types)}
    elif isinstance(question, Text) and fact.most and (question.limit > fact.most or question.counts != "characters"):
        yield "limit", _("This fact of the startup has at most %(most)d characters.") % {"most": fact.most}
    elif isinstance(question, Choice):
        yield from _misfit_options(question, fact)
    elif isinstance(question, Number) and not _counts_people(question):
        yield (
            "fact",
            _("A team is a whole number, with ends set between 0 and %(most)d.") % {"most": MOST_PEOPLE},
        )


def seen_by_all() -> str:
    """Why no fact is told by an answer that is sensitive, or that depends on one."""
    return _("Everybody who sees the startup sees its facts. A sensitive answer, or one that depends on it, cannot be one.")


def _misfit_options(question: Choice, fact: Fact) -> Iterator[tuple[str, str]]:
    if question.other:
        yield "other", _("An answer in one's own words cannot tell this fact.")
    if question.fact == "stage" and question.labels().keys() - STAGES:
        yield "options", _("A stage is told by options with these values: %(values)s.") % {"values": ", ".join(sorted(STAGES))}
    if fact.most and any(len(one.label) > fact.most for one in question.options):
        yield "options", _("This fact of the startup has at most %(most)d characters.") % {"most": fact.most}


def _counts_people(question: Number) -> bool:
    low, high = as_number(question.min), as_number(question.max)
    return question.whole and low is not None and high is not None and low >= 0 and high <= MOST_PEOPLE


def bound(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """{fact: its value} for each right answer to a question that is bound to one; nothing is cleared by an empty answer."""
    found = {
        one.fact: _value(one, answers[one.key])
        for one in questions
        if one.fact and one.answered(answers.get(one.key)) and not one.wrong(answers[one.key])
    }
    if number := found.pop("registration_number", ""):  # which says nothing without its register
        country = found.get("registration_country")
        found |= {"registration_number": registration.kept(number, country)} if country else {}
    return found


def _value(question: Question, value: Any) -> Any:
    if question.type == "date":
        return as_day(value)
    if question.type == "number":
        exact = as_number(value)
        return None if exact is None else int(exact)
    if question.type == "country" or question.fact == "stage":
        return value
    return question.told(value).strip()


def wrong(question: Question, questions: Iterable[Question], answers: Mapping[str, Any]) -> str:
    """What is wrong with the fact that the answer to `question` tells, beside the others; empty when nothing is."""
    value = answers.get(question.key)
    if question.fact in _LIMITS and question.answered(value):
        return _LIMITS[question.fact](str(value).strip())
    if question.fact != "registration_number":
        return ""
    known = bound(questions, answers)
    number, country = known.get("registration_number", ""), known.get("registration_country", "")
    return registration.fault(number, country, year=days.newest().year)


def _future(value: str) -> str:
    day = as_day(value)
    return _("This day is still to come.") if day and day > days.newest() else ""


def _no_site(value: str) -> str:
    try:
        _SITE(value)
    except ValidationError:
        return _("Write a whole web address such as https://example.org.")
    return ""


_SITE = URLValidator(schemes=["http", "https"])
_LIMITS: dict[str, Callable[[str], str]] = {"founded_on": _future, "website": _no_site}  # as a startup's record has them


def as_answer(question: Question, value: Any) -> str:
    """What somebody would type to tell `value`, a fact as the startup's record has it; empty where there is nothing to tell."""
    if value in (None, ""):
        return ""
    if isinstance(question, Choice):
        return next((one.value for one in question.options if value in (one.label, one.value)), "")
    return str(getattr(value, "code", value))  # a country's code
