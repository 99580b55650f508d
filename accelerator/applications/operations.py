"""An application's life: started, written, submitted as often as the deadline allows, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import messages, queries, reminders, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.files import operations as files
from accelerator.kit import wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.models import Attachment, Sheet, Version
from accelerator.startups import operations as startups
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail


class Incomplete(Refusal):
    """Something bars the answers from submission; `faults` lists each question with its remedy."""

    status = 422

    def __init__(self, faults: list[design.Fault]) -> None:
        super().__init__(_("Some answers need you before you can submit."), field=faults[0].path)
        self.faults = faults


@dataclass(frozen=True)
class NewStartup:
    """A startup that does not exist yet: made on the way into its first application."""

    name: str
    website: str = ""
    one_liner: str = ""
    country: str = ""


@transaction.atomic
def start(*, call: Call, startup: Startup | NewStartup, by: Any, at: datetime) -> Application:
    """The startup's application to the call: the one it has, else a new draft with the call's next number."""
    if isinstance(startup, NewStartup):
        _require_starting(call, at)
        return start(call=call, startup=startups.create(by=by, **asdict(startup)), by=by, at=at)
    if not by.has_perm("applications.start", startup):
        raise Forbidden(_("Only owners and members of %(startup)s can apply for it.") % {"startup": startup})
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    there = Application.objects.exclude(state=Application.State.WITHDRAWN).filter(call=held, startup=startup).first()
    if there:
        return there
    version = _require_starting(held, at)
    held.last_number += 1
    held.save(update_fields=["last_number"])
    made = Application.objects.create(
        number=f"{held.prefix}-{held.last_number:04d}",
        call=held,
        startup=startup,
        sheet=Sheet.objects.create(version=version, saved_at=at),
        started_by=by,
    )
    sentence = gettext_noop("{actor} started {subject} for {call}.")
    trail.record("application.started", sentence, by=by, on=made, touching=(startup, held), call=held)
    reminders.plan(made, at=at)
    return made


def _require_starting(call: Call, at: datetime) -> Version:
    """What a new application to `call` is asked with."""
    if not call.is_open(at) or call.version is None:
        raise Refusal(_("%(call)s takes no new applications now.") % {"call": call})
    return call.version


def write(application: Application, *, changes: Sequence[sheets.Edit], by: Any, at: datetime) -> sheets.Written:
    """Stores answers that arrived at `at`. What each edit came to is in the result; see questionnaires.operations.write."""
    _require_open(application, by, at)
    return sheets.write(application.sheet, changes=changes, by=by, at=at)


@transaction.atomic
def attach(application: Application, *, key: str, upload: UploadedFile[Any], by: Any, at: datetime) -> Attachment:
    """A file for a file question; `at` is when the upload began to arrive."""
    _require_open(application, by, at)
    attachment = sheets.attach(application.sheet, key=key, upload=upload, by=by, at=at)
    sentence = gettext_noop("{actor} attached {file} to {subject}.")
    trail.record("application.attached", sentence, by=by, on=application, touching=(application.startup,), file=attachment.file)
    return attachment


@transaction.atomic
def detach(application: Application, *, attachment: Attachment, by: Any, at: datetime) -> None:
    """Takes a file off the draft. Submissions that hold it keep it."""
    _require_open(application, by, at)
    sheets.detach(attachment, by=by, at=at)
    if queries.file(application, attachment.file.code, drafts=False) is None:
        files.remove(attachment.file, at=at)
    sentence = gettext_noop("{actor} removed {file} from {subject}.")
    trail.record("application.detached", sentence, by=by, on=application, touching=(application.startup,), file=attachment.file)


def _require_open(application: Application, by: Any, at: datetime) -> None:
    if not by.has_perm("applications.write", application):
        raise Forbidden(_("You can read this application. Only owners and members of the startup can change it."))
    if application.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Its answers stay as they are."))
    _require_in_time(application, by, at)


def _require_in_time(application: Application, by: Any, at: datetime) -> None:
    """Before the call closes, and before its decision is released, which may be earlier."""
    if queries.standings([application], by)[application.pk].decided:
        raise Refusal(_("The decision was made. The answers stay as they were submitted."))
    if not application.takes(at):
        closed = wording.moment(application.call.closes_at)
        raise Refusal(_("This call closed on %(closed)s. Your draft is kept.") % {"closed": closed})


@transaction.atomic
def submit(application: Application, *, by: Any, arrived_at: datetime) -> Submission:
    """Keeps the answers as they stand as the submission that counts, and tells the members.

    `arrived_at` decides the deadline. Content that equals the last submission is that submission: thirty clicks make one.
    Raises Incomplete.
    """
    if not by.has_perm("applications.submit", application):
        raise Forbidden(_("Only owners and members of the startup can submit its application."))
    held = (
        Application.objects.select_for_update(no_key=True, of=("self",)).select_related("call", "startup").get(pk=application.pk)
    )
    if held.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Start a new one while the call is open."))
    last = held.submissions.order_by("-number").first()
    made = _snapshot(held, number=last.number + 1 if last else 1, by=by, arrived_at=arrived_at)
    if last and last.sha256 == made.sha256:
        return last
    _require_in_time(held, by, arrived_at)
    made.save(force_insert=True)
    held.state, held.submitted_at = Application.State.SUBMITTED, arrived_at
    held.save(update_fields=["state", "submitted_at"])
    application.state, application.submitted_at = held.state, held.submitted_at
    sentence = gettext_noop("{actor} submitted {subject} to {call}.")
    notices.cancel_plans(held, reason="submitted")
    trail.record(
        "application.submitted",
        sentence,
        by=by,
        on=held,
        touching=(held.startup, held.call),
        call=held.call,
        receipt=made.receipt,
    )
    _tell_submitted(held, made)
    return made


def _snapshot(application: Application, *, number: int, by: Any, arrived_at: datetime) -> Submission:
    """The sheet as it stands, locked while it is read; not saved. Raises Incomplete."""
    sheet = (
        Sheet.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version__questionnaire")
        .get(pk=application.sheet_id)
    )
    answers = reads.whole(sheet)
    faults = design.faults(design.read(sheet.version.definition), answers)
    if faults:
        raise Incomplete(faults)
    made = Submission(
        application=application, number=number, version=sheet.version, answers=answers, arrived_at=arrived_at, by=by
    )
    made.sha256 = snapshots.digest(made.document())
    return made


def _tell_submitted(application: Application, submission: Submission) -> None:
    for person in _members(application):
        zone = str(person.zone)
        facts = {
            **_facts(application),
            "by": submission.by,
            "receipt": submission.receipt,
            "sha256": submission.sha256,
            "arrived": wording.moment(submission.arrived_at, zone),
            "closes": wording.moment(application.call.closes_at, zone),
        }
        if person == submission.by:
            notices.tell(messages.RECEIPT, to=person, about=submission, url=submission.get_absolute_url(), **facts)
        else:
            notices.tell(messages.SUBMITTED, to=person, about=submission, url=application.get_absolute_url(), **facts)


@transaction.atomic
def withdraw(application: Application, *, by: Any, at: datetime) -> None:
    """Takes the application out of the round. Upper areas hear of it first and may refuse."""
    if not by.has_perm("applications.withdraw", application):
        raise Forbidden(_("Only owners and members of the startup can withdraw its application."))
    held = (
        Application.objects.select_for_update(no_key=True, of=("self",)).select_related("call", "startup").get(pk=application.pk)
    )
    if held.state == Application.State.WITHDRAWN:
        return
    announce("application_withdrawn", application=held, by=by)
    held.state, held.withdrawn_at = Application.State.WITHDRAWN, at
    held.save(update_fields=["state", "withdrawn_at"])
    notices.cancel_plans(held, reason="withdrawn")
    application.state, application.withdrawn_at = held.state, at
    sentence = gettext_noop("{actor} withdrew {subject} from {call}.")
    trail.record("application.withdrawn", sentence, by=by, on=held, touching=(held.startup, held.call), call=held.call)
    for person in _members(held):
        if person != by:
            notices.tell(messages.WITHDRAWN, to=person, about=held, url=held.get_absolute_url(), by=by, **_facts(held))


def _members(application: Application) -> list[Any]:
    live = Member.objects.live().filter(startup=application.startup_id).select_related("person")
    return [member.person for member in live if member.person.is_active]


def _facts(application: Application) -> dict[str, Any]:
    return {"call": application.call, "startup": application.startup, "number": application.number}
