"""Staff let a startup change what it submitted, and end that before its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import deadlines, messages_of_staff, queries, reminders
from accelerator.applications.models import Application, Reopening
from accelerator.applications.operations.applying import facts, locked, members, require
from accelerator.kit import wording
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


@transaction.atomic
def reopen(application: Application, *, reason: str, until: datetime, by: Any, at: datetime) -> Reopening:
    """Until `until`, and the grace after it, the startup may change answers and submit again; what it sent stands till then."""
    require(application, "reopen", by=by)
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # nobody extends it meanwhile
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
        notices.tell(messages_of_staff.REOPENED, to=person, about=made, url=held.get_absolute_url(), **said)
    return made


@transaction.atomic
def shorten(application: Application, *, reason: str, until: datetime | None, by: Any, at: datetime) -> None:
    """The reopening ends at `until`, before its time, or at once; what was sent last counts. No deadline of the startup's own,
    by the call or by an access code, is taken from it.
    """
    require(application, "reopen", by=by)
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # nobody extends it meanwhile
    held = locked(application)
    code = deadlines.own_code(held)
    _require_shorter(held, until, code.opens_until() if code else held.call.ends_at(), at)
    if not reason.strip():
        raise Refusal(_("Say why: the startup reads it."), field="reason")
    left = (code.closes_at, code.added_minutes) if code and not until else (until, 0)
    for one in (held, application):
        one.until, one.added_minutes = left
    held.save(update_fields=["until", "added_minutes"])
    reminders.plan_anew(held, at=at)
    if until:
        Reopening.objects.create(application=held, reason=reason.strip(), until=until, by=by, created_at=at)
    _tell_shortened(held, reason.strip(), by, ended=held.closes_at() <= at)


def _require_shorter(application: Application, until: datetime | None, own: datetime, at: datetime) -> None:
    closes, zone = application.closes_at(), application.call.zone
    if application.state != Application.State.SUBMITTED or closes <= max(own, at) or not application.reopenings.exists():
        raise Refusal(_("Only an application that is reopened can be closed before its time."))
    if until and until <= at:
        raise Refusal(_("This moment has passed. Name a later one."), field="until")
    if until and until >= closes:
        said = _("It is open until %(closes)s as it is. Name an earlier moment.")
        raise Refusal(said % {"closes": wording.moment(closes, zone)}, field="until")
    if until and until <= own:
        said = _("It is open until %(closes)s in any case. Name a later moment, or end the reopening.")
        raise Refusal(said % {"closes": wording.moment(own, zone)}, field="until")


_SHORTENED = gettext_noop("{actor} shortened the reopening of {subject} to {until}: {reason}")
_ENDED = gettext_noop("{actor} ended the reopening of {subject}: {reason}")


def _tell_shortened(application: Application, reason: str, by: Any, *, ended: bool) -> None:
    verb, sentence = ("ended", _ENDED) if ended else ("shortened", _SHORTENED)
    kind = messages_of_staff.REOPENING_ENDED if ended else messages_of_staff.REOPENING_SHORTENED
    closes, touching = application.closes_at(), (application.startup, application.call)
    told = {"until": wording.moment(closes, application.call.zone), "reason": reason}
    trail.record(f"application.reopening_{verb}", sentence, by=by, on=application, touching=touching, **told)
    for person in members(application):
        said = {**facts(application), "by": by, "reason": reason, "until": wording.moment(closes, str(person.zone))}
        notices.tell(kind, to=person, about=application, url=application.get_absolute_url(), **said)


def _require_reopenable(application: Application, by: Any) -> None:
    if application.state != Application.State.SUBMITTED:
        raise Refusal(_("Only an application that was submitted can be reopened."))
    if queries.standings([application], by)[application.pk].decided:
        raise Refusal(_("The decision was made. The answers stay as they were submitted."))
