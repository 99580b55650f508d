"""Submissions by the hundred: snapshot, receipt, words to be found by, trail and letters, as submitting writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_noop

from accelerator.applications import finding, messages, receipts, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.kit import clock, wording
from accelerator.notices.models import Delivery, Message
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.models import Attachment
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry, key_of
from cohorts.management.scale import copying
from cohorts.management.scale.crowd import Entrant


def submit(call: Call, entrants: Sequence[Entrant]) -> None:
    """Each of `entrants`, all of whom sent what they wrote."""
    decks = Attachment.objects.filter(sheet__in=[one.application.sheet for one in entrants]).select_related("file")
    by_sheet = {deck.sheet_id: deck for deck in decks}
    asked = design.read(call.version.definition, "")  # type: ignore[union-attr]  # it is published
    sent = [_submission(call, one, by_sheet[one.application.sheet_id], asked) for one in entrants]
    for made, token in zip(sent, receipts.signed_all(sent), strict=True):
        made.token = token
    copying.insert(sent)
    finding.keep(sent)
    arrived = Submission.objects.filter(application=OuterRef("pk")).values("arrived_at")
    rows = Application.objects.filter(pk__in=[one.application.pk for one in entrants])
    rows.update(state=Application.State.SUBMITTED, submitted_at=Subquery(arrived))
    copying.insert(_told(one, made) for one, made in zip(entrants, sent, strict=True))
    letters = [letter for one, made in zip(entrants, sent, strict=True) for letter in _letters(one, made)]
    copying.insert(letters)
    copying.insert(_delivery(letter) for letter in letters)


def _submission(call: Call, one: Entrant, deck: Attachment, asked: tuple[Section, ...]) -> Submission:
    application, sheet = one.application, one.application.sheet
    form = design.asking(asked, {**sheet.answers, **reads.given([deck])})
    application.state, application.submitted_at = Application.State.SUBMITTED, one.sent_at
    with clock.pretending(one.sent_at):
        made = Submission(
            application=application,
            number=1,
            version=call.version,
            answers=dict(form.answers),
            declarations=snapshots.declarations(form.sections, form.answers, sheet.marks, {one.founder.pk: one.founder.name}, {}),
            arrived_at=one.sent_at,
            closed_at=application.closes_at(),
            by=one.founder,
        )
    made.sha256 = receipts.digest(made.document())
    return made


def _told(one: Entrant, made: Submission) -> Entry:
    application, call = one.application, one.application.call
    sentence, facts = gettext_noop("{actor} submitted {subject} to {call}."), {"call": call, "receipt": made.receipt}
    with clock.pretending(made.arrived_at):
        return trail.entry(
            "application.submitted", sentence, by=one.founder, on=application, touching=(one.startup, call), **facts
        )


def _letters(one: Entrant, made: Submission) -> Iterator[Message]:
    """The receipt to who submitted, the news to the other member."""
    application = one.application
    for person in one.members:
        said: dict[str, Any] = {
            "call": application.call,
            "startup": one.startup,
            "number": application.number,
            "by": made.by,
            "receipt": made.receipt,
            "sha256": made.sha256,
            "arrived": wording.moment(made.arrived_at, str(person.zone)),
            "closes": wording.moment(application.closes_at(), str(person.zone)),
        }
        kind, url = messages.SUBMITTED, application.get_absolute_url()
        if person == made.by:
            kind, url = messages.RECEIPT, made.get_absolute_url()
            said["proof"] = receipts.verify_url(made.token)
        facts = {name: str(value) for name, value in said.items()}
        yield Message(kind=kind.name, recipient=person, subject=key_of(made), due_at=made.arrived_at, facts=facts, url=url)


def _delivery(letter: Message) -> Delivery:
    """Long sent: workers have nothing to do with it."""
    return Delivery(
        message=letter,
        address=letter.recipient.email,  # type: ignore[union-attr]  # each has a reader
        next_at=letter.due_at,
        state=Delivery.State.SENT,
        attempts=1,
        sent_at=letter.due_at,
        relay_id=f"<{letter.code}.email@slipway>",
    )
