"""What the editor shows beside the questions: sections and how far they are, who writes along, what changed, the deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.applications import drawing, earlier, queries
from accelerator.applications.models import Application
from accelerator.files.queries import scans
from accelerator.kit import together, wording
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import former, live, renewals
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.forms import SectionForm
from accelerator.questionnaires.operations import Conflict
from accelerator.questionnaires.questions import File, Question
from accelerator.startups import queries as founders
from accelerator.startups.models import MemberQuerySet


@dataclass(frozen=True)
class Link:
    """A section in the list; `state` is a word of kit.states, of "section"."""

    key: str
    title: str
    state: str
    done: int
    of: int
    current: bool


@dataclass(frozen=True)
class Row:
    """A question on the page: its field, or its files; the version its reader sees; what somebody else wrote meanwhile."""

    question: Question
    seen: int
    field: BoundField | None = None
    files: tuple[reads.ReadFile, ...] = ()
    most_mb: int = 0
    error: str = ""
    theirs: Conflict | None = None
    theirs_told: str = ""
    hidden: bool = False
    offer: earlier.Offer | None = None

    @property
    def has_notes(self) -> bool:
        """Whether something is told below it; of most nothing is."""
        waits = self.field is not None and self.field.field.disabled
        return bool(self.offer or self.theirs or self.question.sensitive or waits)

    @property
    def has_former(self) -> bool:
        """Whether something may have stood there before."""
        return former.has_any(self.question, self.seen)

    def is_empty(self, shown: Mapping[str, Any]) -> bool:
        """Whether it is asked and not answered."""
        return not self.hidden and not self.question.answered(shown.get(self.question.key))


@dataclass(frozen=True)
class Writer:
    person: Any
    role: str
    is_reader: bool
    at: datetime | None


@dataclass(frozen=True)
class Clock:
    """When the call closes, on one clock."""

    place: str
    moment: str


def page(
    application: Application,
    section: design.Section,
    person: Any,
    *,
    at: datetime,
    posted: Mapping[str, Any] | None = None,
    conflicts: Mapping[str, Conflict] | None = None,
    refused: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The context of the editor. Three queries, whatever the form; one more where it changed under the draft.

    `posted` are values to show in place of the kept ones.
    """
    whole = reads.whole(application.sheet)
    shown = whole | dict(posted or {})
    every = application.sheet.version.sections()
    form = design.asking(every, shown)
    sections = form.sections
    place = next((at for at, one in enumerate(sections) if one.key == section.key), 0)
    links = [_link(form, one, current=one.key == section.key) for one in sections]
    counted = design.Progress(sum(link.done for link in links), sum(link.of for link in links), "")
    return {
        "application": application,
        "section": section,
        "number": place + 1,
        "links": links,
        "drawn_links": drawing.links(links),
        "progress": counted,
        "percent": round(100 * counted.done / counted.of) if counted.of else 100,
        "to_fix": [link for link in links if link.state == "wrong"],
        "previous": sections[place - 1] if place else None,
        "next": sections[place + 1] if place + 1 < len(sections) else None,
        "rows": (listed := rows(application, section, form, shown, conflicts or {}, refused or {})),
        "gathered": earlier.gathered(one.offer for one in listed if one.offer and one.is_empty(shown)),
        "form_language": application.sheet.version.language,
        "rules": live.rules(every, form, section),
        "saved": _saved(application, at) if application.sheet.marks else "",
        "conflicted": bool(conflicts),
        "room": application.call.room(),
        "sends": may_send(application, person),
        **_so_far(application, person),
        **deadline(application.call, at, application.closes_at()),
    }


def _so_far(application: Application, person: Any) -> dict[str, Any]:
    """Who writes, what changed lately, and what a new form left without a place."""
    sheet = application.sheet
    by, recent, (_renewal, misfits) = together.run(
        together.beside(writers.steps(application, person), reads.recent.steps(sheet), renewals.unfit.steps(sheet))
    )
    doors = {
        "door": queries.files_door(application) if misfits else "",
        "answers_door": f"{application.get_absolute_url()}answers/",
    }
    return {"writers": by, "recent": recent, "unfit": misfits, **doors}


def may_send(application: Application, person: Any) -> bool:
    """Whether who writes it may also submit it; of staff, only where the house lets them. No query for its members."""
    return not application.is_entered() or bool(person.has_perm("applications.submit", application))


def _saved(application: Application, at: datetime) -> str:
    """`14:02` for today, the day for any other."""
    saved = wording.local(application.sheet.saved_at)
    if saved.date() == wording.local(at).date():
        return f"{saved:%H:%M}"
    return wording.day(saved)


