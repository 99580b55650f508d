from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.db import transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import delivering, judging, operations, queries
from accelerator.notices.models import Delivery, Message
from accelerator.notices.operations import Kind
from accelerator.notices.relay import NeverTaken, Seen, TryLater
from tests.factories import accounts
from tests.notices.conftest import NOON, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(noon: Any) -> Any:
    return accounts.person(email="reader@example.org", name="Reader")


def state() -> tuple[str, int]:
    delivery = Delivery.objects.get()
    return delivery.state, delivery.attempts


def test_the_same_thing_is_told_once(kind: Kind, reader: Any) -> None:
    assert operations.tell(kind, to=reader, about=reader, what="Tea") is not None
    assert operations.tell(kind, to=reader, about=reader, what="Tea again") is None
    assert [message.facts for message in Message.objects.all()] == [{"what": "Tea"}]
    assert operations.tell(kind, to=reader, about=reader, due_at=NOON + timedelta(days=1), what="Tea") is not None
    assert operations.tell(kind, to_address="Other@Example.org", about=reader, what="Tea") is not None
    assert operations.tell(kind, to_address="other@example.org", about=reader, what="Tea") is None
    assert Message.objects.count() == Delivery.objects.count() == 3


def test_what_is_withheld_stays_in_the_inbox_and_is_not_mailed(kind: Kind, reader: Any, post: Post) -> None:
    with transaction.atomic():
        message = operations.tell(kind, to=reader, about=reader, what="Tea")
        assert operations.withhold(Message.objects.filter(kind=kind.name)) == [message]
    assert not delivering.send_one(through=post)
    assert (Message.objects.get(), state()) == (message, ("skipped", 0))


def test_what_is_on_its_way_is_not_withheld(kind: Kind, reader: Any) -> None:
    operations.tell(kind, to=reader, about=reader, what="Tea")
    Delivery.objects.update(state="sending")
    with transaction.atomic():
        assert operations.withhold(Message.objects.all()) == []
    assert state() == ("sending", 0)


def test_a_mail_is_sent_once_under_its_own_id(kind: Kind, reader: Any, post: Post) -> None:
    message = operations.tell(kind, to=reader, about=reader, url="/home/", what="Tea & <cake>")
    assert delivering.send_one(through=post)
    assert not delivering.send_one(through=post)
    (mail,) = post.taken
    assert message is not None
    assert (mail.subject, mail.to) == ("Tea & <cake> for you", ["reader@example.org"])
    assert mail.extra_headers["Message-ID"] == f"<{message.code}.email@slipway>"
    assert "First Tea & <cake>.\n\nSecond <b>paragraph</b>.\n\nLook at Tea & <cake>:\nhttps://testserver/home/" in mail.body
    page = mail.alternatives[0].content
    assert "First Tea &amp; &lt;cake&gt;." in page
    assert "<b>paragraph</b>" not in page
    assert 'href="https://testserver/home/"' in page
    assert "fonts.googleapis" not in page
    assert state() == ("sent", 1)


def test_names_cannot_add_headers_or_readers(kind: Kind, reader: Any, post: Post) -> None:
    operations.tell(kind, to=reader, about=reader, what="Tea\r\nBcc: spy@example.org\x00")
    delivering.send_one(through=post)
    raw = message_from_bytes(post.taken[0].message().as_bytes(), policy=policy.default)
    assert raw["Bcc"] is None
    assert raw["Subject"] == "Tea Bcc: spy@example.org for you"
    assert raw.get_all("To") == ["reader@example.org"]


def test_nobody_is_mailed_at_night_unless_it_is_urgent(kind: Kind, urgent: Kind, reader: Any, noon: Any, post: Post) -> None:
    noon.move_to(NOON + timedelta(hours=10))  # 22:00 in Singapore
    operations.tell(kind, to=reader, about=reader, what="Tea")
    operations.tell(urgent, to=reader, about=reader, code="123456")
    assert delivering.send_one(through=post)
    assert not delivering.send_one(through=post)
    assert [mail.subject for mail in post.taken] == ["Now: 123456"]
    noon.move_to(NOON + timedelta(hours=20))  # 08:00
    assert delivering.send_one(through=post)
    assert [mail.subject for mail in post.taken] == ["Now: 123456", "Tea for you"]


def test_a_secret_is_wiped_once_it_is_sent(urgent: Kind, reader: Any, post: Post) -> None:
    message = operations.tell(urgent, to=reader, about=reader, url="/join/secret/", code="123456")
    assert message is not None
    delivering.send_one(through=post)
    message.refresh_from_db()
    assert (message.facts, message.url) == ({}, "")
    assert "123456" in post.taken[0].body


