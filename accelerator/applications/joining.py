"""Where joining leads: a startup that is writing, or an application that staff entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accelerator.applications import operations, queries
from accelerator.applications.models import Application
from accelerator.kit import clock, wording
from accelerator.startups.models import Member, Startup


class ApplicationScope:
    """Invitations to take over what staff entered or brought in. Nobody holds a role here: who accepts one owns the startup."""

    name = operations.SCOPE

    def live(self) -> QuerySet[Any, Any]:
        return Member.objects.none()

    def labels(self, people: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        return {}

    def may_invite(self, *, by: Any, scope_id: int, role: str) -> bool:
        found = Application.objects.select_related("call", "behalf").filter(pk=scope_id).first()
        return found is not None and role == Member.Role.OWNER and by.has_perm("applications.invite", found)

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        found = Application.objects.get(pk=scope_id)
        operations.take_over(found, by=person, at=clock.now())
        return found.get_absolute_url()


APPLICATION = ApplicationScope()


def invitation_note(scope: str, scope_id: int) -> str:
    """Which call the startup applies to and when it closes, where one draft of it may still be sent."""
    if scope != "startup":
        return ""
    now = clock.now()
    drafts = Application.objects.real().filter(startup=scope_id, state=Application.State.DRAFT).select_related("call")
    waiting = [one for one in drafts if one.takes(now)]
    if len(waiting) != 1:
        return ""
    told = {"call": waiting[0].call, "closes": wording.moment(waiting[0].closes_at(), waiting[0].call.zone)}
    return _("Its application to %(call)s is being written. The call closes %(closes)s.") % told


def landing(startup: Startup, person: Any) -> str:
    """The one draft that is being written, where it goes on; a viewer reads it."""
    drafts = queries.own(person).filter(startup=startup, state=Application.State.DRAFT)[:2]
    if len(drafts) != 1 or not drafts[0].takes(clock.now()):
        return ""
    if person.has_perm("applications.write", drafts[0]):
        return queries.continue_url(drafts[0])
    return drafts[0].get_absolute_url()
