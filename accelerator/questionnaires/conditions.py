"""Conditions over answers: typed comparisons joined by all and any. Pure; static/src/js/conditions.js decides the same.

{"all": [condition, …]}, {"any": [condition, …]}, or a comparison {"question": key, "is": verb} with a "value", or with the key of
another question as "answer" (no second side for answered and unanswered; a list as value for in).

A comparison with a side that is not answered, not asked or not of its type neither holds nor fails: it is unknown (None). `all`
fails where a part fails, `any` holds where a part holds, else unknown parts leave them unknown (Kleene's logic). A day and a
month are compared as months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accelerator.questionnaires.amounts import Money, as_day, as_month, as_number, plain
from accelerator.questionnaires.choices import OTHER, Choice
from accelerator.questionnaires.questions import Condition, Question

MOST_DEEP = 4  # all and any within each other
MOST_PARTS = 20  # of one all, any or list
ALONE = ("answered", "unanswered")
_ORDER = ("equals", "not", "in", "less", "greater", "at_least", "at_most")
_TEXT = ("equals", "not", "in", "contains", "lacks")
# What values of each family can be asked. A family holds the types that compare with each other.
VERBS: dict[str, tuple[str, ...]] = {
    "number": _ORDER,
    "day": _ORDER,
    "month": _ORDER,
    "truth": ("equals", "not"),
    "option": ("equals", "not", "in"),
    "options": ("contains", "lacks"),
    "text": _TEXT,
    "whole": (),
}
_FAMILIES = {
    "number": "number",
    "money": "number",
    "scale": "number",
    "date": "day",
    "month": "month",
    "yes_no": "truth",
    "choice": "option",
    "country": "option",
    "choices": "options",
    "file": "whole",
    "table": "whole",
}
_IN_TIME = {"day", "month"}


def family(question: Question) -> str:
    return _FAMILIES.get(question.type, "text")


def are_alike(one: Question, other: Question) -> bool:
    """Whether their answers compare with each other."""
    families = {family(one), family(other)}
    return len(families) == 1 or families == _IN_TIME


def verbs(question: Question) -> tuple[str, ...]:
    """What can be asked about an answer to `question`."""
    return (*VERBS[family(question)], *ALONE)


def comparable(question: Question, value: Any) -> Any:
    """`value` as it is compared; None where there is nothing right to compare."""
    if not question.answered(value):
        return None
    kind = family(question)
    if kind == "number":
        return as_number(value)
    if kind == "day":
        return value if as_day(value) else None
    if kind == "month":
        return value if as_month(value) else None
    if kind == "options":
        return [_option(one) for one in value]
    if kind == "whole":
        return None
    return _option(value) if kind == "option" else value.strip() if kind == "text" else value


def _option(value: Any) -> str:
    return OTHER if isinstance(value, dict) else str(value)


def holds(condition: Condition, answers: Mapping[str, Any], asked: Mapping[str, Question]) -> bool | None:
    """True, False, or None for unknown; `asked` are the questions there are to answer."""
    if "all" in condition:
        return _all(holds(part, answers, asked) for part in condition["all"])
    if "any" in condition:
        return _not(_all(_not(holds(part, answers, asked)) for part in condition["any"]))
    question, verb = asked.get(condition["question"]), condition["is"]
    value = answers.get(condition["question"])
    if verb in ALONE:
        return (question is not None and question.answered(value)) is (verb == "answered")
    if question is None:
        return None
    return _compared(verb, *_as_exact(comparable(question, value), _second(condition, question, answers, asked), question))


def _as_exact(one: Any, other: Any, question: Question) -> tuple[Any, Any]:
    """A day beside a month says no more than its month, which its ISO date begins with."""
    if family(question) not in _IN_TIME or not isinstance(one, str) or not isinstance(other, str):
        return one, other
    return one[: len(other)], other[: len(one)]


def _all(parts: Iterable[bool | None]) -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _second(condition: Condition, question: Question, answers: Mapping[str, Any], asked: Mapping[str, Question]) -> Any:
    if "answer" in condition:
        other = asked.get(condition["answer"])
        return None if other is None else comparable(other, answers.get(other.key))
    if condition["is"] == "in":
        return [literal(question, one) for one in condition["value"]]
    return literal(question, condition["value"])


def literal(question: Question, raw: Any) -> Any:
    """`raw`, a value of a design, as answers to `question` are compared; None where it is no such value."""
    kind = family(question)
    if kind == "truth":
        return raw if isinstance(raw, bool) else None
    if kind == "number":
        text = plain(raw)
        return as_number(text) if isinstance(text, str) else None
    if not isinstance(raw, str):
        return None
    if isinstance(question, Choice):
        return raw if raw in question.labels() or (question.other and raw == OTHER) else None
    return None if question.type == "country" and question.wrong(raw) else comparable(question, raw)


def _compared(verb: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    match verb:
        case "equals":
            return bool(one == other)
        case "not":
            return bool(one != other)
        case "in":
            return one in other
        case "contains":
            return other in one
        case "lacks":
            return other not in one
        case "less":
            return bool(one < other)
        case "greater":
            return bool(one > other)
        case "at_least":
            return bool(one >= other)
        case _:
            return bool(one <= other)


def keys(condition: Condition) -> Iterator[str]:
    """The questions it looks at."""
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from keys(part)
    yield from (condition[side] for side in ("question", "answer") if side in condition)


def looks_at(condition: object, asked: Set[str]) -> bool:
    """Whether it looks at one of the questions `asked`; what is no condition, as a draft may hold, looks at none."""
    parts = [condition]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            parts += [one for join in ("all", "any") if isinstance(part.get(join), list) for one in part[join]]
            if asked & {part[side] for side in ("question", "answer") if isinstance(part.get(side), str)}:
                return True
    return False


def misfits(condition: object, path: str, known: Mapping[str, Question], *, deep: int = 0) -> Iterator[tuple[str, str]]:
    """(path, sentence) for all that makes `condition` impossible where the questions `known` come before it."""
    if not isinstance(condition, dict) or not condition:
        yield path, _("A condition is an object with “all”, “any” or “question”.")
    elif "all" in condition or "any" in condition:
        yield from _joined(condition, path, known, deep)
    else:
        yield from _comparison(condition, path, known)


def _joined(condition: dict[str, Any], path: str, known: Mapping[str, Question], deep: int) -> Iterator[tuple[str, str]]:
    ((name, parts), *more) = condition.items()
    if more:
        yield f"{path}.{more[0][0]}", _("“%(name)s” stands alone in a condition.") % {"name": name}
    elif deep >= MOST_DEEP:
        yield path, _("Conditions stand at most %(most)d deep in each other.") % {"most": MOST_DEEP}
    elif not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
        yield f"{path}.{name}", _("Give between 1 and %(most)d conditions.") % {"most": MOST_PARTS}
    else:
        for place, part in enumerate(parts):
            yield from misfits(part, f"{path}.{name}[{place}]", known, deep=deep + 1)


def _comparison(condition: dict[str, Any], path: str, known: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    for name in condition.keys() - {"question", "is", "value", "answer"}:
        yield f"{path}.{name}", _("Nothing of this name is known here.")
    key, verb = condition.get("question"), condition.get("is")
    question = known.get(key) if isinstance(key, str) else None
    if question is None:
        yield f"{path}.question", _("A condition looks at a question that comes before it.")
    elif verb not in verbs(question):
        yield f"{path}.is", _("This question can be asked for: %(verbs)s.") % {"verbs": ", ".join(verbs(question))}
    elif (sides := [side for side in ("value", "answer") if side in condition]) and verb in ALONE:
        yield f"{path}.{sides[0]}", _("“%(verb)s” compares with nothing.") % {"verb": verb}
    elif verb not in ALONE and len(sides) != 1:
        yield f"{path}.value", _("Compare with either a value or an answer.")
    elif sides == ["answer"]:
        yield from _other_answer(condition["answer"], f"{path}.answer", question, str(verb), known)
    elif sides:
        yield from _value(condition["value"], f"{path}.value", question, str(verb))


def _other_answer(
    key: object, path: str, question: Question, verb: str, known: Mapping[str, Question]
) -> Iterator[tuple[str, str]]:
    other = known.get(key) if isinstance(key, str) else None
    if other is None:
        yield path, _("A condition looks at a question that comes before it.")
    elif not are_alike(question, other) or verb in ("in", "contains", "lacks"):
        yield path, _("These two answers cannot be compared.")
    elif isinstance(question, Money) and isinstance(other, Money) and question.currency != other.currency:
        yield path, _("Amounts in two currencies cannot be compared.")


def _value(raw: object, path: str, question: Question, verb: str) -> Iterator[tuple[str, str]]:
    many = verb == "in"
    if raw in ("", []):
        yield path, _("Say what to compare with.")
        return
    if many and (not isinstance(raw, list) or not 1 <= len(raw) <= MOST_PARTS):
        yield path, _("Give a list of 1 to %(most)d values.") % {"most": MOST_PARTS}
        return
    for place, one in enumerate(raw if many and isinstance(raw, list) else [raw]):
        if literal(question, one) is None:
            yield f"{path}[{place}]" if many else path, _("This is no answer that the question takes.")


def told_to_browser(condition: Condition, asked: Mapping[str, Question]) -> dict[str, Any]:
    """The same for conditions.js: each comparison names its family, and its values are written as answers are kept."""
    for name in ("all", "any"):
        if name in condition:
            return {name: [told_to_browser(part, asked) for part in condition[name]]}
    question = asked[condition["question"]]
    plain = dict(condition) | {"family": family(question)}
    if "value" in plain:
        raw = plain["value"]
        plain["value"] = [_plain(question, one) for one in raw] if plain["is"] == "in" else _plain(question, raw)
    return plain


def _plain(question: Question, raw: Any) -> Any:
    value = literal(question, raw)
    return f"{value:f}" if isinstance(value, Decimal) else value
