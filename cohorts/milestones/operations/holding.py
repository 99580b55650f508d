"""What every verb of a milestone begins and ends with: who may, the row under a lock, the trail, and who hears."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail
from cohorts.milestones.models import ExtensionRequest, HandIn, Milestone, SignOff
from cohorts.roster.models import Enrolment

OPEN = (Milestone.State.PLANNED, Milestone.State.ACTIVE, Milestone.State.RETURNED)  # what its founders still write on


def hold(milestone: Milestone, permission: str, by: Any) -> Milestone:
    """The row under a lock. Raises Forbidden for who may not, Refusal where its startup is not in the cohort, or the
    plan no longer asks for it."""
    if not by.has_perm(permission, milestone):
        raise Forbidden(_not_theirs(milestone, permission))
    rows = Milestone.objects.select_for_update(of=("self",), no_key=True).select_related(
        "enrolment__startup", "enrolment__cohort", "step", "asked", "sheet__version"
    )
    held = rows.filter(pk=milestone.pk).first()
    if held is None:
        raise Refusal(_("This is no longer asked of the startup: the plan changed."))
    if held.enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.enrolment.startup})
    return held


def _not_theirs(milestone: Milestone, permission: str) -> str:
    if permission == "milestones.write" and not milestone.is_for_founders:
        return _("This is for others to do. Who acts: %(owner)s.") % {"owner": milestone.asks.get_owner_display()}
    return _("This is for others to do: founders submit, supporters and managers sign off.")


def require(held: Milestone, *states: str) -> None:
    if held.state not in states:
        raise Refusal(_("This milestone is “%(state)s” now. Load the page again.") % {"state": held.word()})


def set_state(held: Milestone, state: Milestone.State, *also: str) -> None:
    held.state = state
    held.save(update_fields=["state", *also])


def settle(held: Milestone, *, reason: str) -> None:
    """Nothing is owed any more: what would have been said of it is not, and nobody needs to answer for more time."""
    notices.cancel_plans(held, reason=reason)
    ExtensionRequest.objects.open().filter(milestone=held).update(state=ExtensionRequest.State.CLOSED, answered_at=clock.now())


def reach(held: Milestone, hand_in: HandIn, *, comment: str, by: Any) -> None:
    """Whoever judges or does it says that it is reached."""
    verdict = SignOff.Verdict.REACHED
    SignOff.objects.create(milestone=held, hand_in=hand_in, verdict=verdict, comment=comment, by=by, at=clock.now())
    set_state(held, Milestone.State.REACHED)
    settle(held, reason="reached")


def tell(kind: notices.Kind, held: Milestone, *, to: Any, **facts: Any) -> None:
    notices.tell(kind, to=to, about=held, url=held.get_absolute_url(), milestone=held, startup=held.enrolment.startup, **facts)


def record(verb: str, sentence: str, held: Milestone, *, by: Any, **facts: Any) -> None:
    enrolment = held.enrolment
    trail.record(verb, sentence, by=by, on=held, touching=(enrolment, enrolment.startup), startup=enrolment.startup, **facts)
