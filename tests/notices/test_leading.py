"""A kind may say where its mail's button leads as the mail goes out: what only that mail may name is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accelerator.notices import letters, operations
from accelerator.notices.models import Delivery, Message
from accelerator.notices.operations import KINDS, Kind
from tests.factories import accounts

pytestmark = pytest.mark.django_db
WAYS: list[str] = []


@pytest.fixture
def kind() -> Iterator[Kind]:
    """Leads to the last of WAYS."""
    WAYS.clear()
    made = Kind("led", "Led", "Come in", "A door is open.", "Open it", leads_to=lambda message: WAYS[-1] if WAYS else "")
    yield made
    KINDS.pop("led")


def told(kind: Kind) -> Delivery:
    reader = accounts.person(email="reader@example.org")
    message = operations.tell(kind, to=reader, about=reader, url="/door/")
    assert message is not None
    return Delivery.objects.select_related("message__recipient").get(message=message)


def test_the_button_leads_there_in_both_halves_and_nothing_keeps_it(kind: Kind, settings: Any) -> None:
    settings.SITE_URL = "https://house.example"
    WAYS.append("/door/secret/")
    delivery = told(kind)
    mail = letters.mail(delivery)
    halves = [str(mail.body), str(mail.alternatives[0][0])]
    assert all("https://house.example/door/secret/" in half for half in halves)
    kept = Message.objects.get()
    assert (kept.url, "secret" in str(kept.facts)) == ("/door/", False)


def test_worked_out_anew_each_time_it_goes_out(kind: Kind) -> None:
    WAYS.append("/door/first/")
    delivery = told(kind)
    assert "/door/first/" in str(letters.mail(delivery).body)
    WAYS.append("/door/second/")
    body = str(letters.mail(delivery).body)
    assert ("/door/second/" in body, "/door/first/" in body) == (True, False)


def test_where_there_is_no_such_way_it_leads_to_its_own_address(kind: Kind) -> None:
    body = str(letters.mail(told(kind)).body)
    assert "/door/" in body


def test_on_pages_a_message_leads_to_its_own_address_alone(kind: Kind) -> None:
    """The inbox is read signed in, and by whoever helps with the delivery log: neither learns the way."""
    WAYS.append("/door/secret/")
    shown = letters.shown([told(kind).message])[0]
    assert (shown.message.url, "secret" in str(shown)) == ("/door/", False)
