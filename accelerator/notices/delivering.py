"""Deliveries on their way: claimed one at a time, sent under an id of their own, their fate recorded or put before a person."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from accelerator.kit import clock
from accelerator.notices import letters, reminding
from accelerator.notices.models import Delivery
from accelerator.notices.operations import forget_secret
from accelerator.notices.relay import NeverTaken, Relay, Seen, TryLater, relay

ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_WAITED = timedelta(minutes=5)  # from then on, what a reminder says may be said no more
log = structlog.get_logger(__name__)


def send_one(*, only: int | None = None, through: Relay | None = None) -> bool:
    """Claims the due delivery that waits longest (or `only` this one) and sends it; False where none is due.

    The claim is committed before the first byte leaves, so no second sender can have it; a crash from then on leaves it
    to `settle_expired`.
    """
    delivery = _claim(clock.now(), only)
    if delivery is None:
        return False
    if delivery.state == Delivery.State.SKIPPED:
        return True
    through = through or relay()
    try:
        letter = letters.mail(delivery)
    except Exception as fault:  # a wording that cannot be rendered must not stop the others
        log.exception("delivery.unwritable", delivery=delivery.code)
        _give_back(delivery, f"{type(fault).__name__}: {fault}")
        return True
    if delivery.lease_until is None or clock.now() >= delivery.lease_until:  # stopped for so long that others look after it now
        return True
    try:
        through.send(letter)
    except TryLater as fault:
        _give_back(delivery, str(fault))
    except NeverTaken as fault:
        _settle(delivery, Delivery.State.FAILED, fault=str(fault))
    except Exception as fault:  # broken off in the middle: the lease runs out, then the relay is asked
        log.warning("delivery.broken_off", delivery=delivery.code, fault=type(fault).__name__)
        Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(fault=f"{type(fault).__name__}: {fault}"[:500])
    else:
        _settle(delivery, Delivery.State.SENT)
    return True


def _claim(at: datetime, only: int | None) -> Delivery | None:
    """Sent by us from now on, or settled as skipped; None where none is due."""
    due = Delivery.objects.filter(state=Delivery.State.PENDING, next_at__lte=at)
    if only is not None:
        due = due.filter(pk=only)
    with transaction.atomic():
        rows = due.select_for_update(of=("self",), skip_locked=True).select_related("message__recipient")
        found = rows.order_by("next_at", "id").first()
        if found is None:
            return None
        if reason := _overtaken(found, at):
            found.state, found.fault = Delivery.State.SKIPPED, reason
            found.save(update_fields=["state", "fault"])
            return found
        found.state, found.claim = Delivery.State.SENDING, secrets.token_hex(16)
        found.attempts += 1
        found.lease_until = at + timedelta(seconds=settings.NOTICE_LEASE_SECONDS)
        found.save(update_fields=["state", "claim", "attempts", "lease_until"])
    return Delivery.objects.select_related("message__recipient").get(pk=found.pk)


def _overtaken(found: Delivery, at: datetime) -> str:
    """Why what waited, as for quiet hours to end, is not sent any more; "" where it is."""
    message = found.message
    if at - message.created_at < _WAITED:
        return ""
    try:
        with transaction.atomic():
            return reminding.overtaken(message)
    except DatabaseError:
        raise
    except Exception:  # a source that fails keeps nobody's mail back
        log.exception("delivery.unasked", delivery=found.code)
        return ""


def _settle(delivery: Delivery, state: Delivery.State, *, fault: str = "") -> bool:
    """Records the outcome, unless the claim has passed to somebody else meanwhile."""
    at = clock.now()
    held = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=Delivery.State.SENDING)
    with transaction.atomic():
        done = held.update(state=state, lease_until=None, sent_at=at if state == Delivery.State.SENT else None, fault=fault)
        if done and state == Delivery.State.SENT:
            forget_secret(delivery.message)
    return bool(done)


def _give_back(delivery: Delivery, fault: str) -> None:
    """Surely not sent: tried again after a pause that doubles, and left to a person after ATTEMPTS times."""
    if delivery.attempts >= ATTEMPTS:
        _settle(delivery, Delivery.State.FAILED, fault=fault)
        return
    pause = min(_FIRST_PAUSE * 2 ** (delivery.attempts - 1), _LONGEST_PAUSE)
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=Delivery.State.SENDING).update(
        state=Delivery.State.PENDING, lease_until=None, claim="", next_at=clock.now() + pause, fault=fault[:500]
    )


def settle_expired(*, through: Relay | None = None, most: int = 100) -> int:
    """Asks the relay about deliveries whose sender is gone: sent, not sent (waits again), or listed for a person."""
    through = through or relay()
    settled = 0
    for _ in range(most):
        with transaction.atomic():
            lost = (
                Delivery.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("message")
                .filter(state=Delivery.State.SENDING, lease_until__lt=clock.now())
                .order_by("lease_until")
                .first()
            )
            if lost is None:
                return settled
            _record_fate(lost, through.seen(lost.relay_id))
            settled += 1
    return settled


def _record_fate(lost: Delivery, seen: Seen) -> None:
    lost.lease_until, lost.claim = None, ""
    if seen is Seen.YES:
        lost.state, lost.sent_at = Delivery.State.SENT, clock.now()
        forget_secret(lost.message)
    elif seen is Seen.NO:
        lost.state, lost.next_at = Delivery.State.PENDING, clock.now()
    else:
        lost.state = Delivery.State.UNKNOWN
    lost.save(update_fields=["state", "sent_at", "next_at", "lease_until", "claim"])
    log.info("delivery.settled", delivery=lost.code, seen=seen.value)


def waiting_since(at: datetime) -> timedelta:
    """How long the oldest due delivery has been waiting; zero where none is."""
    oldest = (
        Delivery.objects.filter(Q(state=Delivery.State.PENDING, next_at__lte=at))
        .order_by("next_at")
        .values_list(F("next_at"))
        .first()
    )
    return at - oldest[0] if oldest else timedelta(0)
