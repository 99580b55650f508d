"""What two versions of a form differ in, and which answers no longer fit the newer one. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit import languages
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import sentences
from accelerator.questionnaires.details import WORDING, Detail, Forms, details
from accelerator.questionnaires.drafting import Definition
from accelerator.questionnaires.parts import OWN_LANGUAGE
from accelerator.questionnaires.questions import Question, Text, Unkept

ADDED, REMOVED, MOVED, REWORDED, RULES = "added", "removed", "moved", "reworded", "rules"
KINDS: dict[str, str | Promise] = {
    ADDED: gettext_lazy("Added"),
    REMOVED: gettext_lazy("Removed"),
    MOVED: gettext_lazy("Moved"),
    REWORDED: gettext_lazy("Reworded"),
    RULES: gettext_lazy("Rules changed"),
}
Placed = Mapping[str, tuple[dict[str, Any], str]]  # by key: a section or question, and the section it stands in


@dataclass(frozen=True)
class Difference:
    """One section or question that differs; `kinds` are keys of KINDS, in their order. `section` names where it stands now.

    The form itself has no key.
    """

    key: str
    label: str
    section: str
    kinds: tuple[str, ...]
    details: tuple[Detail, ...] = ()

    @property
    def words(self) -> list[str]:
        return [str(KINDS[kind]) for kind in self.kinds]


@dataclass(frozen=True)
class Misfit:
    """An answer that the newer version does not take as it is: `told` is the answer as people read it, `why` says what is amiss.

    With `kept` it stays where it is, to be mended; without, its question is gone or asks for something else. `files` are those
    of it that are attached still, in place of what is `told`. A text that is too long is `over` by so many `counts`.
    """

    key: str
    label: str
    told: str
    why: str
    kept: bool
    files: tuple[dict[str, Any], ...] = ()
    over: int = 0
    counts: str = ""


def differences(old: Definition, new: Definition) -> list[Difference]:
    """The form itself, sections in the order of the new version, then its questions; what was removed comes last of either."""
    titles = {section["key"]: section["title"] for definition in (old, new) for section in definition["sections"]}
    forms = (sentences.placed(design.read(old, "")), sentences.placed(design.read(new, "")))
    sections = _compared(_sections(old), _sections(new), {}, forms)
    return [*_language(old, new), *sections, *_compared(_questions(old), _questions(new), titles, forms)]


def _language(old: Definition, new: Definition) -> Iterator[Difference]:
    was, now = (one.get("language", OWN_LANGUAGE) for one in (old, new))
    if was != now:
        detail = Detail(_("The form is written in"), languages.named(was), languages.named(now))
        yield Difference("", _("The form"), "", (REWORDED,), (detail,))


def _sections(definition: Definition) -> Placed:
    return {part["key"]: ({name: part[name] for name in part if name != "questions"}, "") for part in definition["sections"]}


def _questions(definition: Definition) -> Placed:
    return {one["key"]: (one, part["key"]) for part in definition["sections"] for one in part["questions"]}


def _compared(was: Placed, now: Placed, titles: Mapping[str, str], forms: Forms) -> Iterator[Difference]:
    steady = _steady(was, now)
    for key, (one, place) in now.items():
        if key not in was:
            yield Difference(key, _label(one), titles.get(place, ""), (ADDED,))
            continue
        found = list(details(was[key][0], one, forms))
        if kinds := _kinds({name for name, _detail in found}, moved=key not in steady):
            yield Difference(key, _label(one), titles.get(place, ""), kinds, tuple(detail for _name, detail in found))
    for key, (one, place) in was.items():
        if key not in now:
            yield Difference(key, _label(one), titles.get(place, ""), (REMOVED,))


def _steady(was: Placed, now: Placed) -> set[str]:
    """What stands where it stood: in the same section, in the same order among what stayed there."""
    stayed: dict[str, list[str]] = {}
    for key, (_one, place) in now.items():
        if key in was and was[key][1] == place:
            stayed.setdefault(place, []).append(key)
    order = {key: at for at, key in enumerate(was)}
    return {key for keys in stayed.values() for key in _in_step(keys, order)}


def _label(one: dict[str, Any]) -> str:
    return str(one.get("label") or one.get("title"))


def _in_step(keys: list[str], order: Mapping[str, int]) -> list[str]:
    """The most of `keys` that stand in `order`: the fewest others were moved."""
    best: list[list[str]] = []  # best[n] is the run of n + 1 keys that ends earliest
    for key in keys:
        at = next((n for n, run in enumerate(best) if order[run[-1]] > order[key]), len(best))
        best[at : at + 1] = [[*(best[at - 1] if at else []), key]]
    return best[-1] if best else []


def _kinds(names: set[str], *, moved: bool) -> tuple[str, ...]:
    found = {MOVED: moved, REWORDED: bool(names & WORDING), RULES: bool(names - WORDING)}
    return tuple(kind for kind, is_so in found.items() if is_so)


def misfits(old: Definition, new: Definition, answers: Mapping[str, Any]) -> list[Misfit]:
    """Which of `answers` to `old` do not fit `new`, in the order of `old`. Files come as lists of what was attached."""
    return list(_misfits(design.questions(old), design.questions(new), answers, to_make(old, new)))


def to_make(old: Definition, new: Definition) -> set[str]:
    """Declarations that nobody made yet, whatever was ticked: other words stood there, or none."""
    was, now = _questions(old), _questions(new)
    return {
        key for key, (one, _place) in now.items() if one.get("must_be_yes") and _words(was.get(key, ({}, ""))[0]) != _words(one)
    }


def _words(one: dict[str, Any]) -> list[Any]:
    return [one.get(name) or "" for name in ("must_be_yes", "label", "help", "texts")]


def _misfits(
    was: dict[str, Question], now: dict[str, Question], answers: Mapping[str, Any], to_make: set[str]
) -> Iterator[Misfit]:
    for key, question in was.items():
        value = answers.get(key)
        if not question.answered(value):
            continue
        asked, told = now.get(key), _answer(question, value)
        if asked is None or key in to_make or not takes(question, asked, value):
            yield Misfit(key, (asked or question).label, told, why_lost(key, now, to_make), False)
        elif asked.type != "file" and (why := asked.wrong(value)) and not question.wrong(value):
            long = (asked.over(value), asked.counts) if isinstance(asked, Text) else (0, "")
            yield Misfit(key, asked.label, told, why, True, (), *long)


def why_lost(key: str, now: Mapping[str, Question], to_make: set[str]) -> str:
    """What is amiss with an answer that is not kept."""
    if key not in now:
        return _("This is not asked any more.")
    if key in to_make:
        return _("The words of this declaration are others now.")
    return _("This asks for something else now.")


def _answer(question: Question, value: Any) -> str:
    return ", ".join(one["name"] for one in value) if question.type == "file" else question.told(value)


def takes(was: Question, now: Question, value: Any) -> bool:
    """Whether an answer to `was` is one that `now` keeps unchanged."""
    if was.type == now.type and was.type != "table":
        return True
    return "file" not in (was.type, now.type) and _keeps(now, value)


def _keeps(question: Question, value: Any) -> bool:
    try:
        return bool(question.clean(value) == value)
    except Unkept:
        return False


def strays(old: Definition, new: Definition, answers: Mapping[str, Any]) -> list[str]:
    """Keys of `answers` to versions before `old`, which did not ask for them, that `new` asks for as something else."""
    was, now, remade = design.questions(old), design.questions(new), to_make(old, new)
    back = {key: now[key] for key in answers if key in now and key not in was}
    return [key for key, asked in back.items() if key in remade or not _returns(asked, answers[key])]


def _returns(asked: Question, value: Any) -> bool:
    """Whether a `value` of a type nobody knows any more is one that `asked` keeps unchanged."""
    if asked.type == "file":
        return isinstance(value, list) and all(isinstance(one, dict) and "sha256" in one for one in value)
    return _keeps(asked, value)
