"""Announcements go out, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import markup
from accelerator.kit.lines import can_be_seen, is_one, joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from cohorts.roster import audiences, messages, policies
from cohorts.roster.models import Announcement, Audience, Cohort, Enrolment
from cohorts.roster.operations.standing import record_in

MOST_SUBJECT, MOST_TEXT = 200, 10_000  # characters


@transaction.atomic
def send(
    cohort: Cohort,
    *,
    subject: str,
    text: str,
    audience: str,
    enrolments: Sequence[Enrolment] = (),
    press: str,
    by: Any,
) -> Announcement:
    """Tells everybody of the audience in light markdown. Of one `press` of a button there is one announcement, however often
    it arrives.
    """
    require_leading(cohort, by)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if there := Announcement.objects.filter(press=press, cohort=cohort).first():
        return there
    require_words(subject, text)
    audiences.require(cohort, audience, enrolments)
    facts: dict[str, Any] = {"subject": subject.strip(), "text": joined(text).strip(), "audience": audience}
    made = Announcement.objects.create(cohort=cohort, by=by, press=press, **facts)
    made.enrolments.set(enrolments if audience == Audience.SELECTION else ())
    people = audiences.of(cohort, audience, enrolments).people
    if not people:
        raise Refusal(_("Nobody would read it: there is nobody in this audience."), field="audience")
    made.readers.set(people)
    for person in people:
        said: dict[str, Any] = {
            "subject": made.subject,
            "text": made.text,
            "by": markup.quoted(str(by)),
            "cohort": markup.quoted(str(cohort)),
        }
        notices.tell(messages.ANNOUNCEMENT, to=person, about=made, url=made.get_absolute_url(), **said)
    sentence = gettext_noop("{actor} announced {subject} in {cohort}, to {count} people.")
    record_in(cohort, "announcement.sent", sentence, by=by, on=made, count=len(people))
    return made


def require_leading(cohort: Cohort, by: Any) -> None:
    if not policies.leads(by, cohort):
        raise Forbidden(_("Only the cohort's team and the programme's managers announce."))


def require_words(subject: str, text: str) -> None:
    if not can_be_seen(subject) or not is_one(subject.strip()) or len(subject.strip()) > MOST_SUBJECT:
        raise Refusal(_("Write a subject of one line, at most %(most)d characters.") % {"most": MOST_SUBJECT}, field="subject")
    if not can_be_seen(text) or len(text) > MOST_TEXT:
        raise Refusal(_("Write a text of at most %(most)d characters.") % {"most": MOST_TEXT}, field="text")
