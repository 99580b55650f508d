"""Announcements that are written now and sent later: planned, changed, called off, and sent once when their time has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, days, wording
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes import queries as programmes
from cohorts.roster import audiences, messages
from cohorts.roster.models import Audience, Cohort, Enrolment, PlannedAnnouncement
from cohorts.roster.operations.announcing import require_leading, require_press, require_same, require_words, send
from cohorts.roster.operations.standing import record_in


@transaction.atomic
def plan_announcement(
    cohort: Cohort,
    *,
    subject: str,
    text: str,
    audience: str,
    enrolments: Sequence[Enrolment] = (),
    send_at: datetime,
    press: str,
    by: Any,
) -> PlannedAnnouncement:
    """Goes out at `send_at`, in the name of `by`, to whoever is in the audience then. Of one `press` there is one in the cohort,
    however often it arrives; with other words, for others or at another time it is refused.
    """
    require_leading(cohort, by)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    require_press(press)
    words: dict[str, Any] = {"subject": subject.strip(), "text": joined(text).strip(), "audience": audience, "send_at": send_at}
    chosen = list(enrolments) if audience == Audience.SELECTION else []
    if there := PlannedAnnouncement.objects.filter(press=press, cohort=cohort).first():
        require_same(there, words, chosen, _("“%(subject)s” was planned already. Change it there, or plan this as another."))
        return there
    _require_whole(cohort, subject, text, audience, enrolments, send_at)
    made = PlannedAnnouncement.objects.create(cohort=cohort, by=by, press=press, **words)
    made.enrolments.set(chosen)
    sentence = gettext_noop("{actor} planned to announce {subject} in {cohort} on {when}.")
    record_in(cohort, "announcement.planned", sentence, by=by, on=made, when=_when(made))
    return made


@transaction.atomic
def change_announcement(
    planned: PlannedAnnouncement,
    *,
    subject: str,
    text: str,
    audience: str,
    enrolments: Sequence[Enrolment] = (),
    send_at: datetime,
    by: Any,
) -> PlannedAnnouncement:
    """Other words, another time or circle, while it has not gone out. It stays in the name of who wrote it."""
    held = _held(planned, by)
    _require_whole(held.cohort, subject, text, audience, enrolments, send_at)
    wanted = {"subject": subject.strip(), "text": joined(text).strip(), "audience": audience, "send_at": send_at}
    chosen = set(enrolments) if audience == Audience.SELECTION else set()
    if all(getattr(held, name) == value for name, value in wanted.items()) and set(held.enrolments.all()) == chosen:
        return held
    for name, value in wanted.items():
        setattr(held, name, value)
    held.save(update_fields=list(wanted))
    held.enrolments.set(chosen)
    sentence = gettext_noop("{actor} changed {subject}, to be announced in {cohort} on {when}.")
    record_in(held.cohort, "announcement.changed", sentence, by=by, on=held, when=_when(held))
    return held


@transaction.atomic
def call_off_announcement(planned: PlannedAnnouncement, *, by: Any) -> PlannedAnnouncement:
    """It does not go out. Nobody had heard of it, so nobody is told."""
    held = _held(planned, by)
    held.state = PlannedAnnouncement.State.CALLED_OFF
    held.save(update_fields=["state"])
    sentence = gettext_noop("{actor} called off {subject}, which was to be announced in {cohort}.")
    record_in(held.cohort, "announcement.called_off", sentence, by=by, on=held)
    return held


@transaction.atomic
def announce_due(pk: int) -> bool:
    """Sends it, where it is due and no other worker has it; says whether it went out.

    The announcement, its messages and the state of the plan commit together: a worker that dies leaves it as it was. What its
    writer may send no more, or nobody would read, is called off, and the writer and the managers hear why.
    """
    due = PlannedAnnouncement.objects.due(clock.now()).filter(pk=pk)
    held = due.select_for_update(of=("self",), skip_locked=True).select_related("cohort__programme", "by").first()
    if held is None:
        return False
    words: dict[str, Any] = {"subject": held.subject, "text": held.text, "audience": held.audience}
    try:
        if not held.by.is_active:
            raise Refusal(_("Who wrote it is no longer here."))
        with transaction.atomic():
            made = send(held.cohort, enrolments=list(held.enrolments.all()), press=f"planned:{held.code}", by=held.by, **words)
    except Refusal as refusal:
        _keep_back(held, str(refusal.sentence))
        return False
    held.state, held.announcement = PlannedAnnouncement.State.SENT, made
    held.save(update_fields=["state", "announcement"])
    return True


def _keep_back(held: PlannedAnnouncement, why: str) -> None:
    held.state, held.why = PlannedAnnouncement.State.CALLED_OFF, why
    held.save(update_fields=["state", "why"])
    for person in dict.fromkeys([held.by, *programmes.managers(held.cohort.programme)]):
        facts: dict[str, Any] = {"title": held.subject, "cohort": held.cohort, "when": _when(held), "reason": why}
        notices.tell(messages.ANNOUNCEMENT_KEPT_BACK, to=person, about=held, url=held.get_absolute_url(), **facts)
    sentence = gettext_noop("{subject} was not announced in {cohort}: {reason}")
    record_in(held.cohort, "announcement.kept_back", sentence, by=None, on=held, reason=why)


def _held(planned: PlannedAnnouncement, by: Any) -> PlannedAnnouncement:
    """The row, locked, for who leads its cohort, while it is still to be sent."""
    rows = PlannedAnnouncement.objects.select_for_update(of=("self",)).select_related("cohort__programme", "by")
    held = rows.get(pk=planned.pk)
    require_leading(held.cohort, by)
    if held.state != PlannedAnnouncement.State.PLANNED:
        words = {"subject": held.subject, "state": held.get_state_display().lower()}
        raise Refusal(_("“%(subject)s” is %(state)s: it can no longer be changed.") % words)
    return held


def _require_whole(
    cohort: Cohort, subject: str, text: str, audience: str, enrolments: Sequence[Enrolment], send_at: datetime
) -> None:
    require_words(subject, text)
    audiences.require(cohort, audience, enrolments)
    if said := days.fault(send_at):
        raise Refusal(said, field="send_at")
    if send_at <= clock.now():
        raise Refusal(_("That time has passed. Name one that lies ahead, or send it at once."), field="send_at")


def _when(planned: PlannedAnnouncement) -> str:
    return wording.moment(planned.send_at, planned.cohort.zone)