def _link(form: design.Asking, section: design.Section, *, current: bool) -> Link:
    done, of, state = form.progress(section)
    shown = "now" if current and state != "wrong" else state
    return Link(section.key, section.title, shown, done, of, current)


def rows(
    application: Application,
    section: design.Section,
    form: design.Asking,
    shown: Mapping[str, Any],
    conflicts: Mapping[str, Conflict],
    refused: Mapping[str, str],
) -> list[Row]:
    """Every question of the section; what is not asked now stands there hidden, with what was typed."""
    wrong = {one.key: form.wrong(form.questions[one.key]) for one in section.questions if one.key in form.questions}
    wrong = {key: says for key, says in wrong.items() if says} | dict(refused)
    asked = [form.questions.get(one.key, one) for one in section.questions]
    offers = earlier.offers(application, asked, shown)
    fields = SectionForm(replace(section, questions=tuple(asked)), shown, wrong)
    own = queries.declarations(application) if application.is_entered() else []
    given = {one.key: shown.get(one.key) or [] for one in asked if isinstance(one, File)}
    states = scans([file["code"] for files in given.values() for file in files])
    made = []
    for one in asked:
        seen, clash, hidden = application.sheet.seen(one.key), conflicts.get(one.key), one.key not in form.questions
        if isinstance(one, File):
            held, most = _files(application, given[one.key], states), one.most_mb(application.call.room())
            made.append(Row(one, seen, files=held, most_mb=most, error=wrong.get(one.key, ""), hidden=hidden))
        else:
            fields.fields[one.key].disabled = one in own
            told = one.told(clash.theirs) if clash and one.answered(clash.theirs) else ""
            made.append(Row(one, seen, fields[one.key], theirs=clash, theirs_told=told, hidden=hidden, offer=offers.get(one.key)))
    return made


def _files(application: Application, given: Sequence[Mapping[str, Any]], states: Mapping[str, str]) -> tuple[reads.ReadFile, ...]:
    door = queries.files_door(application)
    return tuple(
        reads.ReadFile(one["code"], one["name"], one["size"], f"{door}{one['code']}/", states.get(one["code"], "ready"))
        for one in given
    )


@kept
def _members(startup: int) -> MemberQuerySet:
    return founders.members(startup)


@together.stepwise
def writers(application: Application, person: Any) -> Steps[list[Writer]]:
    """Its live members, the reader first, with the moment each last wrote."""
    live = _members.rows(application.startup_id)
    latest, _live = yield from together.beside(reads.last_written.steps(application.sheet), together.filled(live))
    found = [
        Writer(
            one.person,
            one.get_role_display(),
            one.person_id == person.pk,
            latest[one.person_id].at if one.person_id in latest else None,
        )
        for one in live
    ]
    return sorted(found, key=lambda one: (not one.is_reader, one.person.name))


def deadline(call: Call, at: datetime, closes_at: datetime | None = None) -> dict[str, Any]:
    """When the call, or with `closes_at` one application to it, closes: by the reader's clock first, then by the call's where
    it differs; how long is left at `at`, and to what moment that is (`counts_until`): after the close to the end of the grace,
    which `graced` tells.
    """
    closes_at = closes_at or call.ends_at()
    late, grace = at >= closes_at, timedelta(minutes=call.grace_minutes)
    counts_until = closes_at + grace if late else closes_at
    named, bare = _("Your time, %(place)s (%(zone)s)"), _("Your time (%(zone)s)")
    mine = _clock(named, bare, closes_at, timezone.get_current_timezone())
    there = elsewhere(call, closes_at)
    span = (closes_at - call.opens_at).total_seconds()
    passed = min(max((at - call.opens_at).total_seconds(), 0), span)
    return {
        "clocks": [mine, there] if there else [mine],
        "span": span,
        "elapsed": passed,
        "left": wording.left(counts_until, at),
        "counts_until": counts_until,
        "graced": wording.moment(counts_until) if late else "",
    }


def elsewhere(call: Call, at: datetime) -> Clock | None:
    """`at` by the call's own clock, where that is not the reader's."""
    if wording.local(at, call.zone).utcoffset() == wording.local(at).utcoffset():
        return None
    return _clock(_("%(place)s (%(zone)s)"), "%(zone)s", at, call.zone)


def _clock(named: str, bare: str, at: datetime, zone: tzinfo) -> Clock:
    """`bare` tells it where the place is called as its zone is."""
    place, name = str(zone).rpartition("/")[2].replace("_", " "), wording.zone_name(at.astimezone(zone))
    told = (bare if place == name else named) % {"place": place, "zone": name}
    return Clock(told, wording.moment(at, str(zone), named=False))
