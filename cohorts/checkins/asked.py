"""The questions that a startup's answers stand under: those of the form now, and those that it answered while they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields
from cohorts.checkins.models import CheckIn, Consent, Rhythm
from cohorts.roster.models import Enrolment


@dataclass(frozen=True)
class Asked:
    """`now` in the order of the form; `former` those that are not asked any more, by key, with the words they last had.
    `consents` is the founders' word {key: mentors see it}."""

    rhythm: Rhythm | None = None
    now: Sequence[Question] = ()
    former: dict[str, Question] = field(default_factory=dict)
    consents: dict[str, bool] = field(default_factory=dict)

    def question(self, key: str) -> Question | None:
        """Of whatever time."""
        return next((one for one in self.now if one.key == key), None) or self.former.get(key)


def of(enrolment: Enrolment) -> Asked:
    """Former ones are those that stand in a check-in it sent, or that its founders said a word on. Three queries."""
    rhythm = Rhythm.objects.filter(cohort=enrolment.cohort_id).first()
    if rhythm is None:
        return Asked()
    consents = dict(Consent.objects.filter(enrolment=enrolment).values_list("key", "mentors"))
    versions = list(_versions(rhythm, enrolment))
    newest = next((one for one in versions if one.questionnaire_id == rhythm.questionnaire_id), None)
    now = fields.asked(newest.sections()) if newest else []
    former = dict[str, Question]()
    for version in versions:
        told = [one for one in fields.asked(version.sections()) if version.is_sent or one.key in consents]
        former = {one.key: one for one in told} | former
    return Asked(rhythm, now, {key: one for key, one in former.items() if key not in {each.key for each in now}}, consents)


def _versions(rhythm: Rhythm, enrolment: Enrolment) -> QuerySet[Any, Any]:
    """Of the form as it is published, and of whatever else the startup sent a check-in with; the newest first."""
    sent = CheckIn.objects.filter(enrolment=enrolment, state=CheckIn.State.SENT).values("sheet__version")
    ours = Q(questionnaire=rhythm.questionnaire_id, state=Version.State.PUBLISHED)
    rows = Version.objects.filter(ours | Q(pk__in=sent)).annotate(is_sent=Q(pk__in=sent))
    return rows.order_by("-published_at", "-number", "-id")
