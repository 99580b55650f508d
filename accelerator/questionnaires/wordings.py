"""All that people read in a form, phrase by phrase, in its own language and the others it is translated into. Pure but for the
language.

A phrase is named within its section or question: `label`, `options.idea:label`, `rules.0:sentence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accelerator.kit import languages
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires.parts import OWN_LANGUAGE, TYPES, languages_of
from accelerator.questionnaires.shapes import LENGTHS, WORDINGS

Translations = dict[tuple[str, str], str]  # by name of a phrase and language
LONG = frozenset({"help", "intro", "sentence"})  # written in several lines
_LISTS = (("options", "value"), ("columns", "key"), ("rules", ""), ("screens", ""))


class Phrase(NamedTuple):
    """`own` is how the form says it, `said` {language: the same}, without those that are missing; `outdated` {language: what
    `own` was when that was written}, of those that say something older.
    """

    name: str
    attribute: str
    own: str
    said: Mapping[str, str]
    outdated: Mapping[str, str]

    def lacks(self, language: str) -> bool:
        return language not in self.said or language in self.outdated

    @property
    def most(self) -> int:
        return LENGTHS.get(self.attribute, 300)

    @property
    def is_long(self) -> bool:
        return self.attribute in LONG


class Part(NamedTuple):
    """A section or one of its questions, with its number in the outline."""

    section: str
    question: str
    place: str
    title: str
    phrases: tuple[Phrase, ...]

    def lacks(self, language: str) -> int:
        """How many of its phrases are missing there or out of date."""
        return sum(one.lacks(language) for one in self.phrases)


def parts(definition: dict[str, Any]) -> Iterator[Part]:
    """In order of the form; each section before its questions."""
    for number, section in enumerate(definition["sections"], 1):
        yield Part(section["key"], "", str(number), section["title"], phrases(section))
        for at, one in enumerate(section["questions"], 1):
            yield Part(section["key"], one["key"], f"{number}.{at}", one["label"], phrases(one))


def phrases(part: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """Of a section or a question as the definition has it; what is empty need not be translated."""
    return tuple(
        Phrase(_name(name, attribute), attribute, holder[attribute], _said(holder, attribute), _outdated(holder, attribute))
        for name, holder in _holders(part)
        for attribute in _attributes(holder)
        if str(holder.get(attribute, "")).strip()
    )


def _name(within: str, attribute: str) -> str:
    return f"{within}:{attribute}" if within else attribute


def _said(holder: Mapping[str, Any], attribute: str) -> dict[str, str]:
    return {language: texts[attribute] for language, texts in (holder.get("texts") or {}).items() if attribute in texts}


def _outdated(holder: Mapping[str, Any], attribute: str) -> dict[str, str]:
    marks = holder.get("outdated") or {}
    before = {language: marks.get(language, {}).get(attribute, "") for language in _said(holder, attribute)}
    return {language: text for language, text in before.items() if text and text != holder[attribute]}


def translations(part: Mapping[str, Any]) -> Translations:
    """All texts of a section or a question, also of what its own wording leaves empty."""
    return {
        (_name(within, attribute), language): text
        for within, holder in _holders(part)
        for language, texts in (holder.get("texts") or {}).items()
        for attribute, text in texts.items()
    }


def _attributes(holder: Mapping[str, Any]) -> tuple[str, ...]:
    if "type" in holder:
        return tuple(name for name in LENGTHS if name in WORDINGS & TYPES[holder["type"]].attributes())
    return ("title", "intro", "sentence") if "label" not in holder else ("label",)


def _holders(part: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """(name, what has wordings of its own): the part itself, its options, columns with theirs, rules and screens."""
    yield within, part
    for listed, key in _LISTS:
        for place, one in enumerate(part.get(listed) or []):
            yield from _holders(one, f"{within}.{listed}.{one[key] if key else place}".lstrip("."))


def translated(part: Mapping[str, Any], language: str, said: Mapping[str, str]) -> dict[str, Any]:
    """`part` with {name of a phrase: its text in `language`}; an empty text takes the translation away."""
    new = deepcopy(dict(part))
    for name, holder in _holders(new):
        texts = dict(holder.get("texts") or {})
        now = dict(texts.get(language, {}))
        for attribute in _attributes(holder):
            text = joined(said.get(_name(name, attribute), now.get(attribute, ""))).strip()
            now.pop(attribute, None)
            now |= {attribute: text} if text else {}
        texts.pop(language, None)
        texts |= {language: now} if now else {}
        holder.pop("texts", None)
        holder |= {"texts": texts} if texts else {}
    return new


def still_right(part: Mapping[str, Any], language: str, name: str) -> dict[str, Any]:
    """`part` whose phrase `name` is translated as it should be, whatever it was translated from."""
    new = deepcopy(dict(part))
    for within, holder in _holders(new):
        for attribute in _attributes(holder):
            if _name(within, attribute) == name:
                (holder.get("outdated") or {}).get(language, {}).pop(attribute, None)
                _mark(holder, holder.get("outdated") or {})
    return new


def aged(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The definition `now` with what `was` translated in other words marked as out of date; a new translation is not."""
    new, before = deepcopy(now), dict(_every(was))
    for place, holder in _every(new):
        if place in before and (holder.get("texts") or holder.get("outdated")):
            _mark(holder, _marks(before[place], holder))
    return new


def _every(definition: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Everything with wordings of its own, by where it stands; a question may move to another section."""
    for section in definition["sections"]:
        yield from ((("section", section["key"], name), holder) for name, holder in _holders(section))
        for one in section["questions"]:
            yield from ((("question", one["key"], name), holder) for name, holder in _holders(one))


def _marks(old: Mapping[str, Any], holder: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """{language: {attribute: what was translated}} of the translations that stayed while their own wording changed."""
    marks = dict[str, dict[str, str]]()
    for language, texts in (holder.get("texts") or {}).items():
        said = (old.get("texts") or {}).get(language, {})
        kept = (holder.get("outdated") or {}).get(language, {})
        for attribute in (one for one, text in texts.items() if said.get(one) == text):
            own, before = holder.get(attribute, ""), old.get(attribute, "")
            meant = kept.get(attribute) or (before if before != own else "")
            if meant.strip() and meant != own:
                marks.setdefault(language, {})[attribute] = meant
    return marks


def _mark(holder: dict[str, Any], marks: Mapping[str, Mapping[str, str]]) -> None:
    holder.pop("outdated", None)
    if some := {language: one for language, one in marks.items() if one}:
        holder["outdated"] = some


def written_in(definition: dict[str, Any], language: str) -> dict[str, Any]:
    """The form with `language` as its own. Raises Refusal where texts in it would be read in place of its own wording."""
    if language != definition.get("language", OWN_LANGUAGE) and language in languages_of(definition):
        said = _("The form has texts in %(language)s, which would be read in place of its own wording. Empty them first.")
        raise Refusal(said % {"language": languages.named(language)}, field="language")
    return definition | {"language": language}
