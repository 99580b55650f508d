"""Deliveries claimed by one sender at a time, given back, settled by asking, or put before a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Lock
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import Error, transaction

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import delivering, judging, operations, tasks
from accelerator.notices.models import Delivery, Heartbeat, Message
from accelerator.notices.operations import Kind
from accelerator.notices.relay import Seen, TryLater
from accelerator.trail.models import Entry
from tests.factories import accounts
from tests.notices.conftest import NOON, Post
from tests.together import at_once


@pytest.fixture
def reader(db: None, noon: Any) -> Any:
    return accounts.person(email="reader@example.org", name="Reader")


@pytest.fixture
def admin(reader: Any) -> Any:
    return accounts.operator_person(role="admin", name="Ada Admin")


def told(kind: Kind, reader: Any, **more: Any) -> Delivery:
    message = operations.tell(kind, to=reader, about=reader, **({"what": "Tea"} | more))
    assert message is not None
    return Delivery.objects.get(message=message)


def lost(kind: Kind, reader: Any, noon: Any, post: Post, **more: Any) -> Delivery:
    """A delivery whose line broke, whose lease is over and whose relay cannot tell."""
    made = told(kind, reader, **more)
    post.fault, post.memory = ConnectionResetError("gone"), Seen.CANNOT_TELL
    delivering.send_one(through=post)
    noon.shift(timedelta(seconds=121))
    delivering.settle_expired(through=post)
    made.refresh_from_db()
    assert made.state == "unknown"
    post.fault = None
    return made


@pytest.mark.django_db
class TestOnce:
    @pytest.mark.parametrize("differs", ["kind", "reader", "address", "subject", "due_at"])
    def test_anything_that_makes_it_another_message_is_told(self, kind: Kind, urgent: Kind, reader: Any, differs: str) -> None:
        facts: dict[str, Any] = {"to": reader, "about": "tea:1", "due_at": NOON, "what": "Tea", "code": "1"}
        assert operations.tell(kind, **facts) is not None
        assert operations.tell(kind, **facts | {"what": "Other words", "url": "/home/"}) is None
        changes: dict[str, Any] = {
            "reader": {"to": accounts.person()},
            "address": {"to": None, "to_address": "new@example.org"},
            "subject": {"about": "tea:2"},
            "due_at": {"due_at": NOON + timedelta(microseconds=1)},
        }
        assert operations.tell(urgent if differs == "kind" else kind, **facts | changes.get(differs, {})) is not None
        assert Message.objects.count() == Delivery.objects.count() == 2

    def test_what_is_undone_was_never_said(self, kind: Kind, reader: Any) -> None:
        with transaction.atomic():
            told(kind, reader)
            transaction.set_rollback(True)
        assert not Message.objects.exists()
        assert told(kind, reader).state == "pending"

    def test_its_id_is_made_from_its_code_and_unique(self, kind: Kind, reader: Any) -> None:
        made = told(kind, reader)
        assert made.relay_id == f"<{made.message.code}.email@slipway>"
        with pytest.raises(Error, match="unique constraint"), transaction.atomic():
            Delivery.objects.create(message=made.message, address="x@example.org", relay_id=made.relay_id)

    def test_planned_for_later_it_leaves_then(self, kind: Kind, reader: Any, noon: Any, post: Post) -> None:
        told(kind, reader, due_at=NOON + timedelta(hours=2))
        assert not delivering.send_one(through=post)
        noon.move_to(NOON + timedelta(hours=2))
        assert delivering.send_one(through=post)

    def test_numbers_stay_numbers_and_nothing_else_breaks_the_row(self, kind: Kind, reader: Any) -> None:
        made = told(kind, reader, what="a\x00b", count=3, share=2.5, none=None)
        assert made.message.facts == {"what": "ab", "count": 3, "share": "2.5", "none": "None"}


@pytest.mark.django_db
class TestClaims:
    def test_the_longest_waiting_goes_first(self, kind: Kind, reader: Any, post: Post) -> None:
        first, second = told(kind, reader), told(kind, accounts.person())
        Delivery.objects.filter(pk=second.pk).update(next_at=NOON - timedelta(hours=1))
        delivering.send_one(through=post)
        delivering.send_one(through=post)
        assert [mail.extra_headers["Message-ID"] for mail in post.taken] == [second.relay_id, first.relay_id]

    def test_a_doorbell_sends_its_own_and_only_when_it_is_due(self, kind: Kind, reader: Any, post: Post) -> None:
        first, second = told(kind, reader), told(kind, accounts.person())
        assert delivering.send_one(only=second.pk, through=post)
        assert not delivering.send_one(only=second.pk, through=post)
        Delivery.objects.filter(pk=first.pk).update(next_at=NOON + timedelta(seconds=1))
        assert not delivering.send_one(only=first.pk, through=post)
        assert [mail.to for mail in post.taken] == [[second.address]]

    def test_a_claim_is_a_secret_of_its_own_with_a_lease(self, kind: Kind, reader: Any) -> None:
        told(kind, reader)
        claimed = delivering._claim(NOON, None)
        assert claimed is not None
        assert (claimed.state, claimed.attempts, claimed.lease_until) == ("sending", 1, NOON + timedelta(seconds=120))
        assert len(claimed.claim) == 32
        assert delivering._claim(NOON, None) is None

    def test_a_sender_whose_lease_is_over_before_the_first_byte_sends_nothing(
        self, kind: Kind, reader: Any, post: Post, settings: Any
    ) -> None:
        """Stopped between claim and send: by then others look after the delivery."""
        settings.NOTICE_LEASE_SECONDS = 0
        told(kind, reader)
        assert delivering.send_one(through=post)
        assert post.taken == []
        assert Delivery.objects.get().state == "sending"

    @pytest.mark.parametrize("outcome", ["sent", "given back", "failed"])
    def test_who_lost_the_claim_changes_nothing_any_more(
        self, kind: Kind, reader: Any, noon: Any, post: Post, outcome: str
    ) -> None:
        """The delivery was settled as not sent and is with a second sender when the first one wakes."""
        told(kind, reader)
        zombie = delivering._claim(NOON, None)
        assert zombie is not None
        noon.shift(timedelta(seconds=121))
        delivering.settle_expired(through=post)  # the relay has not seen it
        second = delivering._claim(clock.now(), None)
        assert second is not None
        if outcome == "given back":
            delivering._give_back(zombie, "421 late")
        else:
            state = Delivery.State.SENT if outcome == "sent" else Delivery.State.FAILED
            assert not delivering._settle(zombie, state, fault="late")
        now = Delivery.objects.get()
        assert (now.state, now.claim, now.fault, now.lease_until) == ("sending", second.claim, "", second.lease_until)

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("sent", "pending"),
            ("sent", "sending"),
            ("pending", "sent"),
            ("failed", "sent"),
            ("unknown", "sending"),
            ("skipped", "pending"),
        ],
    )
    def test_states_move_forward_only(self, kind: Kind, reader: Any, start: str, end: str) -> None:
        message = operations.tell(kind, to=reader, about=reader, what="Tea")
        Delivery.objects.all().delete()
        Delivery.objects.create(message=message, address="x@example.org", relay_id="<x>", state=start)
        with pytest.raises(Error, match="Invalid transition"), transaction.atomic():
            Delivery.objects.update(state=end)


@pytest.mark.django_db
class TestPoison:
    def test_a_mail_that_cannot_be_written_fails_after_eight_tries_and_holds_nobody_up(
        self, kind: Kind, reader: Any, noon: Any, post: Post
    ) -> None:
        poison = told(kind, reader)
        Message.objects.filter(pk=poison.message_id).update(facts=["no", "names"])
        told(kind, accounts.person())
        waits = []
        for _ in range(delivering.ATTEMPTS):
            while delivering.send_one(through=post):
                pass
            poison.refresh_from_db()
            waits.append((poison.next_at - clock.now()).total_seconds())
            noon.move_to(max(poison.next_at, clock.now()))
        assert len(post.taken) == 1
        assert (poison.state, poison.attempts) == ("failed", 8)
        assert "ValueError" in poison.fault
        assert waits[:7] == [30, 60, 120, 240, 480, 960, 1920]

    def test_no_pause_is_longer_than_an_hour(self, kind: Kind, reader: Any, noon: Any, post: Post) -> None:
        made = told(kind, reader)
        Delivery.objects.filter(pk=made.pk).update(state="sending", claim="c", attempts=7)
        made.refresh_from_db()
        made.attempts = 7
        delivering._give_back(made, "421")
        made.refresh_from_db()
        assert made.next_at - NOON == timedelta(seconds=1920)
        assert min(delivering._FIRST_PAUSE * 2**20, delivering._LONGEST_PAUSE) == timedelta(hours=1)

    def test_a_fault_is_kept_short(self, kind: Kind, reader: Any, post: Post) -> None:
        made = told(kind, reader)
        post.fault = TryLater("x" * 5000)
        delivering.send_one(through=post)
        made.refresh_from_db()
        assert made.fault == "x" * 500

    def test_a_kind_that_is_gone_is_still_a_mail(self, kind: Kind, reader: Any, post: Post) -> None:
        made = told(kind, reader)
        Message.objects.filter(pk=made.message_id).update(kind="gone")
        assert delivering.send_one(through=post)
        assert post.taken[0].subject == "gone"

    def test_a_mail_says_why_one_gets_it(self, kind: Kind, reader: Any, post: Post) -> None:
        told(kind, reader)
        operations.tell(kind, to_address="new@example.org", about="tea:2", what="Tea")
        assert [delivering.send_one(through=post) for _mail in range(2)] == [True, True]
        assert ["you use Slipway" in mail.body for mail in post.taken] == [True, False]
        assert "You get this because your address was given to" in post.taken[1].body

    def test_a_name_the_wording_lacks_stays_visible(self, kind: Kind, reader: Any, post: Post) -> None:
        made = told(kind, reader)
        Message.objects.filter(pk=made.message_id).update(facts={})
        assert delivering.send_one(through=post)
        assert post.taken[0].subject == "{what} for you"


@pytest.mark.django_db
class TestFate:
    @pytest.mark.parametrize(("memory", "wiped"), [(Seen.YES, True), (Seen.NO, False), (Seen.CANNOT_TELL, False)])
    def test_a_secret_is_wiped_however_it_is_learnt_that_it_arrived(
        self, urgent: Kind, reader: Any, noon: Any, post: Post, memory: Seen, wiped: bool
    ) -> None:
        made = told(urgent, reader, code="123456", url="/join/secret/")
        post.fault, post.memory = ConnectionResetError("gone"), memory
        delivering.send_one(through=post)
        noon.shift(timedelta(seconds=121))
        assert delivering.settle_expired(through=post) == 1
        message = Message.objects.get(pk=made.message_id)
        assert (message.facts == {}, message.url == "") == (wiped, wiped)

    def test_a_person_who_calls_it_sent_wipes_a_secret_as_well(
        self, urgent: Kind, reader: Any, noon: Any, post: Post, admin: Any
    ) -> None:
        made = lost(urgent, reader, noon, post, code="123456", url="/join/secret/")
        judging.call_sent(made, by=admin)
        message = Message.objects.get(pk=made.message_id)
        assert (message.facts, message.url) == ({}, "")

    def test_found_out_it_is_on_record_and_settled(self, kind: Kind, reader: Any, noon: Any, post: Post, admin: Any) -> None:
        made = lost(kind, reader, noon, post)
        judging.call_sent(made, by=admin)
        made.refresh_from_db()
        assert (made.state, made.sent_at) == ("sent", clock.now())
        assert [entry.told() for entry in Entry.objects.about(made)] == [f"Ada Admin marked {made} as sent."]
        for act in (judging.call_sent, judging.send_again):
            with pytest.raises(Refusal, match="it is now “Sent”"):
                act(made, by=admin)
        assert not delivering.send_one(through=post)

    def test_sent_again_it_starts_from_the_first_try(self, kind: Kind, reader: Any, post: Post, admin: Any) -> None:
        made = told(kind, reader)
        Delivery.objects.filter(pk=made.pk).update(state="sending", attempts=8)
        Delivery.objects.filter(pk=made.pk).update(state="failed")
        judging.send_again(made, by=admin)
        made.refresh_from_db()
        assert (made.state, made.attempts) == ("pending", 0)
        assert delivering.send_one(through=post)
        assert len(post.taken) == 1

    @pytest.mark.parametrize("state", ["pending", "sending", "sent", "skipped"])
    def test_only_what_needs_a_person_is_judged(self, kind: Kind, reader: Any, admin: Any, state: str) -> None:
        message = operations.tell(kind, to=reader, about=reader, what="Tea")
        Delivery.objects.all().delete()
        made = Delivery.objects.create(message=message, address="x@example.org", relay_id="<x>", state=state)
        for act in (judging.call_sent, judging.send_again):
            with pytest.raises(Refusal, match="Somebody settled this meanwhile"):
                act(made, by=admin)

    @pytest.mark.parametrize("role", ["auditor", "approver", "grants_officer", "programme_manager"])
    def test_by_the_operators_admins_only(self, kind: Kind, reader: Any, noon: Any, post: Post, role: str) -> None:
        made = lost(kind, reader, noon, post)
        for act in (judging.call_sent, judging.send_again):
            with pytest.raises(Forbidden, match="operator admin"):
                act(made, by=accounts.operator_person(role=role))

    def test_it_settles_a_hundred_in_a_round(self, kind: Kind, reader: Any, noon: Any, post: Post) -> None:
        for number in range(3):
            told(kind, accounts.person(), what=str(number))
        Delivery.objects.update(state="sending", lease_until=NOON - timedelta(seconds=1))
        assert delivering.settle_expired(through=post, most=2) == 2
        assert delivering.settle_expired(through=post) == 1


@pytest.mark.django_db
class TestRounds:
    def test_a_sweep_settles_sends_and_notes_that_it_lives(self, kind: Kind, reader: Any, mailoutbox: Any) -> None:
        told(kind, reader)
        tasks.sweep()
        assert [mail.to for mail in mailoutbox] == [["reader@example.org"]]
        assert Heartbeat.objects.get(name="worker").at == NOON

    def test_a_doorbell_for_what_is_gone_or_done_is_harmless(self, kind: Kind, reader: Any, mailoutbox: Any) -> None:
        made = told(kind, reader)
        for pk in (made.pk, made.pk, made.pk + 1000):
            tasks.deliver(pk)
        assert len(mailoutbox) == 1

    def test_the_wait_is_that_of_the_oldest_due_one(self, kind: Kind, reader: Any, noon: Any) -> None:
        assert delivering.waiting_since(NOON) == timedelta(0)
        told(kind, reader)
        told(kind, accounts.person(), due_at=NOON + timedelta(hours=1))
        noon.shift(timedelta(seconds=90))
        assert delivering.waiting_since(clock.now()) == timedelta(seconds=90)


class Slow(Post):
    """A relay that many threads hand mail to."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()

    def send(self, mail: EmailMultiAlternatives) -> None:
        with self.lock:
            super().send(mail)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_many_senders_take_each_delivery_once(self, kind: Kind) -> None:
        reader, post = accounts.person(), Slow()
        for number in range(24):
            operations.tell(kind, to=reader, about=f"tea:{number}", what=str(number), due_at=NOON - timedelta(days=300))
        Delivery.objects.update(next_at=clock.now() - timedelta(minutes=1))

        def work() -> None:
            while delivering.send_one(through=post):
                pass

        at_once(*[work] * 6)
        assert Counter(mail.subject for mail in post.taken) == {f"{number} for you": 1 for number in range(24)}
        assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}

    def test_a_row_another_holds_is_passed_over(self, kind: Kind) -> None:
        reader, post = accounts.person(), Slow()
        for number in range(2):
            operations.tell(kind, to=reader, about=f"tea:{number}", what=str(number))
        Delivery.objects.update(next_at=clock.now() - timedelta(minutes=1))
        first = Delivery.objects.order_by("next_at", "id").first()
        assert first is not None
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=first.pk)
            assert at_once(partial(delivering.send_one, through=post)) == [True]
        assert [mail.subject for mail in post.taken] == ["1 for you"]

    def test_the_same_thing_said_by_many_at_once_is_said_once(self, kind: Kind) -> None:
        reader = accounts.person()
        told = at_once(*[partial(operations.tell, kind, to=reader, about="tea:1", due_at=NOON, what="Tea")] * 8)
        assert sum(message is not None for message in told) == 1
        assert Message.objects.count() == Delivery.objects.count() == 1

    def test_two_rounds_settle_each_lost_one_once(self, kind: Kind) -> None:
        reader, post = accounts.person(), Slow()
        for number in range(10):
            operations.tell(kind, to=reader, about=f"tea:{number}", what=str(number))
        Delivery.objects.update(state="sending", lease_until=clock.now() - timedelta(seconds=1))
        assert sum(at_once(*[partial(delivering.settle_expired, through=post)] * 4)) == 10
        assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}
