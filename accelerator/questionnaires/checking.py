"""Whether a definition can be asked with: everything impossible in it is named by its path, in order of the form. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accelerator.questionnaires import conditions, facts
from accelerator.questionnaires.parts import languages_of, question, read
from accelerator.questionnaires.questions import Question
from accelerator.questionnaires.shapes import MOST_FIELDS, Fault, misshapen


def check(definition: object) -> list[Fault]:
    """Everything that makes `definition` impossible to ask with."""
    found = misshapen(definition)
    return found if found or not isinstance(definition, dict) else impossible(definition)


def impossible(definition: dict[str, Any]) -> list[Fault]:
    """The same of a definition that has the shape of one."""
    return [
        *_asked(definition["sections"]),
        *_registered(definition["sections"]),
        *_hinting(definition),
        *_telling(definition),
        *_crowded(definition),
        *_alike(definition),
    ]


def _asked(sections: list[dict[str, Any]]) -> Iterator[Fault]:
    """Each looks only at what is asked before it: so none waits for itself, in a circle or at once."""
    known: dict[str, Question] = {}
    told: set[str] = set()
    for place, section in enumerate(sections):
        yield from _said(section, "title", f"sections[{place}]")
        yield from _looks(section, f"sections[{place}]", ("show_if",), known)
        for at, raw in enumerate(section["questions"]):
            path = f"sections[{place}].questions[{at}]"
            yield from _question(raw, path)
            if raw.get("fact") in told:
                yield Fault(f"{path}.fact", _("Another question tells this fact."))
            told |= {raw["fact"]} if raw.get("fact") else set()
            yield from _looks(raw, path, ("show_if", "require_if"), known)
            known[raw["key"]] = question(raw)
            for where, one, part in _barring(raw, path):
                yield from _looks(one, where, (part,), known)
                yield from _said(one, "sentence", where)


def _barring(raw: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(path, the rule or screen, the name of its condition) for all that a question holds."""
    for name, part in (("rules", "holds"), ("screens", "when")):
        for number, one in enumerate(raw.get(name, [])):
            yield f"{path}.{name}[{number}]", one, part


def _said(holder: dict[str, Any], name: str, path: str) -> Iterator[Fault]:
    if not holder[name].strip():
        yield Fault(f"{path}.{name}", _("This is empty."))


def _question(raw: dict[str, Any], path: str) -> Iterator[Fault]:
    """What is impossible in one question by itself, its columns among it."""
    yield from _said(raw, "label", path)
    made = question(raw)
    yield from (Fault(f"{path}.{name}", sentence) for name, sentence in (*made.impossible(), *facts.misfits(made)))
    for place, column in enumerate(raw.get("columns", [])):
        yield from _question(column, f"{path}.columns[{place}]")


def _looks(holder: dict[str, Any], path: str, names: tuple[str, ...], known: Mapping[str, Question]) -> Iterator[Fault]:
    for name in names:
        if holder.get(name) is not None:
            yield from (Fault(*found) for found in conditions.misfits(holder[name], f"{path}.{name}", known))


def _registered(sections: list[dict[str, Any]]) -> Iterator[Fault]:
    told = {
        one.get("fact"): f"sections[{place}].questions[{at}].fact"
        for place, section in enumerate(sections)
        for at, one in enumerate(section["questions"])
    }
    if "registration_number" in told and "registration_country" not in told:
        yield Fault(
            told["registration_number"], _("A registration number needs a question that tells the country of registration.")
        )


def _hinting(definition: dict[str, Any]) -> Iterator[Fault]:
    """Everybody who sees a startup sees its facts: one that depends on a sensitive answer would hint at it."""
    for place, section in enumerate(read(definition, "")):
        for at, one in enumerate(section.questions):
            if one.fact and one.sensitive and not definition["sections"][place]["questions"][at].get("sensitive"):
                yield Fault(f"sections[{place}].questions[{at}].fact", facts.seen_by_all())


def _telling(definition: dict[str, Any]) -> Iterator[Fault]:
    """What was submitted kept every rule: where one joins both sorts of answers, who reads the one learns of the other."""
    asked = [one for section in read(definition, "") for one in section.questions]
    kept = {one.key for one in asked if one.sensitive}
    read_by_all = {one.key for one in asked} - kept
    for place, section in enumerate(definition["sections"]):
        for at, raw in enumerate(section["questions"]):
            for where, one, part in _barring(raw, f"sections[{place}].questions[{at}]"):
                tells = [raw["key"] in keys or conditions.looks_at(one[part], keys) for keys in (kept, read_by_all)]
                if all(tells):
                    says = _(
                        "It joins a sensitive answer to one that reviewers read, which tells of it. Make all of them sensitive."
                    )
                    yield Fault(f"{where}.{part}", says)


def _crowded(definition: dict[str, Any]) -> Iterator[Fault]:
    """A section is one form: without scripts it sends every field at once, with the version seen of each question."""
    for place, section in enumerate(read(definition, "")):
        count = sum(one.fields_sent + 1 for one in section.questions)
        if count > MOST_FIELDS:
            sentence = _(
                "A section has at most %(most)d fields, a table 50 for each of its columns. This has %(count)d. Make two of it."
            )
            yield Fault(f"sections[{place}]", sentence % {"most": MOST_FIELDS, "count": count})


def _alike(definition: dict[str, Any]) -> Iterator[Fault]:
    """Options that are apart in the form's own wording are so in each language."""
    for language in sorted(languages_of(definition)):
        for place, section in enumerate(definition["sections"]):
            for at, raw in enumerate(section["questions"]):
                own = set(question(raw).impossible())
                for name, sentence in question(raw, language).impossible():
                    if (name, sentence) not in own:
                        yield Fault(f"sections[{place}].questions[{at}].{name}", f"{language}: {sentence}")
