"""`manage.py sweep` in a process of its own, with the broker dead: nothing that is due waits for Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from accelerator.applications.messages import RECEIPT
from accelerator.decisions.models import Offer
from accelerator.kit import clock
from accelerator.notices import operations
from accelerator.notices.models import Delivery, Reminder
from tests import database
from tests.factories import accounts, decisions, reviews
from tests.notices.relays import Server

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "redis://127.0.0.1:1"


@pytest.mark.django_db(transaction=True)
def test_it_lapses_reminds_settles_and_sends() -> None:
    facts = dict.fromkeys(("startup", "call", "number", "receipt", "arrived", "closes", "sha256"), "x")
    for number in range(3):
        operations.tell(RECEIPT, to=accounts.person(), about=f"tea:{number}", **facts)
    due = clock.now() - timedelta(minutes=1)
    Delivery.objects.update(next_at=due)
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(state="sending", lease_until=due)
    broken = Reminder.objects.create(
        source="told", kind="gone", subject="tea:1", local_on=due.date(), local_at=due.time(), due_at=due
    )
    offer = decisions.offer(reviews.application(reviews.call()), reply_by=due)
    with Server() as server:
        environment = os.environ | {
            "DATABASE_URL": database.web_address(),
            "REDIS_URL": f"{NOWHERE}/0",
            "CACHE_URL": f"{NOWHERE}/1",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        done = subprocess.run(
            [sys.executable, "manage.py", "sweep"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 reminders settled, 1 lost deliveries settled,")
    assert Offer.objects.get(pk=offer.pk).state == "lapsed"
    broken.refresh_from_db()
    assert (broken.state, broken.reason) == ("skipped", "nobody knows told")
    receipts = Delivery.objects.filter(message__kind=RECEIPT.name)
    assert sorted(receipts.values_list("state", flat=True)) == ["sent", "sent", "unknown"]
    sent = receipts.filter(state="sent").values_list("address", flat=True)
    assert sorted(mail.readers[0] for mail in server.taken if mail.parsed["X-Slipway-Kind"] == RECEIPT.name) == sorted(sent)
