"""An application is written on, given files, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accelerator.applications import late, messages, policies, queries, reminders
from accelerator.applications.models import Application, ApplicationQuerySet
from accelerator.files import operations as files
from accelerator.kit import locking, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.models import Attachment, Sheet
from accelerator.startups import queries as founders
from accelerator.trail import operations as trail


def write(application: Application, *, changes: Sequence[sheets.Edit], by: Any, at: datetime) -> sheets.Written:
    """Stores answers that arrived at `at`. What each edit came to is in the result; see questionnaires.operations.write.

    The first change to what was submitted plans reminders to submit it again. Of what staff entered for a founder, declarations
    are refused: they are the founder's own.
    """
    if application.state == Application.State.DRAFT:
        return _written(application, changes, by, at)
    with transaction.atomic():
        was_changed = application.is_changed()
        written = _written(application, changes, by, at)
        if not was_changed:
            reminders.plan(application, at=at)
    return written


def _written(application: Application, changes: Sequence[sheets.Edit], by: Any, at: datetime) -> sheets.Written:
    if not application.is_entered():
        return sheets.write(application.sheet, changes=changes, by=by, at=at, bar=_bar(application, by, at))
    declared = {one.key for one in queries.declarations(application)}
    left = [one for one in changes if one.key not in declared]
    written = sheets.write(application.sheet, changes=left, by=by, at=at, bar=_bar(application, by, at))
    says = Refusal(_("A declaration is the founder's own. It waits until they take the application over."))
    written.refused.extend(sheets.Unwritten(one.key, says) for one in changes if one.key in declared)
    return written


def _bar(application: Application, by: Any, at: datetime) -> Callable[[], None]:
    """Looks once more at whether it is open to `by`, who may have waited for the lock or a long upload. One query more."""
    return lambda: require_open(_now().get(pk=application.pk), by, at)


def _now() -> ApplicationQuerySet:
    return Application.objects.select_related("call", "startup", "behalf")


@transaction.atomic
def attach(application: Application, *, key: str, upload: UploadedFile[Any], by: Any, at: datetime) -> Attachment:
    """A file for a file question; `at` is when the upload began to arrive. Where it is here only after the last moment, the
    writers are told until when they can still submit.
    """
    require_open(application, by, at)
    room, owner, bar = application.call.room(), application.startup, _bar(application, by, at)
    attachment = sheets.attach(application.sheet, key=key, upload=upload, by=by, at=at, room=room, owner=owner, bar=bar)
    reminders.plan(application, at=application.sheet.saved_at)
    sentence = gettext_noop("{actor} attached {file} to {subject}.")
    trail.record("application.attached", sentence, by=by, on=application, touching=(application.startup,), file=attachment.file)
    if attachment.file.created_at >= application.last_moment() and not application.is_test:
        _tell_late(application, attachment)
    return attachment


def _tell_late(application: Application, attachment: Attachment) -> None:
    closes = attachment.file.created_at + late.TO_SUBMIT
    for person in founders.people([application.startup_id], *policies.WRITERS).get(application.startup_id, []):
        said = {**facts(application), "file": attachment.file.name, "closes": wording.moment(closes, str(person.zone))}
        notices.tell(messages.FILE_CAME_LATE, to=person, about=attachment, url=application.get_absolute_url(), **said)


@transaction.atomic
def detach(application: Application, *, attachment: Attachment, by: Any, at: datetime) -> None:
    """Takes a file off the draft, once. Submissions that hold it keep it."""
    if not sheets.detach(attachment, by=by, at=at, bar=_bar(application, by, at)):
        return
    application.sheet.saved_at = at
    reminders.plan(application, at=at)
    if queries.file(application, attachment.file.code, drafts=False) is None:
        files.remove(attachment.file, at=at)
    sentence = gettext_noop("{actor} removed {file} from {subject}.")
    trail.record("application.detached", sentence, by=by, on=application, touching=(application.startup,), file=attachment.file)


def require(application: Application, may: str, *, by: Any) -> None:
    """Raises Forbidden unless `by` `may` do that to it: write, submit, withdraw, invite, ask_more, reopen or restore."""
    if not by.has_perm(f"applications.{may}", application):
        raise Forbidden(_WHO_MAY[may])


_WHO_MAY = {
    "write": gettext_lazy("You can read this application. Only owners and members of the startup can change it."),
    "submit": gettext_lazy("Only owners and members of the startup can submit its application."),
    "withdraw": gettext_lazy("Only owners and members of the startup can withdraw its application."),
    "invite": gettext_lazy("Managers invite a founder only where nobody belongs to the startup. Ask its owners to."),
    "ask_more": gettext_lazy("Only the programme's managers ask a startup for more."),
    "reopen": gettext_lazy("Only managers of the programme can reopen an application."),
    "restore": gettext_lazy("Only managers of the programme can restore an application."),
}


def require_open(application: Application, by: Any, at: datetime) -> None:
    require(application, "write", by=by)
    if application.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Its answers stay as they are."))
    require_in_time(application, by, at)


def require_in_time(application: Application, by: Any, at: datetime, *, submitting: bool = False) -> None:
    """Before the call closes, and before its decision is released, which may be earlier. Submitting waits for late files."""
    if queries.standings([application], by)[application.pk].decided:
        raise Refusal(_("The decision was made. The answers stay as they were submitted."))
    if not (application.takes(at) or (submitting and late.takes(application, at))):
        closed = wording.moment(application.closes_at())
        says = _("This call closed on %(closed)s. Your draft is kept.")
        if not submitting:
            says = _("This call closed on %(closed)s. Your draft is kept; what came after the end is not saved.")
        raise Refusal(says % {"closed": closed})


@transaction.atomic
def withdraw(application: Application, *, by: Any, at: datetime) -> None:
    """Takes the application out of the round. Upper areas hear of it first and may refuse."""
    held = locked(application)
    require(held, "withdraw", by=by)
    if held.state == Application.State.WITHDRAWN:
        return
    hold_sheet(held)
    announce("application_withdrawn", application=held, by=by)
    held.state, held.withdrawn_at = Application.State.WITHDRAWN, at
    held.save(update_fields=["state", "withdrawn_at"])
    notices.cancel_plans(held, reason="withdrawn")
    application.state, application.withdrawn_at = held.state, at
    sentence = gettext_noop("{actor} withdrew {subject} from {call}.")
    trail.record("application.withdrawn", sentence, by=by, on=held, touching=(held.startup, held.call), call=held.call)
    for person in members(held):
        if person != by:
            notices.tell(messages.WITHDRAWN, to=person, about=held, url=held.get_absolute_url(), by=by, **facts(held))


def locked(application: Application) -> Application:
    """The row under a lock until the transaction ends, with its call and startup."""
    return locking.held(_now(), application.pk)


def hold_sheet(application: Application) -> None:
    """Its sheet as it stands, locked until the transaction ends: who writes on it looks again at whether they may."""
    application.sheet = locking.held(Sheet.objects.select_related("version__questionnaire"), application.sheet_id)


def members(application: Application) -> list[Any]:
    """The people who hear of it: the startup's live members, whatever their role."""
    return founders.people([application.startup_id]).get(application.startup_id, [])


def facts(application: Application) -> dict[str, Any]:
    """What every notice about it names."""
    return {"call": application.call, "startup": application.startup, "number": application.number}
