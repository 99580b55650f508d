"""Reads: a sheet with its files, answers as people read them, who wrote last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString

from accelerator.files.kinds import is_drawn_by_name
from accelerator.files.models import File as Stored
from accelerator.kit import together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drawing
from accelerator.questionnaires.facts import FACTS
from accelerator.questionnaires.models import Attachment, Change, Sheet, Version
from accelerator.questionnaires.questions import File, Question
from accelerator.questionnaires.tables import Table

_AMONG = 60  # changes, in which the newest runs of work are looked for


@dataclass(frozen=True)
class ReadFile:
    """A file as it is shown; `state` is a word of kit.states, of "file"."""

    code: str
    name: str
    size: int
    url: str
    state: str = "ready"
    sha256: str = ""

    @property
    def preview(self) -> str:
        """The address of its small picture; "" where there is none."""
        return f"{self.url}preview/" if self.url and is_drawn_by_name(self.name) else ""


@dataclass(frozen=True)
class ReadAnswer:
    """`text` is empty where nobody answered; `href` is the answer itself where it is a whole web address.

    `html` is a text as it was formatted, `rows` those of a table as (head, cell): both say what `text` says. `fact` names the
    fact of the startup that it tells.
    """

    key: str
    label: str
    type: str
    text: str
    href: str = ""
    files: tuple[ReadFile, ...] = ()
    html: SafeString | None = None
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    fact: str = ""

    @property
    def is_wide(self) -> bool:
        """Takes the whole width where short answers stand two in a row."""
        return self.type in ("long_text", "markdown", "table") or bool(self.files) or len(self.text) > 40


@dataclass(frozen=True)
class ReadSection:
    key: str
    title: str
    answers: tuple[ReadAnswer, ...]


class Reading(list[ReadSection]):
    """Answers to read, which pages draw as they stand: under headings of the second level, or below one in the third."""

    def html(self) -> SafeString:
        return drawing.sections(self, level=2)

    def html_below(self) -> SafeString:
        return drawing.sections(self, level=3)

    def html_below_with_facts(self) -> SafeString:
        """Those that tell a fact of the startup say which."""
        return drawing.sections(self, level=3, tells_facts=True)


@dataclass(frozen=True)
class Recent:
    """Somebody's latest run of work in one section, on `questions` of it, last on number `number` of it; or the `file` they
    attached or removed (`verb`)."""

    by: str
    at: datetime
    section: str
    number: int
    verb: str = ""
    file: str = ""
    questions: int = 1


def given(attachments: Iterable[Attachment]) -> dict[str, list[dict[str, Any]]]:
    """Attached files as answers, oldest first: {question key: [{code, name, size, sha256}]}. Select the files along."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(attachments, key=lambda attachment: attachment.pk):
        file = one.file
        fact = {"code": file.code, "name": file.name, "size": file.size, "sha256": file.sha256}
        if file.scan == file.Scan.FOUND:
            fact |= {"refused": True}  # bars submission, so that no snapshot ever says so
        found.setdefault(one.key, []).append(fact)
    return found


def whole(sheet: Sheet, *, along: Iterable[Attachment] | None = None) -> dict[str, Any]:
    """Every answer with its files, asked for or not. One query, none where what is attached comes `along`."""
    return with_files(sheet, attached(sheet.pk) if along is None else along)


def with_files(sheet: Sheet, attachments: Iterable[Attachment]) -> dict[str, Any]:
    return {**sheet.answers, **given(one for one in attachments if takes_files(sheet, one.key))}


def takes_files(sheet: Sheet, key: str) -> bool:
    """Whether what is attached to `key` is an answer: where something else is asked by now it is none, and `renewals.unfit` tells
    it.
    """
    question = sheet.version.questions().get(key)
    return question is None or isinstance(question, File)


