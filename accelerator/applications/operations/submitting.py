"""An application is submitted: as often as the deadline allows, each time with a signed receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import queries as invitations
from accelerator.applications import finding, late, messages, queries, receipts
from accelerator.applications.models import Application, Submission
from accelerator.applications.operations.applying import facts, hold_sheet, locked, members, require, require_in_time
from accelerator.kit import wording
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.trail import operations as trail


class Incomplete(Refusal):
    """Something bars the answers from submission; `faults` lists each question with its remedy."""

    status = 422

    def __init__(self, faults: list[design.Fault]) -> None:
        super().__init__(_("Some answers need you before you can submit."), field=faults[0].path)
        self.faults = faults


@transaction.atomic
def submit(
    application: Application, *, by: Any, arrived_at: datetime, update_startup: bool = False, approved: bool = False
) -> Submission:
    """Keeps the answers as they stand as the submission that counts, signs its receipt and tells the members.

    With `update_startup`, which `by` agrees to, what they tell of the startup goes into its record. `arrived_at` decides the
    deadline, and is looked at before what is missing, which nobody could mend any more. Content that equals the last submission
    is that submission: thirty clicks make one. Where the call wants a sign-off only signing_off.approve says `approved`. What
    staff send for a founder lacks the declarations, which are the founder's own, and is marked. Raises Incomplete.
    """
    held = locked(application)
    require(held, "submit", by=by)
    if held.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Start a new one while the call is open."))
    last = held.submissions.order_by("-number").first()
    made, faults = _snapshot(held, number=last.number + 1 if last else 1, by=by, arrived_at=arrived_at)
    if last and last.says_what(made) and not faults:
        return last
    require_in_time(held, by, arrived_at, submitting=True)
    if faults:
        raise Incomplete(faults)
    _require_approval(held, approved)
    made.token = receipts.signed(made)
    made.save(force_insert=True)
    finding.keep([made])
    for one in (held, application):
        one.state, one.submitted_at, one.sheet.saved_at = Application.State.SUBMITTED, arrived_at, arrived_at
    held.save(update_fields=["state", "submitted_at"])
    held.sheet.save(update_fields=["saved_at"])
    notices.cancel_plans(held, reason="submitted")
    _record(held, made, by)
    if update_startup:
        sheets.carry(made.version, made.answers, into=held.startup, by=by)
    _tell(held, made)
    announce("application_submitted", submission=made)
    return made


def _require_approval(application: Application, approved: bool) -> None:
    call = application.call
    if call.needs_sign_off and not approved:
        raise Refusal(_("A second member of the startup approves what is sent to %(call)s. Ask for it.") % {"call": call})


_SUBMITTED_FOR = gettext_noop("{actor} submitted {subject} to {call} on the founder's behalf.")


def _record(application: Application, submission: Submission, by: Any) -> None:
    trail.record(
        "application.submitted",
        _SUBMITTED_FOR if submission.on_behalf else gettext_noop("{actor} submitted {subject} to {call}."),
        by=by,
        on=application,
        touching=(application.startup, application.call),
        call=application.call,
        receipt=submission.receipt,
    )


def _snapshot(application: Application, *, number: int, by: Any, arrived_at: datetime) -> tuple[Submission, list[design.Fault]]:
    """The sheet as it stands, locked from here on, not saved; and what bars it."""
    hold_sheet(application)
    now = queries.content(application)
    made = Submission(
        application=application,
        number=number,
        version=now.version,
        answers=now.answers,
        declarations=now.declarations,
        arrived_at=arrived_at,
        closed_at=application.closes_at(),
        by=by,
        on_behalf=application.is_entered(),
    )
    made.sha256 = receipts.digest(made.document())
    return made, queries.faults(application, now)


def _arrived(submission: Submission, zone: str) -> str:
    at = wording.moment(submission.arrived_at, zone)
    return f"{at} ({submission.lateness()})" if submission.in_grace() else at


def _tell(application: Application, submission: Submission) -> None:
    for invitation in invitations.invitations("application", application.pk) if submission.on_behalf else ():
        said = {**facts(application), "by": submission.by, "receipt": submission.receipt, "sha256": submission.sha256}
        notices.tell(messages.SUBMITTED_FOR, to_address=invitation.email, about=submission, **said)
    closes = late.open_until(application, submission.arrived_at)
    for person in members(application):
        zone = str(person.zone)
        said = {
            **facts(application),
            "by": submission.by,
            "receipt": submission.receipt,
            "sha256": submission.sha256,
            "arrived": _arrived(submission, zone),
            "closes": wording.moment(closes, zone),
        }
        if person == submission.by:
            proof = receipts.verify_url(submission.token)
            kind = messages.TEST_RECEIPT if application.is_test else messages.RECEIPT
            notices.tell(kind, to=person, about=submission, url=submission.get_absolute_url(), proof=proof, **said)
        else:
            notices.tell(messages.SUBMITTED, to=person, about=submission, url=application.get_absolute_url(), **said)