def test_refused_for_now_it_waits_longer_each_time_and_then_for_a_person(kind: Kind, reader: Any, noon: Any, post: Post) -> None:
    operations.tell(kind, to=reader, about=reader, what="Tea")
    post.fault = TryLater("421 busy")
    waits = []
    for _ in range(delivering.ATTEMPTS):
        assert delivering.send_one(through=post)
        delivery = Delivery.objects.get()
        waits.append((delivery.next_at - noon_now(noon)).total_seconds())
        noon.move_to(delivery.next_at)
    assert waits[:7] == [30, 60, 120, 240, 480, 960, 1920]
    assert state() == ("failed", 8)
    assert Delivery.objects.get().fault == "421 busy"
    assert not delivering.send_one(through=post)


def noon_now(noon: time_machine.Traveller) -> Any:
    from accelerator.kit import clock

    return clock.now()


def test_refused_for_good_it_fails_at_once_and_stops_nobody(kind: Kind, reader: Any, post: Post) -> None:
    operations.tell(kind, to=reader, about=reader, what="Tea")
    post.fault = NeverTaken("550 no such person")
    delivering.send_one(through=post)
    assert state() == ("failed", 1)
    post.fault = None
    operations.tell(kind, to=accounts.person(), about=reader, what="Cake")
    assert delivering.send_one(through=post)
    assert [mail.subject for mail in post.taken] == ["Cake for you"]


@pytest.mark.parametrize(
    ("took", "memory", "expected", "mails"),
    [
        (True, None, "sent", 1),
        (False, None, "pending", 0),
        (True, Seen.CANNOT_TELL, "unknown", 1),
        (False, Seen.CANNOT_TELL, "unknown", 0),
    ],
)
def test_broken_off_it_is_settled_by_asking(
    kind: Kind, reader: Any, noon: Any, post: Post, took: bool, memory: Seen | None, expected: str, mails: int
) -> None:
    """A connection lost in the middle: only the relay knows, and only if it can tell."""
    operations.tell(kind, to=reader, about=reader, what="Tea")
    post.fault, post.takes_before_fault, post.memory = ConnectionResetError("gone"), took, memory
    delivering.send_one(through=post)
    assert state()[0] == "sending"
    assert delivering.settle_expired(through=post) == 0  # the lease still runs
    noon.move_to(NOON + timedelta(seconds=121))
    assert delivering.settle_expired(through=post) == 1
    assert state()[0] == expected
    assert len(post.taken) == mails


def test_a_sender_that_wakes_after_its_lease_changes_nothing(kind: Kind, reader: Any, noon: Any, post: Post) -> None:
    operations.tell(kind, to=reader, about=reader, what="Tea")
    zombie = delivering._claim(NOON, None)
    assert zombie is not None
    noon.move_to(NOON + timedelta(seconds=121))
    post.memory = Seen.CANNOT_TELL
    delivering.settle_expired(through=post)
    assert not delivering._settle(zombie, Delivery.State.SENT)
    assert state()[0] == "unknown"


def test_a_wording_that_cannot_be_rendered_stops_only_itself(kind: Kind, reader: Any, post: Post) -> None:
    poison = operations.tell(kind, to=reader, about=reader, what="Tea")
    assert poison is not None
    Message.objects.filter(pk=poison.pk).update(facts=["no", "names"])
    operations.tell(kind, to=accounts.person(), about=reader, what="Cake")
    assert delivering.send_one(through=post)
    assert delivering.send_one(through=post)
    assert [mail.subject for mail in post.taken] == ["Cake for you"]
    assert Delivery.objects.get(message=poison).state == "pending"


def test_what_cannot_be_told_is_a_persons_choice(kind: Kind, reader: Any, noon: Any, post: Post) -> None:
    admin = accounts.operator_person(role="admin")
    operations.tell(kind, to=reader, about=reader, what="Tea")
    post.fault, post.memory = ConnectionResetError("gone"), Seen.CANNOT_TELL
    delivering.send_one(through=post)
    noon.move_to(NOON + timedelta(seconds=121))
    delivering.settle_expired(through=post)
    delivery = Delivery.objects.get()
    with pytest.raises(Forbidden):
        judging.send_again(delivery, by=reader)
    judging.send_again(delivery, by=admin)
    assert state() == ("pending", 0)
    with pytest.raises(Refusal, match="Somebody settled this meanwhile"):
        judging.call_sent(delivery, by=admin)
    post.fault = None
    delivering.send_one(through=post)
    assert state() == ("sent", 1)


def test_the_log_shows_first_what_needs_a_person(kind: Kind, reader: Any, post: Post) -> None:
    for number in range(3):
        operations.tell(kind, to=accounts.person(), about=reader, what=str(number))
    first, second, third = Delivery.objects.order_by("id")
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(state="sending")
    Delivery.objects.filter(pk=first.pk).update(state="unknown")
    Delivery.objects.filter(pk=second.pk).update(state="failed")
    assert list(queries.deliveries().order_by("trouble", "-id")) == [first, second, third]
    assert queries.counts() == {"unknown": 1, "failed": 1, "pending": 1}
