"""Who may do what with credits. The reasons are words for the place where the button would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.startups.models import Member
from cohorts.credits.models import Approval, Grant


@rules.predicate
def sees_credits(person: Any) -> bool:
    return bool(person.holds("credits.see"))


@rules.predicate
def manages_credits(person: Any) -> bool:
    return bool(person.holds("credits.manage"))


@rules.predicate
def may_approve(person: Any, grant: Grant | None = None) -> bool:
    return grant is not None and why_not_approve(grant, person) is None


def why_not_approve(grant: Grant, person: Any) -> Promise | None:
    """Why `person` cannot approve `grant`, or None where they can. Two queries at most, none for grants of queries.waiting."""
    if not person.holds("credits.approve"):
        return _("Approving needs the role of approver or grants officer.")
    if grant.state != Grant.State.REQUESTED:
        return _("This grant is no longer waiting for approval.")
    if grant.requested_by_id == person.pk:
        return _("You requested this. Somebody else approves it.")
    if _known(grant, "mine", lambda: Approval.objects.filter(grant=grant, by=person).exists()):
        return _("You have approved this. It needs somebody else as well.")
    members = Member.objects.live().of(grant.enrolment.startup_id).filter(person=person)
    if _known(grant, "belongs", members.exists):
        return _("You belong to this startup. Somebody else approves it.")
    return None


def _known(grant: Grant, name: str, ask: Callable[[], bool]) -> bool:
    """What the list already knows of `grant`, or else the answer to a query."""
    return bool(getattr(grant, name) if hasattr(grant, name) else ask())


rules.add_perm("credits.see", sees_credits)
rules.add_perm("credits.manage", manages_credits)
rules.add_perm("credits.approve", may_approve)
