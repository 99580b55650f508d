"""Who is taken, by what startups are and by what they answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django_countries.data import COUNTRIES

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.programmes.models import Call
from accelerator.questionnaires.questions import Question
from accelerator.startups.models import Startup

_FACTS = ("sector", "country", "stage")
_OWN = ("other",)
_TYPES = ("choice", "choices", "yes_no", "country")


@dataclass(frozen=True)
class Group:
    """Startups of one kind: how many applied, and how many of them are accepted and wait, told or not."""

    label: str
    applied: int
    accepted: int
    waitlisted: int


@dataclass(frozen=True)
class Balance:
    """Groups, the largest first, with the totals they are shares of. A startup may be in several, or in none."""

    by: str
    groups: list[Group]
    applied: int
    accepted: int


def choices(call: Call) -> list[tuple[str, str]]:
    """(name, words) of all that a balance can be struck by: facts of the startup, then questions with given answers; those that
    are called like a fact say that they were asked.
    """
    facts = [("sector", _("Sector")), ("country", _("Country")), ("stage", _("Stage of the startup"))]
    taken = {words.casefold() for words in (*dict(facts).values(), _("Stage"))}
    asked = _("%(label)s (asked in the form)")
    questions = [(f"a.{key}", one.label) for key, one in _asked(call).items()]
    return facts + [(name, asked % {"label": label} if label.strip().casefold() in taken else label) for name, label in questions]


def _asked(call: Call) -> dict[str, Question]:
    questions = call.version.questions() if call.version else {}
    return {key: one for key, one in questions.items() if one.type in _TYPES}


def struck(call: Call, by: str) -> Balance:
    """By one of `choices`; by sector where `by` is none. One query."""
    names = dict(choices(call))
    by = by if by in names else "sector"
    column = f"startup__{by}" if by in _FACTS else f"extract__answers__{by.removeprefix('a.')}"
    rows = list(Application.objects.standing().filter(call=call).values_list(column, "decision__outcome"))
    counted: dict[Any, list[str | None]] = defaultdict(list)
    for value, outcome in rows:
        for one in _several(value):
            counted[one].append(outcome)
    told = _words(call, by)
    groups = [_group(told(value), outcomes) for value, outcomes in counted.items()]
    accepted = sum(outcome == Decision.Outcome.ACCEPT for _value, outcome in rows)
    return Balance(by, sorted(groups, key=lambda one: (-one.applied, one.label)), len(rows), accepted)


def _several(value: Any) -> Iterable[Any]:
    """What of an answer is counted: each that was ticked; one's own words as those of others."""
    for one in value or [""] if isinstance(value, list) else [value]:
        yield _OWN if isinstance(one, dict) else "" if one is None else one


def _group(label: str, outcomes: list[str | None]) -> Group:
    return Group(label, len(outcomes), outcomes.count(Decision.Outcome.ACCEPT), outcomes.count(Decision.Outcome.WAITLIST))


def _words(call: Call, by: str) -> Callable[[Any], str]:
    """How a value is told."""
    told: Callable[[Any], str] = str
    if by == "country":
        told = lambda value: str(COUNTRIES.get(value, value))  # noqa: E731
    elif by == "stage":
        told = lambda value: str(dict(Startup.Stage.choices).get(value, value))  # noqa: E731
    elif by != "sector":
        told = partial(_answer, _asked(call)[by.removeprefix("a.")])
    return lambda value: _("Not said") if value == "" else _("Other") if value == _OWN else told(value)


def _answer(asked: Question, value: Any) -> str:
    """Also what only an earlier version of the form offered, as it is kept."""
    try:
        return asked.told([value] if asked.type == "choices" else value)
    except (TypeError, ValueError, KeyError):
        return str(value)
