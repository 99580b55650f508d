"""One startup's milestone: start, submit, return, sign off, waive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.files import operations as files
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail
from cohorts.milestones import ladder, messages
from cohorts.milestones.models import Evidence, Milestone, SignOff
from cohorts.roster.models import Enrolment

_KINDS = ("pdf", "docx", "pptx", "xlsx", "csv", "txt", "png", "jpg")


@transaction.atomic
def start(milestone: Milestone, *, by: Any) -> Milestone:
    """The startup has begun."""
    held = _held(milestone, "milestones.write", by)
    _require(held, Milestone.State.PLANNED)
    _set(held, Milestone.State.ACTIVE)
    _record("milestone.started", gettext_noop("{actor} started {subject} of {startup}."), held, by=by)
    return held


@transaction.atomic
def submit(milestone: Milestone, *, account: str, uploads: Iterable[UploadedFile[Any]] = (), by: Any) -> Milestone:
    """The startup says it is done, with an account in words and files; those who sign off hear of it."""
    held = _held(milestone, "milestones.write", by)
    _require(held, Milestone.State.PLANNED, Milestone.State.ACTIVE, Milestone.State.RETURNED)
    if not account.strip():
        raise Refusal(_("Say in a sentence or two what was done."), field="account")
    for upload in uploads:
        Evidence.objects.create(
            milestone=held, file=files.keep(upload, by=by, on=held.enrolment.startup, allowed=_KINDS, field="evidence")
        )
    held.account, held.submitted_at = account, clock.now()
    _set(held, Milestone.State.SUBMITTED, "account", "submitted_at")
    for person in held.checkers():
        _tell(messages.SUBMITTED, held, to=person, by=by, account=account)
    _record("milestone.submitted", gettext_noop("{actor} submitted {subject} of {startup}."), held, by=by)
    return held


@transaction.atomic
def sign_off(milestone: Milestone, *, comment: str = "", by: Any) -> Milestone:
    """What was submitted is enough: the milestone is reached, and upper areas hear `milestone_reached`."""
    held = _held(milestone, "milestones.sign_off", by)
    _require(held, Milestone.State.SUBMITTED)
    SignOff.objects.create(milestone=held, verdict=SignOff.Verdict.REACHED, comment=comment, by=by, at=clock.now())
    _set(held, Milestone.State.REACHED)
    notices.cancel_plans(held, reason="reached")
    for member in held.founders():
        _tell(messages.REACHED, held, to=member, by=by, comment=comment)
    _record("milestone.reached", gettext_noop("{actor} signed off {subject} of {startup}."), held, by=by)
    announce("milestone_reached", milestone=held, by=by)
    return held


@transaction.atomic
def give_back(milestone: Milestone, *, comment: str, by: Any) -> Milestone:
    """What was submitted is not enough yet; the founders read the comment."""
    held = _held(milestone, "milestones.sign_off", by)
    _require(held, Milestone.State.SUBMITTED)
    if not comment.strip():
        raise Refusal(_("Say what is missing: the founders read it."), field="comment")
    SignOff.objects.create(milestone=held, verdict=SignOff.Verdict.RETURNED, comment=comment, by=by, at=clock.now())
    _set(held, Milestone.State.RETURNED)
    for member in held.founders():
        _tell(messages.RETURNED, held, to=member, by=by, comment=comment)
    _record(
        "milestone.returned", gettext_noop("{actor} returned {subject} of {startup}: {comment}"), held, by=by, comment=comment
    )
    return held


@transaction.atomic
def waive(milestone: Milestone, *, reason: str, by: Any) -> Milestone:
    """This startup need not reach it; the founders hear why."""
    held = _held(milestone, "milestones.run", by)
    _require(held, *(state for state in Milestone.State if state not in (Milestone.State.REACHED, Milestone.State.WAIVED)))
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    _set(held, Milestone.State.WAIVED)
    notices.cancel_plans(held, reason="waived")
    for member in held.founders():
        _tell(messages.WAIVED, held, to=member, by=by, reason=reason)
    _record("milestone.waived", gettext_noop("{actor} waived {subject} of {startup}: {reason}"), held, by=by, reason=reason)
    return held


def close_departed(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that left is reminded of nothing (announced by the roster)."""
    for milestone in enrolment.milestones.unsettled():
        notices.cancel_plans(milestone, reason="departed")


def follow_zone(*, startup: Startup, by: Any) -> None:
    """Reminders move to the clock of a startup that lives by another one now (announced by startups)."""
    ladder.replan(Milestone.objects.unsettled().filter(enrolment__startup=startup), reason="the startup's zone changed")


def _held(milestone: Milestone, permission: str, by: Any) -> Milestone:
    if not by.has_perm(permission, milestone):
        raise Forbidden(_("This is for others to do: founders submit, supporters and managers sign off."))
    rows = Milestone.objects.select_for_update(of=("self",)).select_related("enrolment__startup", "enrolment__cohort", "step")
    held = rows.get(pk=milestone.pk)
    if held.enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.enrolment.startup})
    return held


def _require(held: Milestone, *states: str) -> None:
    if held.state not in states:
        raise Refusal(_("This milestone is “%(state)s” now. Load the page again.") % {"state": held.word()})


def _set(held: Milestone, state: Milestone.State, *also: str) -> None:
    held.state = state
    held.save(update_fields=["state", *also])


def _tell(kind: notices.Kind, held: Milestone, *, to: Any, **facts: Any) -> None:
    notices.tell(kind, to=to, about=held, url=held.get_absolute_url(), milestone=held, startup=held.enrolment.startup, **facts)


def _record(verb: str, sentence: str, held: Milestone, *, by: Any, **facts: Any) -> None:
    trail.record(
        verb, sentence, by=by, on=held, touching=(held.enrolment, held.enrolment.startup), startup=held.enrolment.startup, **facts
    )
