"""The attributes of a section or a question as managers read them, and in which of them two of the same differ. Pure but for
the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import sentences, wordings

WORDING = {"title", "intro", "label", "help", "low_label", "high_label", "texts"}
NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "intro": gettext_lazy("Introduction"),
    "label": gettext_lazy("Question"),
    "help": gettext_lazy("Help text"),
    "type": gettext_lazy("Type"),
    "required": gettext_lazy("Must be answered"),
    "limit": gettext_lazy("Limit"),
    "counts": gettext_lazy("Counted in"),
    "options": gettext_lazy("Options"),
    "other": gettext_lazy("“Other” in one's own words"),
    "columns": gettext_lazy("Columns"),
    "accept": gettext_lazy("Kinds of file"),
    "whole": gettext_lazy("Whole numbers only"),
    "min": gettext_lazy("Least"),
    "max": gettext_lazy("Most"),
    "currency": gettext_lazy("Currency"),
    "unit": gettext_lazy("Unit"),
    "country": gettext_lazy("Numbers without a country's code are of"),
    "fact": gettext_lazy("Fact of the startup"),
    "sensitive": gettext_lazy("Sensitive"),
    "low": gettext_lazy("From"),
    "high": gettext_lazy("To"),
    "low_label": gettext_lazy("What the lowest means"),
    "high_label": gettext_lazy("What the highest means"),
    "min_rows": gettext_lazy("Fewest rows"),
    "max_rows": gettext_lazy("Most rows"),
    "must_be_yes": gettext_lazy("A declaration"),
    "max_mb": gettext_lazy("Most MB of a file"),
    "show_if": gettext_lazy("Shown if"),
    "require_if": gettext_lazy("Required if"),
    "rules": gettext_lazy("Rules"),
    "screens": gettext_lazy("Ends an application"),
    "texts": gettext_lazy("Translations"),
    "outdated": gettext_lazy("Translations out of date"),
}

Form = Mapping[str, sentences.Placed]
Forms = tuple[Form, Form]  # the older, the newer


class Detail(NamedTuple):
    """One attribute, as it was and as it is; empty where it was not set."""

    name: str
    old: str
    new: str


def details(was: dict[str, Any], now: dict[str, Any], forms: Forms) -> Iterator[tuple[str, Detail]]:
    """(attribute, how it differs) of a section or a question as two definitions have it."""
    yield from _own(whole(was), whole(now), forms)
    old, new = _translated(was, now)
    if old != new:
        yield "texts", Detail(str(NAMES["texts"]), old, new)


def whole(one: dict[str, Any]) -> dict[str, Any]:
    """What is not written is asked all the same: a limit that is unset and its usual value do not differ."""
    return dict(_unset(one["type"])) | one if "type" in one else one


@cache
def _unset(kind: str) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(design.TYPES[kind]) if field.default is not MISSING)


def _own(was: dict[str, Any], now: dict[str, Any], forms: Forms) -> Iterator[tuple[str, Detail]]:
    """All but the translations."""
    for name in sorted((now.keys() | was.keys()) - {"texts", "outdated"}, key=_rank):
        old, new = was.get(name) or (), now.get(name) or ()
        if name == "columns":
            yield from _columns({one["key"]: one for one in old}, {one["key"]: one for one in new}, forms)
        elif old != new:
            told = [_said(name, one.get(name), form) for one, form in zip((was, now), forms, strict=True)]
            if told[0] != told[1]:
                yield name, Detail(str(NAMES.get(name, name)), *told)


def _rank(name: str) -> tuple[int, str]:
    """In the order of NAMES: jsonb keeps no order of its own."""
    return [*NAMES, name].index(name), name


def _columns(was: dict[str, Any], now: dict[str, Any], forms: Forms) -> Iterator[tuple[str, Detail]]:
    """Which there are, in their order; then what each that stayed differs in, as a question does."""
    if list(was) != list(now):
        yield "columns", Detail(str(NAMES["columns"]), *("\n".join(map(_listed, one.values())) for one in (was, now)))
    for key in (key for key in now if key in was):
        for name, (said, old, new) in _own(whole(was[key]), whole(now[key]), forms):
            yield name, Detail(_("Column") if name == "label" else f"{now[key]['label']}: {said}", old, new)


def _listed(one: dict[str, Any]) -> str:
    """An option or a column: the name that answers are kept by is as much of it as what people read."""
    return f"{one['label']} ({one['value'] if 'value' in one else one['key']})"


def _said(name: str, value: Any, form: Form) -> str:
    return str(design.TYPES[value].name) if name == "type" and value else _written(value, form)


def _written(value: Any, form: Form) -> str:
    """What a manager reads; unset, false and empty all read as nothing."""
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if isinstance(value, (list, tuple)):
        return "\n".join(_written(one, form) for one in value)
    if isinstance(value, dict):
        return _written_part(value, form)
    return "" if value is None else str(value)


def _written_part(value: dict[str, Any], form: Form) -> str:
    """A condition, a rule, an option."""
    if value.keys() & {"all", "any", "question"}:
        return sentences.told(value, form)
    if looks := value.get("holds") or value.get("when"):
        return f"{sentences.told(looks, form)}: {value['sentence']}"
    return _listed(value)


def _translated(was: dict[str, Any], now: dict[str, Any]) -> tuple[str, str]:
    """The texts that differ, of all that has some of its own: `ms, Help text: …`."""
    old, new = wordings.translations(was), wordings.translations(now)
    return _lines(old, new), _lines(new, old)


def _lines(these: wordings.Translations, others: wordings.Translations) -> str:
    differing = {place: text for place, text in these.items() if others.get(place) != text}
    return "\n".join(f"{language}, {named(name)}: {text}" for (name, language), text in differing.items())


def named(phrase: str) -> str:
    """What a phrase is, by its name (wordings.py)."""
    within, _colon, attribute = phrase.rpartition(":")
    known = {"options": _("Option"), "columns": _("Column"), "rules": _("Rule"), "screens": _("Screen")}
    return known.get(within.partition(".")[0]) or str(NAMES.get(attribute, attribute))
