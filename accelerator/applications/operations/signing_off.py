"""A second member approves what one wrote; only then it is submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import approvals, late, messages, queries
from accelerator.applications.models import Application, SignOff, Submission
from accelerator.applications.operations.applying import facts, hold_sheet, locked, require, require_in_time
from accelerator.applications.operations.submitting import Incomplete, submit
from accelerator.kit import wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail


@transaction.atomic
def ask(application: Application, *, by: Any, at: datetime) -> SignOff:
    """Asks the startup's other writers to approve; the one that waits already, where one does. Raises Incomplete."""
    require(application, "submit", by=by)
    held = locked(application)
    if not held.call.needs_sign_off:
        raise Refusal(_("%(call)s wants no approval. Submit the application.") % {"call": held.call})
    if held.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Start a new one while the call is open."))
    require_in_time(held, by, at, submitting=True)
    if faults := queries.faults(held, queries.content(held)):
        raise Incomplete(faults)
    _require_news(held)
    waiting = held.sign_offs.filter(state=SignOff.State.ASKED).first()
    if waiting:
        return waiting
    others = approvals.approvers(held, by)
    if not others:
        raise Refusal(_("Nobody else of %(startup)s may approve it. Invite an owner or a member.") % {"startup": held.startup})
    made = SignOff.objects.create(application=held, asked_by=by, created_at=at)
    trail.record("application.approval_asked", gettext_noop("{actor} asked for approval of {subject}."), by=by, on=held)
    closes = late.open_until(held, at)
    for person in others:
        said = {**facts(held), "by": by, "closes": wording.moment(closes, str(person.zone))}
        notices.tell(messages.APPROVAL_ASKED, to=person, about=made, url=f"{held.get_absolute_url()}submit/", **said)
    return made


@transaction.atomic
def approve(sign_off: SignOff, *, seen: str, by: Any, arrived_at: datetime, update_startup: bool = False) -> Submission:
    """Submits the answers; with `update_startup` what they tell of the startup goes into its record.

    `seen` is the fingerprint of what was on the approver's screen; `arrived_at` decides the deadline.
    """
    held = _held(sign_off, by)
    hold_sheet(held.application)
    if queries.fingerprint(held.application) != seen:
        raise Refusal(_("The answers changed since you opened this page. Read them once more, then approve."))
    _require_news(held.application)
    sent = submit(held.application, by=by, arrived_at=arrived_at, update_startup=update_startup, approved=True)
    _answer(held, SignOff.State.APPROVED, by=by, at=arrived_at, submission=sent)
    trail.record("application.approved", gettext_noop("{actor} approved {subject}."), by=by, on=held.application)
    return sent


@transaction.atomic
def send_back(sign_off: SignOff, *, comment: str, by: Any, at: datetime) -> None:
    """Nothing is submitted; whoever asked hears why."""
    held = _held(sign_off, by)
    if not comment.strip():
        raise Refusal(_("Say what should change: %(name)s reads it.") % {"name": held.asked_by}, field="comment")
    _return(held, comment.strip(), by, at)


def _return(held: SignOff, comment: str, by: Any, at: datetime) -> None:
    _answer(held, SignOff.State.RETURNED, by=by, at=at, comment=comment)
    one = held.application
    trail.record("application.returned", gettext_noop("{actor} returned {subject} without approval."), by=by, on=one)
    said = {**facts(one), "by": by, "comment": held.comment}
    notices.tell(messages.APPROVAL_RETURNED, to=held.asked_by, about=held, url=f"{one.get_absolute_url()}submit/", **said)


def return_overtaken(application: Application, *, by: Any, at: datetime) -> None:
    """What waits for approval comes back where `by` changed its form and it asks more now. Whoever answers the request at that
    moment waits for the sheet, and finds it changed. Runs inside the transaction that changes the form.
    """
    asked = application.sign_offs.filter(state=SignOff.State.ASKED).exclude(asked_by=by).select_related("asked_by")
    waiting = asked.select_for_update(no_key=True, of=("self",), skip_locked=True).first()
    if waiting and queries.missing(application):
        waiting.application = application
        with translation.override(waiting.asked_by.language):
            comment = _("The form changed, and some answers need you now. Mend them, then ask for approval again.")
        _return(waiting, comment, by, at)


@transaction.atomic
def take_back_request(sign_off: SignOff, *, by: Any, at: datetime) -> None:
    """Nobody need approve any more; whoever asked may ask again."""
    held = _waiting(sign_off, by)
    if held.asked_by_id != by.pk:
        raise Forbidden(_("Only %(name)s, who asked, takes it back. Return it instead.") % {"name": held.asked_by})
    _answer(held, SignOff.State.TAKEN_BACK, by=None, at=at)
    one = held.application
    trail.record(
        "application.approval_dropped", gettext_noop("{actor} took back the request to approve {subject}."), by=by, on=one
    )
    for person in approvals.approvers(one, by):
        notices.tell(messages.APPROVAL_DROPPED, to=person, about=held, url=one.get_absolute_url(), **facts(one), by=by)


def _require_news(application: Application) -> None:
    if queries.is_unchanged(application, application.last_submission()):
        raise Refusal(_("These answers were submitted already. There is nothing to approve."))


def _held(sign_off: SignOff, by: Any) -> SignOff:
    """The row under a lock; refused where `by` cannot answer it."""
    held = _waiting(sign_off, by)
    if held.asked_by_id == by.pk:
        raise Forbidden(_("Somebody else than you approves it: you asked."))
    return held


def _waiting(sign_off: SignOff, by: Any) -> SignOff:
    """The row under a lock, its application locked first as everywhere; refused where nobody waits for it any more."""
    require(sign_off.application, "submit", by=by)
    locked(sign_off.application)
    found = SignOff.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "application__call", "application__startup", "application__sheet__version__questionnaire", "asked_by"
    )
    held = found.get(pk=sign_off.pk)
    if held.state == SignOff.State.TAKEN_BACK:
        raise Refusal(_("%(name)s took this request back. There is nothing to answer.") % {"name": held.asked_by})
    if held.state != SignOff.State.ASKED:
        raise Refusal(_("This was answered already."))
    return held


def _answer(sign_off: SignOff, state: str, *, by: Any, at: datetime, comment: str = "", submission: Any = None) -> None:
    sign_off.state, sign_off.answered_by, sign_off.answered_at = state, by, at
    sign_off.comment, sign_off.submission = comment, submission
    sign_off.save(update_fields=["state", "answered_by", "answered_at", "comment", "submission"])
