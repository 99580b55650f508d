"""What a startup sent before, under whichever of its rows: offered again to its writers, compared for staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accelerator.applications import comparing, since
from accelerator.applications.comparing import ChangedSection
from accelerator.applications.models import Application, Submission
from accelerator.kit import wording
from accelerator.kit.kept import kept
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.choices import YesNo
from accelerator.questionnaires.operations import Edit
from accelerator.questionnaires.questions import Question, Unkept
from accelerator.startups import queries as startups
from accelerator.startups.models import Startup

_LOOKED_AT = 6  # submissions, the latest first


@dataclass(frozen=True)
class Offer:
    """An earlier answer that would do here as it is: `value` as it is kept, `told` in words, and where it was given; `source`
    is the number of that application.
    """

    value: Any
    told: str
    call: str
    at: datetime
    source: str


@dataclass(frozen=True)
class Gathered:
    """How many offers come from one earlier application, `source`."""

    source: str
    call: str
    count: int


@dataclass(frozen=True)
class Since:
    """What is otherwise since `earlier`, the startup's last submission to another call."""

    earlier: Submission
    facts: list[since.Fact]
    answers: list[ChangedSection]

    def count(self) -> int:
        """How many answers are others."""
        return sum(len(section.answers) for section in self.answers)


def submissions(startup: int, application: int) -> QuerySet[Submission]:
    """Those of the startup's other applications, the latest first, with their forms and calls."""
    others = Submission.objects.filter(application__startup__in=Startup.objects.same(startup))
    others = others.exclude(application=application).select_related("version__questionnaire", "application__call")
    return others.order_by("-arrived_at", "-id")


@kept
def _looked_at(startup: int, application: int) -> QuerySet[Submission]:
    return submissions(startup, application)[:_LOOKED_AT]


@kept
def _before(startup: int, application: int, at: datetime, person: Any) -> QuerySet[Submission]:
    seen = Application.objects.visible_to(person)
    return submissions(startup, application).filter(arrived_at__lt=at, application__in=seen)[:1]


def offers(application: Application, questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Offer]:
    """{question key: the latest earlier answer to the same question}, where it fits as it is and differs from what stands
    there. Files are not offered, and no declaration: it is made for what is sent now. One query."""
    wanted = {one.key: one for one in questions if one.type != "file" and not (isinstance(one, YesNo) and one.must_be_yes)}
    found: dict[str, Offer] = {}
    for sent in _looked_at(application.startup_id, application.pk) if wanted else ():
        asked, one = sent.version.questions(), sent.application
        for key, question in wanted.items():
            value = sent.answers.get(key)
            if key not in found and key in asked and _fits(question, asked[key], value):
                found[key] = Offer(value, question.told(value), str(one.call), sent.arrived_at, one.number)
    return {key: offer for key, offer in found.items() if not wanted[key].same(offer.value, answers.get(key))}


def _fits(question: Question, before: Question, value: Any) -> bool:
    return question.type == before.type and question.answered(value) and not question.wrong(value)


def gathered(offered: Iterable[Offer]) -> list[Gathered]:
    """The earlier applications from which more than one answer is offered."""
    counted = Counter((one.source, one.call) for one in offered)
    return [Gathered(source, call, count) for (source, call), count in counted.items() if count > 1]


def reused(application: Application, section: design.Section, edits: Sequence[Edit], wanted: str) -> list[Edit]:
    """`edits` with earlier answers in place of what was typed: of the question `wanted`, or of all that are asked and empty still
    from the application it names."""
    if not wanted:
        return list(edits)
    offered = offers(application, section.questions, {})
    if wanted in offered:
        offered = {wanted: offered[wanted]}
    else:
        empty = _empty(application, edits)
        offered = {key: one for key, one in offered.items() if one.source == wanted and key in empty}
    return [replace(one, value=offered[one.key].value) if one.key in offered else one for one in edits]


def _empty(application: Application, edits: Iterable[Edit]) -> set[str]:
    """The keys of what is asked, was not answered before and is left empty."""
    form = reads.asked(application.sheet)
    asked = {key: one for key, one in form.questions.items() if not one.answered(form.answers.get(key))}
    return {one.key for one in edits if one.key in asked and not _typed(asked[one.key], one.value)}


def _typed(question: Question, value: object) -> bool:
    try:
        return question.answered(question.clean(value))
    except Unkept:
        return True


def compared(application: Application, sent: Submission, *, by: Any) -> Since | None:
    """What changed since the startup last applied before `sent`, with what `by` may see; None where it never did."""
    earlier = _before.first(application.startup_id, application.pk, sent.arrived_at, by)
    if earlier is None:
        return None
    before = _profile(earlier.application.startup_id, earlier.arrived_at)
    after = _profile(application.startup_id, sent.arrived_at)
    return Since(earlier, since.changed(before, after), comparing.changes(earlier, sent))


def read_before(application: Application, sent: Submission) -> Submission | None:
    """What the startup sent to an earlier call of the same programme, the last of it: who reads this one for the programme may
    read that one. Nothing of what was withdrawn. One query."""
    asked = application.startup_id, application.pk, sent.arrived_at, application.call.programme_id
    found: Submission | None = _read_before.first(*asked)
    return found


@kept
def _read_before(startup: int, application: int, at: datetime, programme: int) -> QuerySet[Submission]:
    standing = Application.objects.standing().filter(call__programme=programme)
    found = submissions(startup, application).filter(arrived_at__lt=at, application__in=standing)
    return found.select_related("application__call__version", "version")[:1]


def compared_to_read(older: Submission, newer: Submission) -> list[ChangedSection]:
    """What `newer` says otherwise, for reviewers: nothing sensitive, be it so in either form as it was sent or as it is asked by
    now. Select the calls with their versions along; no query."""
    versions = {one.pk: one for sent in (older, newer) for one in (sent.version, sent.application.call.version) if one}
    kept = {one.key for version in versions.values() for one in version.questions().values() if one.sensitive}
    return comparing.changes(older, newer, without=kept)


def _profile(startup: int, at: datetime) -> dict[str, str]:
    """The profile in words as it stood at that moment, by its history; as it began, where that is all there is."""
    held = startups.as_it_was(startup, at)
    if held is None:
        return {}
    return {
        "name": held.name,
        "stage": str(held.get_stage_display()),
        "team_size": str(held.team_size or ""),
        "one_liner": held.one_liner,
        "website": held.site(),
        "country": str(held.country.name or ""),
        "location": held.location,
        "sector": held.sector,
        "registration": held.registration(),
        "founded_on": wording.day(held.founded_on) if held.founded_on else "",
    }
