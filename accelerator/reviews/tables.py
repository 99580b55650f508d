"""Bids, expertise and assignments as CSV: what leaves, and what somebody brought would come to, line by line. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import codes, days, tablefile
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import queries, released, stages
from accelerator.reviews.models import Assignment, Bid, Conflict, Expertise
from accelerator.startups.models import Startup

NEEDED = {"bids": ("application", "email", "value"), "expertise": ("email", "tag"), "assignments": ("application", "email")}
ALONG = {"assignments": ("stage", "due_on")}  # columns that may stand beside those
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Fault:
    """What is wrong at a cell, what it holds in short, and what to do about it; no `column` where it is the whole line."""

    line: int
    column: str
    sentence: str
    holds: str = ""

    @property
    def path(self) -> str:
        return f"{self.line}.{self.column}" if self.column else str(self.line)


@dataclass
class Judged:
    """What a table would change, each change a tuple of its kind's own; `same` rows say what stands already."""

    changes: list[tuple[Any, ...]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: what a preview hands back, so that nothing else is carried out."""
        return codes.digest(repr([tuple(getattr(part, "pk", part) for part in change) for change in self.changes]))


# Out


def head(what: str) -> list[str]:
    return {
        "bids": ["application", "startup", "email", "name", "value"],
        "expertise": ["email", "name", "tag", "level"],
        "assignments": ["application", "startup", "email", "name", "stage", "due_on", "state"],
    }[what]


def rows(call: Call, what: str, *, reader: Any) -> Iterator[Sequence[Any]]:
    """Without applications that the `reader` must not judge. One query, however long; of assignments one more for the stages."""
    if what == "expertise":
        held = Expertise.objects.filter(person__in=queries.reviewers_of(call).order_by().values("pk"))
        return iter(held.order_by("person__email", "tag").values_list("person__email", "person__name", "tag", "level"))
    facts = ["application__number", "application__startup__name"]
    if what == "bids":
        bids = _apart(Bid.objects.filter(application__call=call), reader).order_by("application__number", "person__email")
        return iter(bids.values_list(*facts, "person__email", "person__name", "value"))
    given = _apart(Assignment.objects.live().filter(application__call=call), reader)
    said = {one.pk: word for word, one in _Stages(call).words.items()}
    ordered = given.order_by("application__number", "reviewer__email", "stage_id")
    told = ordered.values_list(*facts, "reviewer__email", "reviewer__name", "stage", "due_on", "state")
    return ((*who, said.get(stage, ""), due_on, state) for *who, stage, due_on, state in told)


def _apart(found: QuerySet[Any], reader: Any) -> QuerySet[Any]:
    """Without those of applications that the `reader` is in conflict with, or whose startup is theirs."""
    barred = Conflict.objects.live().filter(person=reader).values("application")
    return found.exclude(application__in=barred).exclude(application__startup__in=Startup.objects.of(reader))


class _Stages:
    """The call's, as tables name them: `words` {word: stage}, a stage's name, or its code where two are called alike."""

    def __init__(self, call: Call) -> None:
        there = stages.of_call(call)
        named = Counter(str(one).casefold() for one in there)
        self.words = {str(one) if named[str(one).casefold()] == 1 else one.code: one for one in there}
        self._found = {word.casefold(): one for word, one in self.words.items()} | {one.code: one for one in there}

    def named(self, word: str) -> ReviewStage | None:
        """By its name in any case, or its code."""
        return self._found.get(word) or self._found.get(word.casefold())


# In


class _Reading:
    """One table against what there is."""

    def __init__(self, call: Call, table: tablefile.Table) -> None:
        self.call, self.judged, self.seen = call, Judged(), dict[tuple[Any, ...], int]()
        self.head = [name.casefold() for name in table.head]
        self.rows = [(line, dict(zip(self.head, (cell.strip() for cell in row), strict=False))) for line, row in table.rows]
        self.cells = dict(self.rows)
        self._require_width(table)
        self.people = {one.email.casefold(): one for one in queries.reviewers_of(call)}
        numbers = {cells.get("application", "").upper() for _line, cells in self.rows}
        standing = Application.objects.standing().filter(call=call, number__in=numbers).select_related("startup")
        self.applications = {one.number: one for one in standing}

    def fault(self, line: int, column: str, sentence: str) -> None:
        holds = tablefile.shown(self.cells[line].get(column, ""))
        self.judged.faults.append(Fault(line, column, sentence, holds))

    def _require_width(self, table: tablefile.Table) -> None:
        """Lines with more cells than there are columns are wrong, and are read no further: what stands where is unsure."""
        most = len(table.head)
        beyond = {line: row[most:] for line, row in table.rows if any(cell.strip() for cell in row[most:])}
        for line, more in beyond.items():
            said = _("There are more cells here than columns. Put a text that holds a comma or semicolon in quotation marks.")
            self.judged.faults.append(Fault(line, "", said, tablefile.shown(", ".join(more))))
        self.rows = [(line, cells) for line, cells in self.rows if line not in beyond]

    def person(self, line: int, cells: dict[str, str]) -> Any:
        found = self.people.get(cells.get("email", "").casefold())
        if found is None:
            self.fault(line, "email", _("Nobody on the programme's staff has this address. Correct it, or invite them first."))
        return found

    def application(self, line: int, cells: dict[str, str]) -> Application | None:
        found = self.applications.get(cells.get("application", "").upper())
        if found is None:
            self.fault(line, "application", _("No submitted application of this call has this number. Take it from the list."))
        return found

    def barred(self) -> set[tuple[int, int]]:
        """(application, person) in conflict, of all that the table names."""
        applications, people = list(self.applications.values()), list(self.people.values())
        found = {(edge.application_id, edge.person_id) for edge in queries.edges(applications, people)}
        return found | queries.standing(applications)

    def is_apart(self, line: int, one: Application, who: Any, barred: set[tuple[int, int]]) -> bool:
        if (one.pk, who.pk) in barred:
            self.fault(line, "email", _("%(name)s has a conflict of interest. Take the line out.") % {"name": who})
            return False
        return True

    def is_new(self, line: int, column: str, *key: Any) -> bool:
        if before := self.seen.get(key):
            self.fault(line, column, _("Line %(line)d says something of the same already. Take one out.") % {"line": before})
            return False
        self.seen[key] = line
        return True


def judge(call: Call, what: str, content: bytes) -> Judged:
    """What `content` would change. Raises tablefile.Unreadable where it is no table, or lacks a column."""
    if len(content) > MOST_BYTES:
        raise tablefile.Unreadable(_("This file is larger than 1 MB. Split it."))
    table = tablefile.read(content)
    lacks = [name for name in NEEDED[what] if name not in [one.casefold() for one in table.head]]
    if lacks:
        told = {"lacks": ", ".join(lacks), "head": ", ".join(NEEDED[what])}
        raise tablefile.Unreadable(_("Columns are missing: %(lacks)s. The first line names %(head)s.") % told)
    if not table.rows:
        raise tablefile.Unreadable(
            _("There are no rows below the line that names the columns. Add some, and bring the file again.")
        )
    reading = _Reading(call, table)
    _JUDGES[what](reading)
    reading.judged.faults.sort(key=lambda fault: fault.line)
    return reading.judged


def _bids(reading: _Reading) -> None:
    """Changes: (application, person, value)."""
    there, barred = {(one, who): value for one, who, value in _bids_of(reading.call)}, reading.barred()
    for line, cells in reading.rows:
        one, who, value = reading.application(line, cells), reading.person(line, cells), cells.get("value", "").casefold()
        if value not in Bid.Value.values:
            reading.fault(line, "value", _("Write yes, maybe, no or conflict."))
        elif one and who and reading.is_new(line, "email", one.pk, who.pk):
            same = there.get((one.pk, who.pk)) == value
            if same or reading.is_apart(line, one, who, barred):
                _add(reading, same, (one, who, value))


def _bids_of(call: Call) -> Any:
    return Bid.objects.filter(application__call=call).values_list("application", "person", "value")


def _expertise(reading: _Reading) -> None:
    """Changes: (person, tag, level), a level of 0 to take it away."""
    held = Expertise.objects.filter(person__in=[one.pk for one in reading.people.values()])
    there = {(who, tag.casefold()): (tag, level) for who, tag, level in held.values_list("person", "tag", "level")}
    for line, cells in reading.rows:
        who, tag, level = reading.person(line, cells), " ".join(cells.get("tag", "").split()), cells.get("level", "") or "2"
        if not tag or len(tag) > 60:
            reading.fault(line, "tag", _("Write a word or two, of at most 60 characters."))
        elif level not in ("0", "1", "2", "3"):
            reading.fault(line, "level", _("Write 1, 2 or 3, or 0 to take the field away."))
        elif who and reading.is_new(line, "tag", who.pk, tag.casefold()):
            before = there.get((who.pk, tag.casefold()), ("", 0))
            _add(reading, before == (tag, int(level)) or before[1] == int(level) == 0, (who, tag, int(level)))


def _assignments(reading: _Reading) -> None:
    """Changes: (application, person, due day or None)."""
    applications, barred = list(reading.applications.values()), reading.barred()
    closed, live = released.among(applications), _live(applications)
    placed = _Placed(reading, applications) if "stage" in reading.head else None
    for line, cells in reading.rows:
        one, who, due_on = reading.application(line, cells), reading.person(line, cells), _day(reading, line, cells)
        stage = placed.stage(line, cells, one) if placed else None
        if one is None or who is None or not reading.is_new(line, "email", one.pk, who.pk, stage):
            continue
        if not reading.is_apart(line, one, who, barred):
            continue
        if (one.pk, who.pk, stage) in live:
            reading.judged.same += 1
        elif one.pk in closed:
            reading.fault(line, "application", f"{released.sentence(one)} {_('Take the line out.')}")
        elif said := days.passed(due_on, reading.call.zone):
            reading.fault(line, "due_on", said)
        elif placed is None or placed.fits(line, one, stage):
            reading.judged.changes.append((one, who, due_on))


def _live(applications: Sequence[Application]) -> set[tuple[int, int, int | None]]:
    """(application, person, stage) of what is given out, and the same of no stage: in whichever."""
    given = Assignment.objects.live().filter(application__in=applications).values_list("application", "reviewer", "stage")
    return {(one, who, stage) for *pair, there in given for one, who in [pair] for stage in (there, None)}


class _Placed:
    """The column of stages against where the applications are: only there are they given out."""

    def __init__(self, reading: _Reading, applications: Sequence[Application]) -> None:
        self.reading, self.there = reading, _Stages(reading.call)
        self.where = {pk: stage.pk for pk, stage in stages.where(reading.call, applications).items()}

    def stage(self, line: int, cells: dict[str, str], application: Application | None) -> int | None:
        """The one that the line names; where it names none, the one that its application is in."""
        word = cells.get("stage", "")
        found = self.there.named(word) if word else None
        if word and found is None:
            told = {"stage": word, "stages": ", ".join(self.there.words)}
            self.reading.fault(line, "stage", _("This call has no stage “%(stage)s”. Write one of these: %(stages)s.") % told)
        if found:
            return found.pk
        return self.where[application.pk] if application else None

    def fits(self, line: int, application: Application, stage: int | None) -> bool:
        here = self.where[application.pk]
        if stage == here:
            return True
        word = next(word for word, one in self.there.words.items() if one.pk == here)
        sentence = _("It is in the stage “%(stage)s” and given out there alone. Write that, or nothing.")
        self.reading.fault(line, "stage", sentence % {"stage": word})
        return False


def _day(reading: _Reading, line: int, cells: dict[str, str]) -> date | None:
    text = cells.get("due_on", "")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
        reading.fault(line, "due_on", _("Write a day such as 2026-11-30, or nothing."))
    if day and (said := days.fault(day)):
        reading.fault(line, "due_on", said)
        return None
    return day


def _add(reading: _Reading, same: bool, change: tuple[Any, ...]) -> None:
    if same:
        reading.judged.same += 1
    else:
        reading.judged.changes.append(change)


_JUDGES: dict[str, Callable[[_Reading], None]] = {"bids": _bids, "expertise": _expertise, "assignments": _assignments}
