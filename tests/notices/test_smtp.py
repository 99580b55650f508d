"""Plain SMTP against a server that refuses, hangs and drops: what was surely not taken is told apart from what nobody knows."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accelerator.accounts.models import OperatorSettings
from accelerator.notices import delivering, letters, operations, relay
from accelerator.notices.models import Delivery
from accelerator.notices.operations import Kind
from accelerator.notices.relay import NeverTaken, Seen, TryLater
from tests.factories import accounts
from tests.notices.conftest import NOON
from tests.notices.relays import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(noon: Any) -> Any:
    return accounts.person(email="reader@example.org", name="Reader")


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with Server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 0.4
        yield running


def told(kind: Kind, reader: Any, **facts: Any) -> Delivery:
    message = operations.tell(kind, to=reader, about=reader, **({"what": "Tea"} | facts))
    assert message is not None
    return Delivery.objects.select_related("message__recipient").get(message=message)


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("mail", "421 shutting down", TryLater),
        ("mail", "451 try later", TryLater),
        ("mail", "550 not you", NeverTaken),
        ("rcpt", "450 mailbox busy", TryLater),
        ("rcpt", "550 no such person", NeverTaken),
        ("data", "451 local error", TryLater),
        ("data", "452 disk full", TryLater),
        ("data", "552 too large", NeverTaken),
        ("data", "554 looks like spam", NeverTaken),
    ],
)
def test_a_refusal_is_for_now_or_for_good(
    kind: Kind, reader: Any, server: Server, step: str, answer: str, expected: type[Exception]
) -> None:
    setattr(server, step, answer)
    with pytest.raises(expected, match=answer[:3]):
        relay.Smtp().send(letters.mail(told(kind, reader)))
    assert server.taken == []


@pytest.mark.parametrize(("does", "taken"), [("hang before taking", 0), ("hang after taking", 1), ("drop after taking", 1)])
def test_a_line_lost_in_the_middle_says_nothing_about_the_mail(
    kind: Kind, reader: Any, server: Server, does: str, taken: int
) -> None:
    server.does = does
    with pytest.raises((OSError, smtplib.SMTPServerDisconnected)) as fault:
        relay.Smtp().send(letters.mail(told(kind, reader)))
    assert not isinstance(fault.value, TryLater | NeverTaken)
    assert len(server.taken) >= taken


@pytest.mark.parametrize("does", ["hang at the end", "drop at the end"])
def test_what_happens_after_the_mail_was_taken_changes_nothing(kind: Kind, reader: Any, server: Server, does: str) -> None:
    told(kind, reader)
    server.does = does
    assert delivering.send_one()
    assert Delivery.objects.get().state == "sent"
    assert len(server.taken) == 1


def test_a_refusal_stays_a_refusal_when_the_line_is_lost_after_it(kind: Kind, reader: Any, server: Server) -> None:
    server.data, server.does = "550 no", "hang at the end"
    with pytest.raises(NeverTaken, match="550"):
        relay.Smtp().send(letters.mail(told(kind, reader)))


def test_where_nobody_listens_it_waits(kind: Kind, reader: Any, server: Server, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    told(kind, reader)
    assert delivering.send_one()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_at) == ("pending", 1, NOON + timedelta(seconds=30))
    assert "ConnectionRefusedError" in delivery.fault


@pytest.mark.parametrize(
    ("step", "answer", "state"), [("mail", "421 shutting down", "pending"), ("rcpt", "550 no such person", "failed")]
)
def test_a_refusal_is_written_down_and_the_next_mail_goes(
    kind: Kind, reader: Any, server: Server, step: str, answer: str, state: str
) -> None:
    refused = told(kind, reader)
    setattr(server, step, answer)
    assert delivering.send_one()
    setattr(server, step, "250 go on")
    told(kind, accounts.person(email="other@example.org"))
    assert delivering.send_one()
    refused.refresh_from_db()
    assert refused.state == state
    assert answer[:3] in refused.fault
    assert [mail.readers for mail in server.taken] == [["other@example.org"]]


def test_a_broken_off_mail_is_never_sent_again_blindly(kind: Kind, reader: Any, noon: Any, server: Server) -> None:
    """Plain SMTP cannot say what it took: the delivery is listed for a person, and one mail is out."""
    delivery = told(kind, reader)
    server.does = "drop after taking"
    assert delivering.send_one()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.claim != "") == ("sending", True)
    server.does = ""
    for minutes in (3, 10, 60):
        noon.move_to(NOON + timedelta(minutes=minutes))
        delivering.settle_expired()
        delivering.send_one()
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    assert len(server.taken) == 1


@pytest.mark.parametrize(("logged", "state"), [(True, "sent"), (False, "pending")])
def test_a_relay_with_a_log_is_asked(
    kind: Kind, reader: Any, noon: Any, server: Server, settings: Any, tmp_path: Any, logged: bool, state: str
) -> None:
    delivery, log = told(kind, reader), tmp_path / "relay.log"
    settings.MAIL_RELAY, settings.MAIL_RELAY_LOG = "accelerator.notices.relay.LoggedSmtp", str(log)
    server.does = "drop after taking"
    delivering.send_one()
    noon.move_to(NOON + timedelta(minutes=3))
    log.write_text(f"<another@slipway>\n{delivery.relay_id}\n" if logged else f"{delivery.relay_id}x\n")
    assert delivering.settle_expired() == 1
    delivery.refresh_from_db()
    assert delivery.state == state


def test_without_its_log_a_relay_cannot_tell(settings: Any, tmp_path: Any) -> None:
    settings.MAIL_RELAY_LOG = str(tmp_path / "none.log")
    assert relay.LoggedSmtp().seen("<x@slipway>") is Seen.CANNOT_TELL
    assert relay.Smtp().seen("<x@slipway>") is Seen.CANNOT_TELL


NASTY = [
    "Tea\r\nBcc: spy@example.org",
    "Tea\nTo: spy@example.org",
    "Tea\rX-Spam: no",
    "Tea\x0b\x0c\x1c\x1d\x85\u2028\u2029Bcc: spy@example.org",
    "Tea\r\n\r\n<b>another body</b>",
    "Tea\x00\x1b[31m",
    "T\u202eae, \u00fcn\u00efcode \u8336 \U0001f375",
    "=?utf-8?q?Tea=0D=0ABcc=3A_spy=40example=2Eorg?=",
]


@pytest.mark.parametrize("what", NASTY)
def test_names_and_subjects_add_no_header_and_no_reader(kind: Kind, reader: Any, server: Server, what: str) -> None:
    """Whatever people call things, the envelope names the one reader and the head has the lines we wrote."""
    told(kind, reader, what=what)
    assert delivering.send_one()
    (mail,) = server.taken
    assert mail.readers == ["reader@example.org"]
    assert mail.sender == "no-reply@testserver"
    head = mail.parsed
    assert head.get_all("To") == ["reader@example.org"]
    assert (head.get_all("Bcc"), head.get_all("Cc"), head.get_all("X-Spam")) == (None, None, None)
    names = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Slipway-Kind"}
    assert set(head.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == names
    assert head["Subject"].startswith("T")
    assert len(head.get_all("Subject") or []) == 1


@pytest.mark.parametrize(
    "name",
    ['Harbour" <spy@example.org>\r\nBcc: spy@example.org, "x', "Harbour\\", "Hafen & S\u00f6hne", "H" * 200, "\x1b[31mRed"],
)
def test_the_operators_name_cannot_write_another_sender(kind: Kind, reader: Any, server: Server, name: str) -> None:
    OperatorSettings.objects.create(pk=1, name=name, from_address="team@harbour.example")
    told(kind, reader)
    assert delivering.send_one()
    (mail,) = server.taken
    assert (mail.sender, mail.readers) == ("team@harbour.example", ["reader@example.org"])
    assert mail.parsed.get_all("Bcc") is None
    (sender,) = mail.parsed["From"].addresses
    assert sender.addr_spec == "team@harbour.example"
    assert sender.display_name.startswith((name[:2], " [31m"))
