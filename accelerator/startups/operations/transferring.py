"""An owner hands a startup on: offered to another member, accepted or declined by them, or taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.operations import Kind
from accelerator.startups import messages
from accelerator.startups.models import Member, Startup
from accelerator.startups.operations.belonging import lock, require_owner
from accelerator.startups.transfers import Transfer
from accelerator.trail import operations as trail


@transaction.atomic
def offer(startup: Startup, *, to: Any, by: Any) -> Transfer:
    """Asks `to`, a live member, to become an owner in place of `by`, who stays as a member. One offer of an owner at a time."""
    lock(startup)
    require_owner(startup, by)
    held = Member.objects.live().of(startup).filter(person=to, person__is_active=True)
    if to == by or not held.exists():
        raise Refusal(_("Choose another member of the startup."), field="to")
    if held.filter(role=Member.Role.OWNER).exists():
        words = {"person": to, "startup": startup}
        raise Refusal(_("%(person)s owns %(startup)s already. You can leave, or change your own role.") % words, field="to")
    if Transfer.objects.open().filter(startup__in=Startup.objects.same(startup), offered_by=by).exists():
        raise Refusal(_("You offered it to somebody already. Take that back first."))
    made = Transfer.objects.create(startup=startup, offered_by=by, to=to)
    _record("startup.offered", gettext_noop("{actor} offered to hand {subject} to {person}."), made, by)
    _tell(messages.TRANSFER_OFFERED, made, to=to, by=by)
    return made


@transaction.atomic
def accept(transfer: Transfer, *, by: Any) -> None:
    """`by` becomes an owner, who offered it a member: in one step, so that the startup is never without an owner."""
    held = _held(transfer, by, _("Only who was asked accepts or declines."), who=transfer.to)
    live = Member.objects.live().of(held.startup)
    if not live.filter(person=held.offered_by, role=Member.Role.OWNER).exists():
        raise Refusal(_("%(person)s does not own it any more. Ask who does.") % {"person": held.offered_by})
    if not live.filter(person=by).update(role=Member.Role.OWNER):
        raise Refusal(_("You do not belong to the startup any more. Ask an owner to invite you."))
    live.filter(person=held.offered_by).update(role=Member.Role.MEMBER)
    _settle(held, Transfer.State.ACCEPTED)
    _record("startup.handed_over", gettext_noop("{actor} owns {subject} now, which {former} handed over."), held, by)
    _tell(messages.TRANSFER_ACCEPTED, held, to=held.offered_by, by=by)


@transaction.atomic
def decline(transfer: Transfer, *, by: Any) -> None:
    """Everything stays as it was; who offered it hears."""
    held = _held(transfer, by, _("Only who was asked accepts or declines."), who=transfer.to)
    _settle(held, Transfer.State.DECLINED)
    _record("startup.transfer_declined", gettext_noop("{actor} declined to own {subject}."), held, by)
    _tell(messages.TRANSFER_DECLINED, held, to=held.offered_by, by=by)


@transaction.atomic
def take_back(transfer: Transfer, *, by: Any) -> None:
    held = _held(transfer, by, _("Only who offered it takes it back."), who=transfer.offered_by)
    _settle(held, Transfer.State.TAKEN_BACK)
    _record("startup.transfer_taken_back", gettext_noop("{actor} took back the offer of {subject} to {person}."), held, by)
    _tell(messages.TRANSFER_TAKEN_BACK, held, to=held.to, by=by)


def _held(transfer: Transfer, by: Any, forbidden: str, *, who: Any) -> Transfer:
    """The offer that still stands, under the lock of its startup; Forbidden unless `by` is `who`."""
    if by != who:
        raise Forbidden(forbidden)
    lock(transfer.startup)
    held = Transfer.objects.select_related("startup", "offered_by", "to").get(pk=transfer.pk)
    if held.state != Transfer.State.OFFERED:
        raise Refusal(_("This offer is settled already."))
    return held


def _settle(transfer: Transfer, state: str) -> None:
    transfer.state, transfer.settled_at = state, clock.now()
    transfer.save(update_fields=["state", "settled_at"])


def _record(verb: str, sentence: str, transfer: Transfer, by: Any) -> None:
    people = {"person": transfer.to, "former": transfer.offered_by}
    trail.record(verb, sentence, by=by, on=transfer.startup, touching=tuple(people.values()), **people)


def _tell(kind: Kind, transfer: Transfer, *, to: Any, by: Any) -> None:
    if to.is_active:
        notices.tell(kind, to=to, about=transfer, url=transfer.get_absolute_url(), by=by, startup=transfer.startup)
