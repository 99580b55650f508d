"""Who may apply: a call's checks as data, judged one by one, each with its reason. Pure but for the language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from accelerator.kit import languages, money
from accelerator.kit.countries import code_of
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.parts import OWN_LANGUAGE
from accelerator.questionnaires.shapes import LANGUAGE, MOST_LANGUAGES

KINDS = ("yes_no", "choice", "country", "number", "date")
MOST_CHECKS = 12
MOST_OPTIONS = 50
_LONGEST = 40  # characters of a number or a date as somebody typed it


@dataclass(frozen=True)
class Wording:
    """What people read of a check; what is empty they read as it stands. `options` come in the order of the check's own."""

    asks: str = ""
    why: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question before the form, and which answers let in.

    A choice has `options`; `accepts` are those of them, the countries (ISO 3166, two capitals) or "yes" and "no" that let in.
    A number (decimal text) or a date (ISO 8601) lets in from `least` to `most`, both included, either left out as "".
    A number with a `currency` (ISO 4217) is an amount of money, never below zero. `why` is told to who is not let in.
    It is written in `language`, "" for OWN_LANGUAGE, and translated by `texts`; answers are its own options in any language.
    """

    key: str
    asks: str
    kind: str
    why: str
    options: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    currency: str = ""
    language: str = ""
    texts: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """How one check came out; `answer` as it was given, "" where there was none that can be read."""

    check: Check
    answer: str
    passed: bool


@dataclass(frozen=True)
class Verdict:
    """`eligible` when every check passed; a call without checks lets everybody in."""

    lines: tuple[Line, ...]

    @property
    def eligible(self) -> bool:
        return all(line.passed for line in self.lines)

    @property
    def complete(self) -> bool:
        return all(line.answer for line in self.lines)


def judge(checks: Sequence[Check], answers: Mapping[str, Any]) -> Verdict:
    """The verdict on `answers`, {key: text}; anything may stand in them, and what cannot be read passes no check."""
    return Verdict(tuple(_line(check, answers.get(check.key)) for check in checks))


def _line(check: Check, given: Any) -> Line:
    answer = given.strip() if isinstance(given, str) else ""
    if check.kind in ("number", "date"):
        value = amount(check.kind, answer)
        if check.currency and value is not None and value < 0:
            value = None
        bounds = _end(check.kind, check.least), _end(check.kind, check.most)
        passed = value is not None and (bounds[0] is None or bounds[0] <= value) and (bounds[1] is None or value <= bounds[1])
        return Line(check, answer if value is not None else "", passed)
    if check.kind == "choice" and answer not in check.options:
        answer = ""
    if check.kind == "yes_no" and answer not in ("yes", "no"):
        answer = ""
    return Line(check, answer, bool(answer) and answer in check.accepts)


def amount(kind: str, text: str) -> Any:
    """A Decimal, spelled as questions of a form take it, or a date; None for what is neither."""
    if not text or len(text) > _LONGEST:
        return None
    if kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return as_number(text)


def _end(kind: str, text: str) -> Any:
    """One end of what lets in. Calls announced earlier may spell it as 1e6 or 1_000."""
    found = amount(kind, text)
    return Decimal(text) if text and found is None and kind == "number" else found


def said(check: Check) -> Wording:
    """How its reader is asked: `asks`, `why` and all options in the language they like best."""
    found = check.texts.get(read_in([check]), Wording())
    named = dict(zip(check.options, found.options, strict=False))
    return Wording(found.asks or check.asks, found.why or check.why, tuple(named.get(one) or one for one in check.options))


def read_in(checks: Sequence[Check]) -> str:
    """The language that the reader of these checks likes best, of those they are in."""
    return languages.first(translated_into(checks), own_language(checks))


def translated_into(checks: Sequence[Check]) -> set[str]:
    return {language for check in checks for language in check.texts}


def own_language(checks: Sequence[Check]) -> str:
    return next((check.language for check in checks if check.language), OWN_LANGUAGE)


def faults(checks: Sequence[Check]) -> Iterator[tuple[int, str]]:
    """(place, name of the field) of everything that keeps the checks from making sense."""
    if len(checks) > MOST_CHECKS:
        yield MOST_CHECKS, "asks"
    keys = [check.key for check in checks]
    for place, check in enumerate(checks):
        for name in ("key", "asks", "why"):
            if not getattr(check, name).strip():
                yield place, name
        if keys.index(check.key) != place:
            yield place, "key"
        yield from ((place, name) for name in _unfit(check))
        if not _worded(check):
            yield place, "texts"


def _worded(check: Check) -> bool:
    """Whether its languages are such, and its options as many and apart in each."""
    codes = [*check.texts, *filter(None, [check.language])]
    told = [[said or own for said, own in zip(one.options, check.options, strict=False)] for one in check.texts.values()]
    alike = any(len(set(one)) < len(one) for one in told)
    count = any(one.options and len(one.options) != len(check.options) for one in check.texts.values())
    return len(check.texts) <= MOST_LANGUAGES and all(map(LANGUAGE.fullmatch, codes)) and not alike and not count


def _unfit(check: Check) -> Iterator[str]:
    if check.kind not in KINDS:
        yield "kind"
    elif check.kind in ("number", "date"):
        least, most = amount(check.kind, check.least), amount(check.kind, check.most)
        if (check.least and least is None) or (least is None and most is None):
            yield "least"
        if (check.most and most is None) or (least is not None and most is not None and least > most):
            yield "most"
        if check.currency and (check.kind != "number" or check.currency not in money.CURRENCIES):
            yield "currency"
    else:
        if check.kind == "choice" and not 2 <= len(set(check.options)) == len(check.options) <= MOST_OPTIONS:
            yield "options"
        allowed = {"yes_no": ("yes", "no"), "choice": check.options}.get(check.kind)
        sound = all(one in allowed if allowed is not None else code_of(one) == one for one in check.accepts)
        if not check.accepts or not sound:
            yield "accepts"


def store(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """As it is kept: lists and texts alone, no empty ones."""
    return [_plain(asdict(one)) for one in checks]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain for name, one in value.items() if (plain := _plain(one))}
    return list(value) if isinstance(value, tuple) else value


def read(stored: Sequence[Mapping[str, Any]]) -> list[Check]:
    """What `store` made; names that it does not know are passed over."""
    return [Check(**_known(Check, {**one, "texts": _texts(one.get("texts") or {})})) for one in stored]


def _texts(kept: Mapping[str, Any]) -> dict[str, Wording]:
    return {language: Wording(**_known(Wording, one)) for language, one in kept.items()}


def _known(made: type[Check | Wording], kept: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(made)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in names}


def version(stored: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 in hex of what was asked: the same checks, the same version."""
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
