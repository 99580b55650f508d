"""Deadline truth: submissions straddle the last moment to the microsecond; who is in time has a receipt."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accelerator.applications import operations, receipts
from accelerator.applications.models import Application, Submission
from accelerator.kit.refusals import Refusal
from accelerator.notices import delivering
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.faults import report
from tests.notices.conftest import Post

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
COUNT, THREADS = (1000, 16) if FULL else (24, 8)
pytestmark = [pytest.mark.django_db(transaction=True), *([pytest.mark.faults] if FULL else [])]
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
LAST = CLOSES + timedelta(minutes=10)


def _submit(pk: int, person: Any, arrived_at: datetime) -> str:
    """The receipt, or empty."""
    try:
        one = Application.objects.select_related("call", "startup", "sheet__version").get(pk=pk)
        return str(operations.submit(one, by=person, arrived_at=arrived_at).receipt)
    except Refusal:
        return ""
    finally:
        connection.close()


def test_each_falls_on_its_own_side_and_whoever_is_in_time_has_a_receipt_on_page_and_by_mail() -> None:
    call = programmes.call(opens_at=CLOSES - timedelta(days=20), closes_at=CLOSES, grace_minutes=10)
    drafts = [_draft(call, place) for place in range(COUNT)]
    moments = _around(Random(1))
    with ThreadPoolExecutor(THREADS) as threads:
        told = list(threads.map(lambda pair: _submit(pair[0].pk, pair[0].started_by, pair[1]), zip(drafts, moments, strict=True)))
    wrong = [at for at, receipt in zip(moments, told, strict=True) if (at < LAST) != bool(receipt)]
    kept = {one.receipt: one for one in Submission.objects.select_related("application", "by", "version__questionnaire")}
    report.write("submissions straddling the second", submissions=COUNT, accepted=len(kept), wrong_sides=len(wrong))
    assert wrong == []
    assert set(kept) == {receipt for receipt in told if receipt}
    assert all(one.arrived_at < LAST and one.is_whole() for one in kept.values())
    assert 0 < len(kept) < COUNT
    _have_receipts(kept)


def _draft(call: Any, place: int) -> Application:
    owner = accounts.person(f"straddler{place}@example.org", f"Straddler {place}")
    return application(call=call, startup=startups.startup(f"Straddle {place}", owner=owner), submitted=False, by=owner)


def _around(chance: Random) -> list[datetime]:
    """Half within two microseconds of the last moment, the others within the second around it."""
    near = [LAST + timedelta(microseconds=place % 4 - 2) for place in range(COUNT // 2)]
    return near + [LAST + timedelta(microseconds=chance.randrange(-500_000, 500_000)) for _ in range(COUNT - len(near))]


def _have_receipts(kept: dict[str, Submission]) -> None:
    post, anybody = Post(), Client()
    while delivering.send_one(through=post):
        pass
    mails = {mail.to[0]: str(mail.body) for mail in post.taken}
    for code, one in kept.items():
        page = browser(one.by).get(one.get_absolute_url()).content.decode()
        assert code in page
        assert one.sha256 in page
        assert f"Receipt {code}." in mails[one.by.email]
        assert receipts.verified(one.token).sha256 == one.sha256
    assert anybody.get("/verify/", {"receipt": one.token}).status_code == 200
