"""Staff let a startup change what it submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import messages, queries, reminders
from accelerator.applications.models import Application, Reopening
from accelerator.applications.operations.applying import facts, locked, members, require
from accelerator.kit import wording
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail


@transaction.atomic
def reopen(application: Application, *, reason: str, until: datetime, by: Any, at: datetime) -> Reopening:
    """Until `until`, and the grace after it, the startup may change answers and submit again; what it sent stands till then."""
    require(application, "reopen", by=by)
    held = locked(application)
    _require_reopenable(held, by)
    if until <= held.closes_at():
        closes = wording.moment(held.closes_at(), held.call.zone)
        raise Refusal(_("It is open until %(closes)s as it is. Name a later moment.") % {"closes": closes}, field="until")
    if until <= at:
        raise Refusal(_("This moment has passed. Name a later one."), field="until")
    if not reason.strip():
        raise Refusal(_("Say why: the startup reads it."), field="reason")
    for one in (held, application):
        one.until, one.added_minutes = until, 0
    held.save(update_fields=["until", "added_minutes"])
    reminders.plan_anew(held, at=at)
    made = Reopening.objects.create(application=held, reason=reason.strip(), until=until, by=by, created_at=at)
    sentence = gettext_noop("{actor} reopened {subject} until {until}: {reason}")
    told = {"until": wording.moment(until, held.call.zone), "reason": made.reason}
    trail.record("application.reopened", sentence, by=by, on=held, touching=(held.startup, held.call), **told)
    for person in members(held):
        said = {**facts(held), "by": by, "reason": made.reason, "until": wording.moment(until, str(person.zone))}
        notices.tell(messages.REOPENED, to=person, about=made, url=held.get_absolute_url(), **said)
    return made


def _require_reopenable(application: Application, by: Any) -> None:
    if application.state != Application.State.SUBMITTED:
        raise Refusal(_("Only an application that was submitted can be reopened."))
    if queries.standings([application], by)[application.pk].decided:
        raise Refusal(_("The decision was made. The answers stay as they were submitted."))
