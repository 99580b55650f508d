"""Announcements go out, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import markup
from accelerator.kit.lines import can_be_seen, is_one, joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from cohorts.roster import audiences, messages, policies
from cohorts.roster.models import Announcement, Audience, Cohort, Enrolment, PlannedAnnouncement
from cohorts.roster.operations.standing import record_in

MOST_SUBJECT, MOST_TEXT, MOST_PRESS = 200, 10_000, 64  # characters


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
    """Tells everybody of the audience in light markdown. Of one `press` of a button there is one announcement in the cohort,
    however often it arrives; with other words or for others it is refused.
    """
    require_leading(cohort, by)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    require_press(press)
    words: dict[str, Any] = {"subject": subject.strip(), "text": joined(text).strip(), "audience": audience}
    chosen = list(enrolments) if audience == Audience.SELECTION else []
    if there := Announcement.objects.filter(press=press, cohort=cohort).first():
        require_same(there, words, chosen, _("“%(subject)s” was sent already. Look at this one, then send it as another."))
        return there
    require_words(subject, text)
    audiences.require(cohort, audience, enrolments)
    made = Announcement.objects.create(cohort=cohort, by=by, press=press, **words)
    made.enrolments.set(chosen)
    people = audiences.of(cohort, audience, enrolments).people
    if not people:
        raise Refusal(_("Nobody would read it: there is nobody in this audience."), field="audience")
    made.readers.set(people)
    said = {"subject": made.subject, "text": made.text, "by": markup.quoted(str(by)), "cohort": markup.quoted(str(cohort))}
    url = made.get_absolute_url()
    notices.tell_all(messages.ANNOUNCEMENT, [notices.Telling(person, made, url, said) for person in people])
    sentence = gettext_noop("{actor} announced {subject} in {cohort}, to {count} people.")
    record_in(cohort, "announcement.sent", sentence, by=by, on=made, count=len(people))
    return made


def require_press(press: str) -> None:
    if not press.strip() or len(press) > MOST_PRESS:
        raise Refusal(_("Name the press in 1 to %(most)d characters.") % {"most": MOST_PRESS}, field="press")


def require_same(
    there: Announcement | PlannedAnnouncement, words: Mapping[str, Any], chosen: Sequence[Enrolment], otherwise: str
) -> None:
    """Refuses, as `otherwise` says, where what came of this press is not what comes with it now."""
    if any(getattr(there, name) != value for name, value in words.items()) or set(there.enrolments.all()) != set(chosen):
        raise Refusal(otherwise % {"subject": there.subject}, field="press")


def require_leading(cohort: Cohort, by: Any) -> None:
    if not policies.leads(by, cohort):
        raise Forbidden(_("Only the cohort's team and the programme's managers announce."))


def require_words(subject: str, text: str) -> None:
    if not can_be_seen(subject) or not is_one(subject.strip()) or len(subject.strip()) > MOST_SUBJECT:
        raise Refusal(_("Write a subject of one line, at most %(most)d characters.") % {"most": MOST_SUBJECT}, field="subject")
    if not can_be_seen(text) or len(text) > MOST_TEXT:
        raise Refusal(_("Write a text of at most %(most)d characters.") % {"most": MOST_TEXT}, field="text")
