"""Rows of a file from another system as applications: which column is what, and what is wrong with each cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.applications.operations.importing import Brought
from accelerator.kit.countries import code_of
from accelerator.kit.refusals import Refusal
from accelerator.kit.tablefile import Table
from accelerator.pipeline import recording, remedies
from accelerator.pipeline.fields import ANSWER
from accelerator.questionnaires import facts
from accelerator.questionnaires.parts import Section
from accelerator.questionnaires.questions import Question
from accelerator.startups import lists

MOST = 10_000  # applications of one file
CONTACT = "contact"  # no fact: an address that somebody may invite later
FACTS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Name of the startup"),
    "one_liner": gettext_lazy("One-liner"),
    "description": gettext_lazy("Description"),
    "website": gettext_lazy("Website"),
    "country": gettext_lazy("Country"),
    "sector": gettext_lazy("Sector"),
    "location": gettext_lazy("Location"),
    "founded_on": gettext_lazy("Founded on"),
    "team_size": gettext_lazy("Team size"),
    "stage": gettext_lazy("Stage"),
    "registration_number": gettext_lazy("Registration number"),
    "registration_country": gettext_lazy("Registered in"),
    "links": gettext_lazy("Links"),
    CONTACT: gettext_lazy("Contact’s e-mail address"),
}
_CALLED = {  # what other systems call them
    "name": ("startup", "startupname", "company", "companyname"),
    "one_liner": ("tagline", "pitch", "summary", "about"),
    "website": ("web", "url", "homepage", "site"),
    "location": ("city", "town"),
    "founded_on": ("founded", "incorporated"),
    "team_size": ("employees", "headcount"),
    "registration_number": ("uen", "companynumber", "registrationno", "regno"),
    "registration_country": ("countryofregistration", "countryofincorporation", "jurisdiction"),
    "links": ("linkedin", "github", "socialmedia"),
    CONTACT: ("email", "mail", "emailaddress", "contactemail", "founderemail", "contactemailaddress"),
}
_UPLOADED = ("file", "table")
_YES = {"yes": True, "true": True, "1": True, "y": True, "no": False, "false": False, "0": False, "n": False}
_AS_THEY_STAND = ("name", "registration_number")
_UNNAMED = "?"  # stands for a name that bars its row, while the rest of it is read
_SHOWN = 5  # options in a fault
_CHOSEN_MOST = 200  # of one cell; the form keeps no more


class Fault(NamedTuple):
    """What bars a file: `column` is its name in the file, "" for the whole line."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Judged:
    """A file as it would come in, with the line of each; `brought` counts only where there is no fault."""

    brought: list[Brought]
    faults: list[Fault]
    lines: list[int] = field(default_factory=list)


def targets(questions: Mapping[str, Question]) -> dict[str, str]:
    """What a column can be: {target: label}. Files and tables of rows cannot come in a cell."""
    return dict(_facts()) | dict(_asked(questions.values()))


def _facts() -> list[tuple[str, str]]:
    return [(name, str(label)) for name, label in FACTS.items()]


def _asked(questions: Iterable[Question]) -> list[tuple[str, str]]:
    return [(f"{ANSWER}{one.key}", str(one.label)) for one in questions if one.type not in _UPLOADED]