@kept
def attached(sheet: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(sheet=sheet).select_related("file")


def attached_to(sheet: str) -> ArraySubquery:
    """For lists, to annotate with: what is attached to the sheet that the column `sheet` names, as `brought` reads it."""
    file = JSONObject(**{name: f"file__{name}" for name in ("code", "name", "size", "sha256", "scan")})
    return ArraySubquery(Attachment.objects.filter(sheet=OuterRef(sheet)).values(row=JSONObject(pk="pk", key="key", file=file)))


def brought(rows: Iterable[Mapping[str, Any]]) -> list[Attachment]:
    return [Attachment(pk=row["pk"], key=row["key"], file=Stored(**row["file"])) for row in rows]


def asked(sheet: Sheet, *, language: str | None = None, along: Iterable[Attachment] | None = None) -> design.Asking:
    """The form as these answers make it, and what of them it asks for: what a submission keeps. Queries as of `whole`."""
    return design.asking(design.read(sheet.version.definition, language), whole(sheet, along=along))


def reading(
    version: Version,
    answers: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    *,
    door: str = "",
    sensitive: bool = True,
    now: Version | None = None,
) -> Reading:
    """All that these answers are asked, with what was answered. No query where files come along.

    `answers` are a submission's (files within) or a sheet's, whose `attachments` then come apart. A file's address is
    `door` + its code + "/": whoever shows answers opens a door of their own. Reviewers get nothing `sensitive`, nor
    what is so in the version that is asked with `now`.
    """
    kept = {one.key for one in now.questions().values() if one.sensitive} if now else set[str]()
    form = design.asking(version.sections(), {**answers, **given(attachments)})
    sections = Reading()
    for section in form.sections:
        shown = [one for one in section.questions if sensitive or not (one.sensitive or one.key in kept)]
        if shown or not (section.questions or (section.sensitive and not sensitive)):
            read = tuple(_read(one, form.answers.get(one.key), door) for one in shown)
            sections.append(ReadSection(section.key, section.title, read))
    return sections


def _read(question: Question, value: Any, door: str) -> ReadAnswer:
    if not question.answered(value) and not isinstance(value, bool):
        return ReadAnswer(question.key, question.label, question.type, "", fact=_fact(question))
    files: tuple[ReadFile, ...] = ()
    if question.type == "file":
        files = tuple(_file(one, door) for one in value)
    told = question.told(value)
    href = str(value).strip() if question.type == "url" and not question.wrong(value) else ""
    rows = question.told_rows(value) if isinstance(question, Table) else ()
    return ReadAnswer(question.key, question.label, question.type, told, href, files, question.html(value), rows, _fact(question))


def _file(given: Mapping[str, Any], door: str) -> ReadFile:
    url = f"{door}{given['code']}/" if door else ""
    return ReadFile(given["code"], given["name"], given["size"], url, sha256=given["sha256"])


def _fact(question: Question) -> str:
    return str(FACTS[question.fact].name) if question.fact in FACTS else ""


@kept
def _newest(sheet: int) -> QuerySet[Any, Any]:
    return Change.objects.filter(sheet=sheet).order_by("-id").values("key", "value", "at", "by", "by__name")[:_AMONG]


@together.stepwise
def recent(sheet: Sheet, *, limit: int = 5) -> Steps[list[Recent]]:
    """The newest changes, one line for a person's run of saves in one section. One query."""
    places = {
        one.key: (section.title, number)
        for section in sheet.version.sections()
        for number, one in enumerate(section.questions, 1)
    }

    def work(change: Mapping[str, Any]) -> tuple[int, str, tuple[str, str]]:
        return change["by"], places.get(change["key"], ("", 0))[0], _file_act(change["value"])

    latest = _newest.rows(sheet.pk)
    yield [latest]
    found: list[Recent] = []
    for (_by, section, (verb, name)), run in groupby(latest, key=work):
        changes = list(run)
        newest, questions = changes[0], len({one["key"] for one in changes})
        number = places.get(newest["key"], ("", 0))[1]
        found.append(Recent(newest["by__name"], newest["at"], section, number, verb, name, questions))
    return found[:limit]


def _file_act(value: Any) -> tuple[str, str]:
    return next(iter(value.items())) if isinstance(value, dict) and value else ("", "")


@together.stepwise
def last_written(sheet: Sheet) -> Steps[dict[int, Change]]:
    """Each writer's latest change, by person id. One query."""
    found = _last_changes.rows(sheet.pk)
    yield [found]
    return {change.by_id: change for change in found}


@kept
def _last_changes(sheet: int) -> QuerySet[Change]:
    return Change.objects.filter(sheet=sheet).only("by_id", "at").order_by("by_id", "-id").distinct("by_id")


def values_seen(sheet: Sheet, seen: Mapping[str, int]) -> dict[str, Any]:
    """Answers as they stood at the version numbers somebody saw: {question key: value}, unanswered ones left out. One query."""
    rows = sheet.changes.filter(key__in=seen, number__in=set(seen.values())).values_list("key", "number", "value")
    return {key: value for key, number, value in rows if seen[key] == number}
