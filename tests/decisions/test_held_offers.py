"""Offers of a release that can still be recalled: no reminder, no document and no place of the waiting list tells of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accelerator.applications import operations as applications
from accelerator.decisions import operations
from accelerator.decisions.models import Condition, Enclosure, Offer, Release
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from tests.cast import browser
from tests.factories import decisions, files, reviews

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TOLD = AT + timedelta(hours=24)


@pytest.fixture(autouse=True)
def window(call: Any, time_machine: Any) -> None:
    """A day to recall; it is two o'clock in the afternoon in Singapore."""
    call.programme.recall_minutes = 24 * 60
    call.programme.save(update_fields=["recall_minutes"])
    time_machine.move_to(AT, tick=False)


def released(call: Any, manager: Any, *outcomes: str) -> Release:
    for outcome in outcomes:
        decisions.decision(reviews.application(call), outcome=outcome)
    return operations.release(call, by=manager, reply_by=AT + timedelta(days=8))


def owner(offer: Offer) -> Any:
    return reviews.owner_of(offer.decision.application)


def test_a_reminder_is_planned_for_after_they_know(call: Any, manager: Any) -> None:
    released(call, manager, "accept")  # seven days before lies within the window
    assert [str(one.local_on) for one in Reminder.objects.order_by("due_at")] == ["2026-11-29", "2026-12-01"]


def test_a_reminder_says_nothing_before_they_know(call: Any, manager: Any) -> None:
    released(call, manager, "accept")
    Reminder.objects.update(due_at=AT)
    while reminding.remind_one():
        pass
    assert set(Reminder.objects.values_list("state", "reason")) == {("skipped", "nothing to answer any more")}
    assert not Message.objects.exists()


def test_a_recall_takes_conditions_and_reminders_along(call: Any, manager: Any) -> None:
    operations.arrange(call, conditions="Be in Singapore.\nSign.", by=manager)
    made = released(call, manager, "accept", "accept")
    kept = decisions.offer(reviews.application(call))
    Condition.objects.create(offer=kept, position=1, text="Stay.")
    assert (Condition.objects.count(), Reminder.objects.filter(state="planned").count()) == (5, 4)
    operations.recall(made, by=manager)
    assert list(Condition.objects.values_list("offer", flat=True)) == [kept.pk]
    assert set(Reminder.objects.values_list("state", "reason")) == {("cancelled", "the release was taken back")}
    assert Offer.objects.get() == kept


def test_documents_are_read_once_they_know(call: Any, manager: Any, time_machine: Any) -> None:
    enclosure = operations.enclose(call, upload=files.upload("agreement.pdf"), by=manager)
    released(call, manager, "accept")
    person = owner(Offer.objects.get())
    assert not Enclosure.objects.visible_to(person).exists()
    time_machine.move_to(TOLD, tick=False)
    assert list(Enclosure.objects.visible_to(person)) == [enclosure]


def test_no_place_is_offered_to_who_does_not_know_that_they_wait(call: Any, manager: Any, time_machine: Any) -> None:
    operations.arrange(call, offers_on=True, by=manager)
    gone = decisions.offer(reviews.application(call))
    operations.reply(gone, accepts=False, by=owner(gone))
    released(call, manager, "waitlist")
    waits = call.applications.get(decision__outcome="waitlist")
    page = browser(manager).get("/calls/tides/waiting-list/").content.decode()
    assert ("not told yet" in page, "Offer the place" in page) == (True, False)
    with pytest.raises(Refusal, match="waits for a place and knows of it"):
        operations.offer_place(call, number=waits.number, by=manager)
    assert operations.offer_on(call.pk) == []
    time_machine.move_to(TOLD, tick=False)
    assert "Offer the place" in browser(manager).get("/calls/tides/waiting-list/").content.decode()
    assert operations.offer_on_due() == 1
    assert Offer.objects.get(state="open").decision.application == waits


def test_the_place_of_who_withdraws_meanwhile_goes_to_the_next(call: Any, manager: Any) -> None:
    operations.arrange(call, offers_on=True, by=manager)
    waits = reviews.application(call, name="Waits")
    decisions.decision(waits, outcome="waitlist", released=True)
    released(call, manager, "accept")
    leaves = Offer.objects.get().decision.application
    applications.withdraw(leaves, by=reviews.owner_of(leaves), at=clock.now())
    assert operations.offer_on_due() == 1
    assert Offer.objects.get(state="open").decision.application == waits


def test_managers_read_that_an_offer_is_not_sent_yet_and_when_it_goes_out(call: Any, manager: Any, time_machine: Any) -> None:
    decisions.offer(reviews.application(call))
    released(call, manager, "accept")
    client, offer = browser(manager), Offer.objects.latest("pk")
    page = text(client.get("/calls/tides/decisions/?show=offers"))
    assert page.count("Not sent yet: goes out Wed 25 Nov, 14:00 SGT") == 1
    assert "for a reply · 1 not sent yet" in page
    assert client.get("/calls/tides/decisions/").context["tally"].waiting_for_reply == 1
    page = text(client.get(offer.get_absolute_url()))
    assert ("Not sent yet." in page, "Waiting for reply" in page, "Not accepted yet." in page) == (True, False, False)
    time_machine.move_to(TOLD, tick=False)
    page = text(browser(manager).get("/calls/tides/decisions/?show=offers"))
    assert ("not sent yet" in page.lower(), page.count("Waiting for reply")) == (False, 2)
    assert "Not accepted yet." in text(browser(manager).get(offer.get_absolute_url()))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())
