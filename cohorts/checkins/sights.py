"""Who may read what startups answered: decided here and nowhere else.

A startup's own people, its programme's managers and who sees every programme read all of it. A mentor who stands by it reads what
its founders, or by default its form, let mentors see: where the form lets them see more, that holds for what is sent from then
on, where it lets them see less, for all. Everybody else reads nothing, other startups of the cohort least of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from accelerator.kit import together
from accelerator.kit.together import Steps
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.queries import Reading
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields
from cohorts.checkins.models import CheckIn, Consent, Correction, Rhythm
from cohorts.roster.models import Cohort, Enrolment, Supporter


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one startup: all of it (`whole`), its `own` people also while it is being written, or as a mentor
    what `consents` {key: mentors see it} and the settings of the rhythm say, or nothing."""

    whole: bool = False
    own: bool = False
    is_mentor: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)

    def keys(
        self, sections: Sequence[Section], settings: Mapping[str, Any], sent_with: Iterable[str] | None = None
    ) -> frozenset[str]:
        """The questions whose answers this reader may read; of what was sent, while the form let mentors read `sent_with`."""
        questions = fields.asked(sections)
        if self.whole:
            return frozenset(one.key for one in questions)
        if not self.is_mentor:
            return frozenset()
        return fields.open_to(sections, mentors_see(questions, settings, self.consents, sent_with))


NOTHING = Sight()
_NONE: tuple[Any, ...] = (None, "", [])


def mentors_see(
    questions: Iterable[Question],
    settings: Mapping[str, Any],
    consents: Mapping[str, bool],
    sent_with: Iterable[str] | None = None,
) -> frozenset[str]:
    """The founders' word on each question, else that of the form: as it is now and, of what was sent, as it was then."""
    then = None if sent_with is None else frozenset(sent_with)
    lets = {one.key: fields.setting(one, settings).mentors and (then is None or one.key in then) for one in questions}
    return frozenset(key for key, mentors in lets.items() if consents.get(key, mentors))


@together.stepwise
def of(person: Any, *enrolments: Enrolment) -> Steps[dict[int, Sight]]:
    """By the ids of `enrolments`. One query."""
    pks = [one.pk for one in enrolments]
    among = Enrolment.objects.filter(pk__in=pks)
    own = among.of_member(person).values_list("pk", flat=True)
    run = among.filter(cohort__in=Cohort.objects.run_by(person)).values_list("pk", flat=True)
    held = Supporter.objects.live().filter(person=person, enrolment__in=pks).values_list("enrolment", flat=True)
    said = Consent.objects.filter(enrolment__in=pks).values_list("enrolment", "key", "mentors")
    yield own, run, held, said
    consents: dict[int, dict[str, bool]] = {pk: {} for pk in pks}
    for pk, key, is_given in said:
        consents[pk][key] = is_given
    mine, mentors = set(own), set(held)
    whole = set(pks) if person.holds("programmes.see") else {*mine, *run}
    return {pk: Sight(pk in whole, pk in mine, pk in mentors, consents[pk]) for pk in pks}


@together.stepwise
def reads_cohort(person: Any, cohort: Cohort) -> Steps[bool]:
    """Whether `person` reads all that a cohort's startups answer. One query or none."""
    if person.holds("programmes.see"):
        return True
    found = Cohort.objects.run_by(person).filter(pk=cohort.pk).values_list("pk", flat=True)
    yield [found]
    return bool(found)


def readable(check_in: CheckIn, sight: Sight) -> dict[str, Any]:
    """The answers that this reader may read, of one that was sent; its startup's people read those that are being written too.
    Reads the sheet, its version and the rhythm: select them along."""
    if check_in.sheet is None or not _is_open(check_in, sight):
        return {}
    sections = check_in.sheet.version.sections()
    keys = sight.keys(sections, check_in.rhythm.settings, check_in.let_mentors)
    return {key: value for key, value in fields.heard(sections, check_in.sheet.answers).items() if key in keys}


def _is_open(check_in: CheckIn, sight: Sight) -> bool:
    return check_in.state == CheckIn.State.SENT or sight.own


def reading(check_in: CheckIn, sight: Sight) -> Reading:
    """The same as pages draw it: questions that are kept from this reader are not there at all."""
    if check_in.sheet is None or not _is_open(check_in, sight):
        return Reading()
    version = check_in.sheet.version
    keys = sight.keys(version.sections(), check_in.rhythm.settings, check_in.let_mentors)
    shown = reads.reading(version, readable(check_in, sight))
    kept = ((one, tuple(answer for answer in one.answers if answer.key in keys)) for one in shown)
    return Reading(reads.ReadSection(one.key, one.title, answers) for one, answers in kept if answers)


def earlier(check_in: CheckIn, correction: Correction, sight: Sight) -> dict[str, Any]:
    """What it said until `correction`, as far as this reader may read it."""
    if check_in.sheet is None:
        return {}
    sections = check_in.sheet.version.sections()
    keys = sight.keys(sections, check_in.rhythm.settings, check_in.let_mentors)
    return {key: value for key, value in fields.heard(sections, correction.answers).items() if key in keys}


@dataclass(frozen=True)
class Corrected:
    """An answer that was corrected, as its reader may read it: the `question`, what it `was`, and by whom and when it changed."""

    question: Question
    was: str
    by: Any
    at: datetime


def corrected(check_in: CheckIn, corrections: Sequence[Correction], sight: Sight) -> list[Corrected]:
    """What of `corrections`, the oldest first, this reader may read; what is kept from them is not told even as changed."""
    if check_in.sheet is None or not corrections:
        return []
    version = check_in.sheet.version
    sections, asked = version.sections(), version.questions()
    keys = sight.keys(sections, check_in.rhythm.settings, check_in.let_mentors)
    stands = [*(one.answers for one in corrections[1:]), check_in.sheet.answers]
    return [
        Corrected(asked[key], asked[key].told(one.answers[key]) if one.answers.get(key) not in _NONE else "", one.by, one.at)
        for one, after in zip(corrections, stands, strict=True)
        for key in asked
        if key in keys and one.answers.get(key) != after.get(key)
    ]


def figures(answers: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Decimal | None]:
    """Of readable answers."""
    return {key: fields.value(answers.get(key)) for key in keys}


def hears_asks(rhythm: Rhythm, questions: Iterable[Question]) -> bool:
    """Whether the form gives mentors what startups ask for."""
    return any(one.key == rhythm.asks and fields.setting(one, rhythm.settings).mentors for one in questions)
