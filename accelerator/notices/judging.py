"""What a person decides about a delivery that the machine must not decide."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, doorbell
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Delivery
from accelerator.notices.operations import forget_secret
from accelerator.trail import operations as trail


@transaction.atomic
def call_sent(delivery: Delivery, *, by: Any) -> Delivery:
    """A person found out that it arrived."""
    held = _held(delivery, by, Delivery.State.UNKNOWN)
    held.state, held.sent_at = Delivery.State.SENT, clock.now()
    held.save(update_fields=["state", "sent_at"])
    forget_secret(held.message)
    trail.record("delivery.called_sent", gettext_noop("{actor} marked {subject} as sent."), by=by, on=held)
    return held


@transaction.atomic
def send_again(delivery: Delivery, *, by: Any) -> Delivery:
    """A person found out that it did not arrive, or wants a failed one tried again."""
    held = _held(delivery, by, Delivery.State.UNKNOWN, Delivery.State.FAILED)
    held.state, held.next_at, held.attempts = Delivery.State.PENDING, clock.now(), 0
    held.save(update_fields=["state", "next_at", "attempts"])
    trail.record("delivery.sent_again", gettext_noop("{actor} had {subject} sent again."), by=by, on=held)
    doorbell.ring("notices.deliver", held.pk)
    return held


def _held(delivery: Delivery, by: Any, *states: str) -> Delivery:
    if not by.has_perm("notices.manage_deliveries"):
        raise Forbidden(_("This needs the role of operator admin."))
    held = Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
    if held.state not in states:
        raise Refusal(_("Somebody settled this meanwhile: it is now “%(state)s”.") % {"state": held.get_state_display()})
    return held
