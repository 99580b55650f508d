"""Staff enter an application on a founder's behalf; the founder proves the address it was entered for, and takes it over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Invitation
from accelerator.applications import policies, reminders
from accelerator.applications.models import Application, Behalf
from accelerator.applications.operations.applying import locked, members, require
from accelerator.applications.operations.starting import NewStartup, create, require_starting
from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Refusal
from accelerator.programmes import operations as calls
from accelerator.programmes.models import Call
from accelerator.startups import operations as startups
from accelerator.startups.models import Member
from accelerator.trail import operations as trail

SCOPE = "application"  # what an invitation to take one over leads into


@transaction.atomic
def enter(*, call: Call, startup: NewStartup, email: str, by: Any, at: datetime) -> Application:
    """A draft for a startup that nobody belongs to yet. Whoever proves `email` may take both over; until then the call's managers
    write it. The checks before the form are not asked: who enters it vouches for them. The same sent twice is entered once.
    """
    held = calls.hold(call, by)
    version = require_starting(held, by, at)
    if not can_be_seen(startup.name):
        raise Refusal(_("A startup needs a name."), field="name")
    if there := _entered(held, startup, email):
        return there
    made = create(held, startups.listed(**asdict(startup)), version, by=by, at=at)
    Behalf.objects.create(application=made, entered_by=by)
    reminders.plan(made, at=at)  # whoever belongs to it by then hears them
    sentence = gettext_noop("{actor} entered {subject} for {call} on a founder's behalf.")
    trail.record("application.entered", sentence, by=by, on=made, touching=(made.startup, held), call=held)
    _ask(made, email=email, by=by)
    return made


def _ask(application: Application, *, email: str, by: Any, counted: bool = True) -> Invitation:
    label = _("%(startup)s, application to %(call)s") % {"startup": application.startup, "call": application.call}
    given: dict[str, Any] = {"scope": SCOPE, "scope_id": application.pk, "scope_label": label[:200], "role": Member.Role.OWNER}
    return accounts.invite(**given, email=email, by=by, counted=counted)


@transaction.atomic
def invite_founder(application: Application, *, email: str, by: Any, counted: bool = True) -> Invitation:
    """Mails `email` a link to take over what was submitted of a startup that nobody belongs to, as what came from another system.
    Nothing is linked to anybody before they have proved the address.
    """
    held = locked(application)
    require(held, "invite", by=by)
    if held.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. There is nothing to take over."))
    return _ask(held, email=email, by=by, counted=counted)


def _entered(call: Call, startup: NewStartup, email: str) -> Application | None:
    asked = Invitation.objects.waiting().filter(scope=SCOPE, email__iexact=email.strip()).values("scope_id")
    found = Application.objects.filter(pk__in=asked, call=call, startup__name=startup.name.strip())
    return found.exclude(state=Application.State.WITHDRAWN).order_by("id").first()


@transaction.atomic
def take_over(application: Application, *, by: Any, at: datetime) -> None:
    """`by`, who proved the address, owns the startup from now on, and the application is the founders' own.

    Where it was found to be a startup that has people, one of them takes it over and stays what they are.
    """
    held = locked(application)
    behalf = Behalf.objects.filter(application=held).first()
    if behalf.taken_at if behalf else not policies.has_nobody(by, held):
        raise Refusal(_("This application was taken over already. Ask its owners to invite you."))
    if held.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn. Ask who invited you."))
    there = members(held)
    if there and by not in there:
        raise Refusal(_("%(startup)s has people here already. Ask its owners to invite you.") % {"startup": held.startup})
    if not there:
        startups.join(held.startup, person=by, role=Member.Role.OWNER, by=None)
    sentence = gettext_noop("{actor} took over {subject}, which {entered_by} had brought in from another system.")
    if behalf:
        behalf.taken_by, behalf.taken_at = by, at
        behalf.save(update_fields=["taken_by", "taken_at"])
        sentence = gettext_noop("{actor} took over {subject}, which {entered_by} had entered.")
    entered_by = behalf.entered_by if behalf else held.started_by
    trail.record("application.taken_over", sentence, by=by, on=held, touching=(held.startup,), entered_by=entered_by)
