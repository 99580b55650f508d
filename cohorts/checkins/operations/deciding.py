"""What founders decide: who sees an answer, and where a figure is to go."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires.questions import Question
from accelerator.trail import operations as trail
from cohorts.checkins import asked, fields
from cohorts.checkins.models import Consent, Rhythm, Target
from cohorts.checkins.operations import asking
from cohorts.roster.models import Enrolment

_MOST = Decimal(10) ** 24


class Unfit(Refusal):
    """A target that no figure can have."""

    status = 422


@transaction.atomic
def let_see(enrolment: Enrolment, *, key: str, mentors: bool, by: Any) -> Consent:
    """From the next look on mentors see the startup's answers to `key`, those of before too, or managers only; also where it is
    not asked any more."""
    if not by.has_perm("roster.write_for", enrolment):
        raise Forbidden(_("Who sees an answer is for the startup's owners and members to decide."))
    question = asked.of(enrolment).question(key)
    if question is None:
        raise Refusal(_("These check-ins never had such a question."), field="key")
    said = {"mentors": mentors, "by": by, "given_at": clock.now()}
    made, _new = Consent.objects.update_or_create(enrolment=enrolment, key=key, defaults=said)
    sentence = gettext_noop("{actor} keeps “{question}” of {startup} from mentors.")
    if mentors:
        sentence = gettext_noop("{actor} lets mentors see “{question}” of {startup}.")
        asking.show(enrolment, at=clock.now())
    _record("check_in.consent", sentence, enrolment, question, by)
    return made


@transaction.atomic
def aim(enrolment: Enrolment, *, key: str, value: Decimal | None, by: Any) -> Target | None:
    """Sets where a figure is to go; None takes the target away. The trail tells who and which, not how much: mentors read it."""
    if not by.has_perm("checkins.target", enrolment):
        raise Forbidden(_("Targets are set by the startup's owners and members and by the programme's managers."))
    question = _question(enrolment, key)
    if not fields.is_number(question):
        raise Refusal(_("Only a figure has a target."), field="key")
    if value is None:
        if Target.objects.filter(enrolment=enrolment, key=key).delete()[0]:
            _record(
                "check_in.aimless",
                gettext_noop("{actor} took the target of “{question}” of {startup} away."),
                enrolment,
                question,
                by,
            )
        return None
    if abs(value) >= _MOST:
        raise Unfit(_("This is more than a figure can be."), field="value")
    said = {"value": value, "by": by, "set_at": clock.now()}
    made, _new = Target.objects.update_or_create(enrolment=enrolment, key=key, defaults=said)
    _record("check_in.aimed", gettext_noop("{actor} set the target of “{question}” of {startup}."), enrolment, question, by)
    return made


def _question(enrolment: Enrolment, key: str) -> Question:
    rhythm = Rhythm.objects.select_related("questionnaire").filter(cohort=enrolment.cohort_id).first()
    version = rhythm.version() if rhythm else None
    found = {one.key: one for one in fields.asked(version.sections())} if version else {}
    if key not in found:
        raise Refusal(_("The form of these check-ins has no such question."), field="key")
    return found[key]


def _record(verb: str, sentence: str, enrolment: Enrolment, question: Question, by: Any) -> None:
    facts = {"startup": enrolment.startup, "question": question.label}
    trail.record(verb, sentence, by=by, on=enrolment, touching=(enrolment.startup,), **facts)
