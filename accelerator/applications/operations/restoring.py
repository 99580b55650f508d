"""Staff put an application that was withdrawn back into the round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import messages_of_staff, reminders
from accelerator.applications.models import Application
from accelerator.applications.operations.applying import facts, hold_sheet, locked, members, require
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail


@transaction.atomic
def restore(application: Application, *, reason: str, by: Any, at: datetime) -> None:
    """What was submitted last counts again; its members read the `reason`. An offer that its founders knew of stays turned
    down. Upper areas hear of it and may refuse.
    """
    require(application, "restore", by=by)
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # as starting does: there is one that stands, or none
    held = locked(application)
    _require_restorable(held)
    if not reason.strip():
        raise Refusal(_("Say why: the startup reads it."), field="reason")
    hold_sheet(held)
    held.state, held.withdrawn_at = Application.State.SUBMITTED, None
    held.save(update_fields=["state", "withdrawn_at"])
    announce("application_restored", application=held)
    application.state, application.withdrawn_at = held.state, None
    reminders.plan(held, at=at)
    sentence = gettext_noop("{actor} restored {subject} to {call}: {reason}")
    said = {"call": held.call, "reason": reason.strip()}
    trail.record("application.restored", sentence, by=by, on=held, touching=(held.startup, held.call), **said)
    for person in members(held):
        url = held.get_absolute_url()
        notices.tell(messages_of_staff.RESTORED, to=person, about=held, url=url, by=by, reason=said["reason"], **facts(held))


def _require_restorable(application: Application) -> None:
    if application.state != Application.State.WITHDRAWN or application.submitted_at is None:
        raise Refusal(_("Only an application that was submitted and withdrawn can be restored."))
    own = Application.objects.filter(call=application.call, startup__in=Startup.objects.same(application.startup))
    if other := own.exclude(state=Application.State.WITHDRAWN).first():
        said = _("The startup applies with %(number)s by now. Only one application can stand.")
        raise Refusal(said % {"number": other.number})
