"""A cohort's rhythm is begun and changed, and what its form's questions are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.kit.registered import registered
from accelerator.notices import operations as notices
from accelerator.questionnaires import operations as forms
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.questionnaires.questions import Question
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from accelerator.trail import operations as trail
from cohorts.checkins import fields, messages, starter
from cohorts.checkins.models import CheckIn, Consent, Rhythm
from cohorts.checkins.operations.laying import lay_out
from cohorts.roster.models import Cohort

_DIRECTIONS = ("", "more", "less")


@dataclass(frozen=True)
class RhythmGiven:
    """How often, when and how long, as a manager said it."""

    every: str
    weekday: int
    day: int
    due_time: time
    opens_days: int
    starts_on: date
    ends_on: date


@transaction.atomic
def begin(cohort: Cohort, *, given: RhythmGiven, questionnaire: Questionnaire | None = None, by: Any) -> Rhythm:
    """From `given.starts_on` on every active startup is asked, with `questionnaire` or a new form of the usual questions."""
    if not by.has_perm("roster.run_cohort", cohort):
        raise Forbidden(_("Only the programme's managers set its check-ins."))
    _require_order(given)
    if Rhythm.objects.filter(cohort=cohort).exists():
        raise Refusal(_("This cohort has check-ins already. Change those."))
    if questionnaire is not None and _newest(questionnaire) is None:
        raise Refusal(_("This form is not published yet."), field="questionnaire")
    draft = _own_form(cohort, questionnaire, by)
    form = draft.questionnaire if draft else questionnaire  # one of the two is there
    reading = _usual_reading() if questionnaire is None else {}
    with refused_by("cohorts_rhythm_cohort_id_key", Refusal(_("This cohort has check-ins already. Change those."))):
        made = Rhythm.objects.create(cohort=cohort, questionnaire=form, **asdict(given), **reading)  # type: ignore[misc]
    if draft is not None:
        forms.publish(draft, by=by, at=clock.now())
    lay_out(made)
    _record("rhythm.begun", gettext_noop("{actor} began check-ins of {cohort}."), made, by)
    return made


def _newest(form: Questionnaire) -> Version | None:
    return form.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()


def _own_form(cohort: Cohort, chosen: Questionnaire | None, by: Any) -> Version | None:
    """A new form of the usual questions, or of those of `chosen` where another programme is asked with it: no programme changes
    what another asks. None where `chosen` can be shared."""
    if chosen is None:
        topics = [topic for known in registered("mentor_topics") for topic in known(cohort.programme_id)]
        return _drafted(cohort, starter.definition(topics), by)
    newest, elsewhere = _newest(chosen), Rhythm.objects.exclude(cohort__programme=cohort.programme_id)
    is_shared = newest is not None and elsewhere.filter(questionnaire=chosen).exists()
    return _drafted(cohort, newest.definition, by) if newest and is_shared else None


def _drafted(cohort: Cohort, definition: dict[str, Any], by: Any) -> Version:
    name = _("Check-in of %(cohort)s") % {"cohort": cohort}
    return forms.create(name=name[:200], definition=definition, by=by)


def _usual_reading() -> dict[str, Any]:
    return {"settings": starter.SETTINGS, "headline": starter.HEADLINE, "asks": starter.ASKS}


@transaction.atomic
def change(rhythm: Rhythm, *, given: RhythmGiven, by: Any) -> Rhythm:
    """What is not open yet is asked as `given` says; what is open or sent stays as it is."""
    held = _held(rhythm, by)
    _require_order(given)
    for name, value in asdict(given).items():
        setattr(held, name, value)
    held.save()
    CheckIn.objects.filter(rhythm=held, state=CheckIn.State.PLANNED).delete()
    lay_out(held)
    _record("rhythm.changed", gettext_noop("{actor} changed when {cohort} is asked for check-ins."), held, by)
    return held


@transaction.atomic
def read_as(rhythm: Rhythm, *, settings: Mapping[str, fields.Setting], headline: str, asks: str, by: Any) -> Rhythm:
    """What the questions are for: which are figures, which way is better, what mentors see by default, whose value bars show and
    which table's rows go to mentors. Founders' own word on who sees an answer stays. Where mentors are to see more, that holds
    for what is sent from now on, and founders hear of it.
    """
    held = _held(rhythm, by)
    version = held.version()
    questions = {one.key: one for one in fields.asked(version.sections())} if version else {}
    for key, one in settings.items():
        if key not in questions or one.better not in _DIRECTIONS or (one.is_figure and not fields.is_number(questions[key])):
            raise Refusal(_("This question cannot be read that way."), field=key)
    if headline and not (headline in questions and fields.is_number(questions[headline])):
        raise Refusal(_("Choose one of the figures."), field="headline")
    if asks and not (asks in questions and fields.asks_with(questions[asks])):
        raise Refusal(_("Choose a table with a column of text and one of choices."), field="asks")
    was = set(fields.let_mentors(held.settings))
    held.settings = {key: one.stored() for key, one in settings.items()}
    held.headline, held.asks = headline, asks
    held.save(update_fields=["settings", "headline", "asks"])
    _tell_widened(held, [questions[key] for key in fields.let_mentors(held.settings) if key not in was], by)
    _record("rhythm.read", gettext_noop("{actor} changed what the check-ins of {cohort} are read for."), held, by)
    return held


def _tell_widened(rhythm: Rhythm, widened: Sequence[Question], by: Any) -> None:
    """Who writes for the startups in the cohort hears of what mentors now see of theirs, unless they said a word of their own."""
    startups = list(rhythm.cohort.enrolments.active().select_related("startup")) if widened else []
    said = set(Consent.objects.filter(enrolment__in=startups).values_list("enrolment", "key"))
    people = founders.people([one.startup_id for one in startups], Member.Role.OWNER, Member.Role.MEMBER)
    for one in startups:
        questions = [each.label for each in widened if (one.pk, each.key) not in said]
        facts: dict[str, Any] = {"startup": one.startup, "by": by, "questions": ", ".join(questions)}
        for person in people.get(one.startup_id, []) if questions else ():
            url = reverse("startup_check_ins", args=[one.code])
            notices.tell(messages.WIDENED, to=person, about=one, url=url, **facts)


def _held(rhythm: Rhythm, by: Any) -> Rhythm:
    if not by.has_perm("checkins.run", rhythm):
        raise Forbidden(_("Only the programme's managers set its check-ins."))
    return Rhythm.objects.select_for_update(of=("self",)).select_related("cohort", "questionnaire").get(pk=rhythm.pk)


def _require_order(given: RhythmGiven) -> None:
    if given.ends_on < given.starts_on:
        raise Refusal(_("The last day lies before the first."), field="ends_on")


def _record(verb: str, sentence: str, rhythm: Rhythm, by: Any) -> None:
    cohort = rhythm.cohort
    trail.record(verb, sentence, by=by, on=rhythm, touching=(cohort, cohort.programme), cohort=cohort)