def groups(sections: Sequence[Section]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same under headings: facts of the startup, then each section with what it asks."""
    asked = ((one.title, _asked(one.questions)) for one in sections)
    return [(_("Startup"), _facts()), *(one for one in asked if one[1])]


def guessed(head: list[str], known: Mapping[str, str], questions: Mapping[str, Question]) -> dict[str, str]:
    """{column: target} as it was chosen last for a column of that name, else by a name that is the same or usual: a fact of the
    startup before a question, for lists and filters read those.
    """
    same = {_bare(key): f"{ANSWER}{key}" for key in questions}
    same |= {_bare(label): target for target, label in reversed(targets(questions).items())} | {
        _bare(name): name for name in FACTS
    }
    usual = {called: target for target, others in _CALLED.items() for called in others}
    there, found = targets(questions), dict[str, str]()
    for names in (same, usual):
        for column in head:
            target = known.get(column) or names.get(_bare(column), "")
            if column not in found and target in there and target not in found.values():
                found[column] = target
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def judge(table: Table, mapping: Mapping[str, str], questions: Mapping[str, Question], *, applied: set[str]) -> Judged:
    """Every row by `mapping`, {column: target}. `applied` are names of startups, in small letters, that applied to the call."""
    found = Judged([], [])
    if "name" not in {*mapping.values(), *_cells_of(mapping.values(), questions)}:
        found.faults.append(Fault(1, "", _("No column is the name of the startup.")))
    if len(table.rows) > MOST:
        most = _("A file brings at most %(most)d applications. This has %(count)d.") % {"most": MOST, "count": len(table.rows)}
        found.faults.append(Fault(1, "", most))
    if not table.rows:
        found.faults.append(Fault(1, "", _("There is no row under the names of the columns.")))
    seen: dict[str, int] = {}
    for line, row in [] if found.faults else table.rows:
        if len(row) != len(table.head):
            said = _("Cells here: %(count)d. The first line has %(columns)d.")
            found.faults.append(Fault(line, "", said % {"count": len(row), "columns": len(table.head)}))
            continue
        given = {mapping[column]: (column, cell) for column, cell in zip(table.head, row, strict=True) if column in mapping}
        found.faults.extend(_row(line, given, questions, found.brought, seen, applied))
        found.lines.append(line)
    return found


def _row(
    line: int,
    given: Mapping[str, tuple[str, str]],
    questions: Mapping[str, Question],
    brought: list[Brought],
    seen: dict[str, int],
    applied: set[str],
) -> Iterator[Fault]:
    answers, wrong = _answers(line, given, questions)
    faults: list[Fault] = []
    told = {**_told_by(answers, given, questions), **given}
    startup = _startup(line, told, given, faults)
    links, contact = startup.pop("links", []), startup.pop(CONTACT, "")
    name = str(startup.get("name") or told["name"][1]).strip().casefold()  # also of a row that something else bars
    if name and name in seen:
        faults.append(Fault(line, told["name"][0], _("Line %(line)d has a startup of this name already.") % {"line": seen[name]}))
    elif name in applied:
        faults.append(Fault(line, told["name"][0], _("A startup of this name has applied to this call already.")))
    seen.setdefault(name, line)
    answers |= _told_of(startup, line, given, questions, wrong)
    brought.append(Brought(startup, answers, links, contact))
    yield from (*faults, *wrong)


def _answers(
    line: int, given: Mapping[str, tuple[str, str]], questions: Mapping[str, Question]
) -> tuple[dict[str, Any], list[Fault]]:
    """What the cells answer, and what is wrong with them."""
    found, wrong = dict[str, Any](), list[Fault]()
    for target, (column, cell) in given.items():
        if target.startswith(ANSWER):
            key = target.removeprefix(ANSWER)
            try:
                found[key] = answer(questions[key], cell)
            except Refusal as refusal:
                wrong.append(Fault(line, column, str(refusal.sentence)))
    return {key: value for key, value in found.items() if value not in (None, "", [])}, wrong


def _told_by(
    answers: Mapping[str, Any], given: Mapping[str, tuple[str, str]], questions: Mapping[str, Question]
) -> dict[str, tuple[str, str]]:
    """Facts of the startup that answers tell, as cells of the columns they came in. A name and a number go as they stand: an
    empty name is told at its column, and the register of a number may have another column.
    """
    bound = [one for key, one in questions.items() if one.fact and key in answers]
    sound = {one.fact: one for one in bound if not facts.wrong(one, bound, answers)}
    told = facts.bound(sound.values(), answers)
    cells = {fact: (given[f"{ANSWER}{sound[fact].key}"][0], str(value)) for fact, value in told.items()}
    return cells | {fact: given[target] for fact, target in _cells_of(given, questions).items() if fact in _AS_THEY_STAND}


def _cells_of(there: Collection[str], questions: Mapping[str, Question]) -> dict[str, str]:
    """{fact: target} of the questions among the targets `there` that tell one."""
    return {one.fact: f"{ANSWER}{key}" for key, one in questions.items() if one.fact and f"{ANSWER}{key}" in there}


def _told_of(
    startup: Mapping[str, Any],
    line: int,
    given: Mapping[str, tuple[str, str]],
    questions: Mapping[str, Question],
    wrong: list[Fault],
) -> dict[str, Any]:
    """{key: answer} that facts with a column give to the questions that tell them, where those have none."""
    found = dict[str, Any]()
    for key, question in questions.items():
        if question.fact in given and f"{ANSWER}{key}" not in given:
            try:
                found[key] = answer(question, facts.as_answer(question, startup.get(question.fact)))
            except Refusal as refusal:
                wrong.append(Fault(line, given[question.fact][0], str(refusal.sentence)))
    return {key: value for key, value in found.items() if value is not None}


def _startup(line: int, given: Mapping[str, tuple[str, str]], own: Collection[str], faults: list[Fault]) -> dict[str, Any]:
    """What the reader of lists keeps of the cells; what it would leave out is a fault here. It stops at a cell that bars the row:
    that one is told, and the others are read without it, so that somebody mends a row once. What is wrong beyond lists with a
    fact that has no column of its `own` bars nothing: it stays an answer."""
    cells = {target: cell for target, (_column, cell) in given.items()} | {"source_id": str(line)}
    barred = False
    for _cell in FACTS:
        try:
            found = lists.facts(cells)
        except lists.BadRow as fault:
            barred = True
            faults.append(_told(line, str(fault), given))
            cells[str(fault).partition(" ")[0]] = ""
            cells["name"] = cells.get("name") or _UNNAMED
        else:
            faults.extend(_told(line, remark.removesuffix(" and was left out"), given) for remark in found.remarks)
            more, wrong = recording.facts(cells, found.kept["country"])
            faults.extend(Fault(line, given[target][0], reason) for target, reason in wrong if target in own)
            return {} if barred else found.kept | more
    return {}


def _told(line: int, reason: str, given: Mapping[str, tuple[str, str]]) -> Fault:
    """The reader begins a reason with its own name of the field."""
    name, _space, rest = reason.partition(" ")
    column, cell = given.get(name, ("", ""))
    if (name, rest) == ("name", "is missing"):
        return Fault(line, column, _("This cell is empty. Write the name of the startup, or take the line out."))
    if name in remedies.OF_FACTS and column and not rest.startswith("has "):
        return Fault(line, column, str(remedies.OF_FACTS[name]) % {"value": remedies.shown(cell)})
    return Fault(line, column, f"{rest[:1].upper()}{rest[1:]}." if column else f"{reason}.")


def answer(question: Question, cell: str) -> Any:
    """A cell as the form keeps the answer; None for an empty one. Raises Refusal with what is wrong with it."""
    text = cell.strip()
    if not text:
        return None
    try:
        kept = question.clean(_raw(question, text))
    except Refusal as refusal:
        raise Refusal(remedies.quoted(question, text, str(refusal.sentence))) from None
    fault = question.wrong(kept) if question.answered(kept) else ""
    if fault:
        raise Refusal(_no_option(question, kept) or remedies.quoted(question, text, fault))
    return kept


def _no_option(question: Any, kept: Any) -> str:
    """Which of what was chosen there is not, with the first of what there is; empty where it is not that."""
    labels = question.labels() if question.type in ("choice", "choices") else {}
    chosen = kept if isinstance(kept, list) else [kept]
    unknown = next((one for one in chosen if isinstance(one, str) and one not in labels), "") if labels else ""
    shown, more = ", ".join(list(labels.values())[:_SHOWN]), len(labels) - _SHOWN
    if more > 0:
        shown = _("%(options)s and %(count)d more") % {"options": shown, "count": more}
    said = _("“%(value)s” is none of the options: %(options)s.")
    return said % {"value": Truncator(unknown).chars(60), "options": shown} if unknown else ""


def _raw(question: Question, text: str) -> Any:
    """What the form's own control would send."""
    if question.type == "yes_no":
        return _YES.get(text.casefold(), text)
    if question.type == "country":
        return code_of(text) or text
    if question.type == "choice":
        return _option(question, text)
    if question.type == "choices":
        chosen = [one.strip() for one in recording.SPLIT.split(text) if one.strip()]
        return [_option(question, one) for one in chosen[: _CHOSEN_MOST + 1]]
    return text


def _option(question: Any, text: str) -> Any:
    """An option by its value or label; one's own words where the question takes them."""
    names = {label.casefold(): value for value, label in question.labels().items()} | {
        one.casefold(): one for one in question.labels()
    }
    return names.get(text.casefold(), {"other": text} if question.other else text)
