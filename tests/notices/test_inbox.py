"""A person's inbox, the delivery log for staff, the API, and the doors of those who watch the house."""

from __future__ import annotations

import mailbox
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import current_app

from accelerator.kit import clock
from accelerator.notices import health, operations, tasks
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.notices.operations import Kind
from config.schedule import app
from tests.cast import browser
from tests.factories import accounts
from tests.notices.conftest import NOON
from tests.programs import walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(noon: Any) -> Any:
    return accounts.person(email="reader@example.org", name="Reader")


def told(kind: Kind, reader: Any, about: str = "tea:1", **more: Any) -> Message:
    message = operations.tell(kind, to=reader, about=about, **({"what": "Tea"} | more))
    assert message is not None
    return message


def delivery(kind: Kind, state: str, **fields: Any) -> Delivery:
    message = told(kind, accounts.person(), about=f"tea:{state}")
    Delivery.objects.filter(message=message).delete()
    facts = {"address": f"{state}@example.org", "relay_id": f"<{state}>"}
    return Delivery.objects.create(message=message, state=state, **(facts | fields))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestQuietHours:
    @pytest.mark.parametrize(
        ("zone", "hours"), [("Asia/Singapore", 0), ("Europe/London", 4), ("Asia/Kathmandu", 0), ("America/New_York", 9)]
    )
    def test_the_night_is_that_of_the_reader(self, kind: Kind, urgent: Kind, noon: Any, zone: str, hours: int) -> None:
        """At noon in Singapore it is 04:00 in London and 23:00 in New York."""
        reader = accounts.person(zone=ZoneInfo(zone))
        waits = Delivery.objects.get(message=told(kind, reader)).next_at - NOON
        assert waits == timedelta(hours=hours)
        assert Delivery.objects.get(message=told(urgent, reader, code="1")).next_at == NOON

    def test_what_is_planned_for_the_night_waits_for_the_morning(self, kind: Kind, reader: Any) -> None:
        message = told(kind, reader, due_at=NOON + timedelta(hours=11))  # 23:00
        assert Delivery.objects.get(message=message).next_at == NOON + timedelta(hours=20)

    def test_an_address_without_a_person_has_the_operators_night(self, kind: Kind, noon: Any) -> None:
        noon.move_to(NOON + timedelta(hours=10))
        message = operations.tell(kind, to_address="new@example.org", about="tea:1", what="Tea")
        assert Delivery.objects.get(message=message).next_at == NOON + timedelta(hours=20)


class TestInbox:
    def test_newest_first_and_nobody_elses(self, kind: Kind, reader: Any) -> None:
        told(kind, reader, "tea:1", what="First")
        told(kind, reader, "tea:2", what="Second <b>")
        told(kind, accounts.person(), "tea:3", what="Other")
        page = text(browser(reader).get("/inbox/"))
        assert page.index("Second &lt;b&gt; for you") < page.index("First for you")
        assert "Other for you" not in page
        assert "2 unread" in page

    def test_opening_marks_it_read_once_and_leads_on(self, kind: Kind, reader: Any, noon: Any) -> None:
        message, desk = told(kind, reader, url="/account/"), browser(reader)
        assert desk.get(f"/inbox/{message.code}/open/").status_code == 405
        response = desk.post(f"/inbox/{message.code}/open/")
        assert (response.status_code, response.url) == (302, "/account/")
        noon.shift(timedelta(hours=1))
        desk.post(f"/inbox/{message.code}/open/")
        message.refresh_from_db()
        assert message.read_at == NOON

    @pytest.mark.parametrize("url", ["", "https://elsewhere.example"])
    def test_it_leads_nowhere_outside(self, kind: Kind, reader: Any, url: str) -> None:
        message = told(kind, reader, url=url)
        assert browser(reader).post(f"/inbox/{message.code}/open/").url == "/inbox/"

    def test_another_persons_message_is_not_there(self, kind: Kind, reader: Any) -> None:
        message = told(kind, accounts.person())
        assert browser(reader).post(f"/inbox/{message.code}/open/").status_code == 404
        message.refresh_from_db()
        assert message.read_at is None

    def test_all_at_once(self, kind: Kind, reader: Any) -> None:
        other = told(kind, accounts.person())
        for number in range(3):
            told(kind, reader, f"tea:{number}")
        response = browser(reader).post("/inbox/read/", follow=True)
        assert "0 unread" in text(response)
        other.refresh_from_db()
        assert other.read_at is None

    def test_strangers_sign_in_first(self) -> None:
        for address in ("/inbox/", "/deliveries/"):
            assert browser(None).get(address).status_code == 302

    def test_thirty_a_page(self, kind: Kind, reader: Any) -> None:
        for number in range(31):
            told(kind, reader, f"tea:{number}", what=f"Cup {number}")
        desk = browser(reader)
        first = desk.get("/inbox/")
        second = desk.get("/inbox/", {"mark": first.context["page"].after})
        assert [len(page.context["rows"]) for page in (first, second)] == [30, 1]
        assert [row.subject for row in second.context["rows"]] == ["Cup 0 for you"]

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, kind: Kind, reader: Any, size: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(size):
            told(kind, reader, f"tea:{number}")
        desk = browser(reader)
        desk.get("/inbox/")
        with django_assert_num_queries(INBOX):
            assert len(desk.get("/inbox/").context["rows"]) == size


INBOX, LOG, API = 4, 9, 3


class TestApi:
    def test_ones_own_newest_first_and_on_from_one(self, kind: Kind, reader: Any) -> None:
        for number in range(3):
            told(kind, reader, f"tea:{number}", what=f"Cup {number}", url="/home/")
        told(kind, accounts.person())
        client = browser(reader)
        found, rest = walked(client, "/messages", limit=2)
        assert [one["subject"] for one in found] == ["Cup 2 for you", "Cup 1 for you"]
        assert (found[0]["kind"], found[0]["url"], found[0]["read_at"]) == ("test_told", "/home/", None)
        assert found[0]["text"] == "First Cup 2.\n\nSecond <b>paragraph</b>."
        assert [one["subject"] for one in rest] == ["Cup 0 for you"]

    def test_reading(self, kind: Kind, reader: Any) -> None:
        first, second = told(kind, reader, "tea:1"), told(kind, reader, "tea:2")
        client = browser(reader)
        assert client.post(f"/api/v1/messages/{first.code}/read").status_code == 204
        assert [one["code"] for one in client.get("/api/v1/messages", {"unread": True}).json()["items"]] == [second.code]

    def test_others_messages_are_not_there(self, kind: Kind, reader: Any) -> None:
        other, client = told(kind, accounts.person()), browser(reader)
        assert client.post(f"/api/v1/messages/{other.code}/read").status_code == 404
        assert client.get("/api/v1/messages", {"cursor": other.code}).status_code == 422
        assert browser(None).get("/api/v1/messages").status_code == 401

    @pytest.mark.parametrize("limit", [-1, 0, 101])
    def test_a_page_has_bounds(self, reader: Any, limit: int) -> None:
        assert browser(reader).get("/api/v1/messages", {"limit": limit}).status_code == 422

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, kind: Kind, reader: Any, size: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(size):
            told(kind, reader, f"tea:{number}")
        client = browser(reader)
        client.get("/api/v1/messages")
        with django_assert_num_queries(API):
            assert len(client.get("/api/v1/messages").json()["items"]) == size


class TestLog:
    @pytest.mark.parametrize(
        ("role", "sees"), [("admin", True), ("auditor", True), ("approver", False), ("grants_officer", False), ("partner", False)]
    )
    def test_who_reads_it(self, noon: Any, role: str, sees: bool) -> None:
        person = accounts.partner_person() if role == "partner" else accounts.operator_person(role=role)
        assert browser(person).get("/deliveries/").status_code == (200 if sees else 403)

    def test_founders_do_not(self, reader: Any) -> None:
        assert browser(reader).get("/deliveries/").status_code == 403

    def test_what_needs_a_person_stands_first_with_its_buttons(self, kind: Kind, noon: Any) -> None:
        for state in ("unknown", "failed", "pending", "sent"):
            delivery(kind, state, fault="421 busy" if state == "failed" else "")
        page = text(browser(accounts.operator_person(role="admin")).get("/deliveries/"))
        places = [page.index(f"{state}@example.org") for state in ("unknown", "failed", "sent", "pending")]
        assert places == sorted(places)
        assert "1 mail was broken off while it was being sent." in page
        assert "421 busy" in page
        assert (page.count("Mark as sent</button>"), page.count("Send again</button>")) == (1, 2)

    def test_a_kind_is_told_in_words_one_that_is_gone_by_its_name(self, kind: Kind, noon: Any) -> None:
        delivery(kind, "sent")
        Message.objects.filter(pk=delivery(kind, "pending").message_id).update(kind="tea_was_cold")
        client = browser(accounts.operator_person(role="admin"))
        page = text(client.get("/deliveries/"))
        assert ("<td>Tea is ready</td>" in page, "<td>Tea was cold</td>" in page) == (True, True)
        assert ("test_told" in page, "tea_was_cold" in page) == (False, False)

    def test_no_two_kinds_are_called_the_same(self) -> None:
        labels = [operations.label(name) for name in operations.KINDS]
        assert len(set(labels)) == len(labels) > 90

    @pytest.mark.parametrize("noun", ["message", "reminder"])
    def test_the_support_desk_calls_kinds_the_same(self, kind: Kind, noon: Any, noun: str) -> None:
        delivery(kind, "sent")
        on = {"local_on": NOON.date(), "local_at": NOON.time(), "due_at": NOON}
        Reminder.objects.create(source="x", kind=kind.name, subject="tea:1", **on)
        page = text(browser(accounts.operator_person(role="admin", is_staff=True)).get(f"/desk/accelerator/{noun}/"))
        assert (page.count("Tea is ready"), page.count("test_told")) == (1, 0)

    def test_who_only_reads_gets_no_buttons(self, kind: Kind, noon: Any) -> None:
        delivery(kind, "unknown")
        page = text(browser(accounts.operator_person(role="auditor")).get("/deliveries/"))
        assert "unknown@example.org" in page
        assert "Mark as sent</button>" not in page

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"state": "failed"}, {"failed"}),
            ({"q": "UNKNOWN@"}, {"unknown"}),
            ({"q": "tea IS"}, {"failed", "unknown"}),
            ({"q": "test_told"}, set()),
            ({"q": "nobody"}, set()),
            ({"state": "nonsense"}, {"failed", "unknown"}),
            ({"state": "failed", "q": "unknown@"}, set()),
        ],
    )
    def test_it_is_filtered(self, kind: Kind, noon: Any, asked: dict[str, str], shown: set[str]) -> None:
        for state in ("failed", "unknown"):
            delivery(kind, state)
        page = text(browser(accounts.operator_person(role="admin")).get("/deliveries/", asked))
        assert {state for state in ("failed", "unknown") if f"{state}@example.org</td>" in page} == shown

    @pytest.mark.parametrize(("act", "state"), [("sent", "sent"), ("again", "pending")])
    def test_an_admin_decides(self, kind: Kind, noon: Any, act: str, state: str) -> None:
        made = delivery(kind, "unknown")
        desk = browser(accounts.operator_person(role="admin"))
        assert desk.get(f"/deliveries/{made.code}/{act}/").status_code == 405
        response = desk.post(f"/deliveries/{made.code}/{act}/")
        assert (response.status_code, response.url) == (302, "/deliveries/")
        made.refresh_from_db()
        assert made.state == state
        again = desk.post(f"/deliveries/{made.code}/sent/")
        assert again.status_code == 409
        assert "Somebody settled this meanwhile" in text(again)

    def test_others_do_not_decide(self, kind: Kind, reader: Any) -> None:
        made = delivery(kind, "unknown")
        for person in (reader, accounts.operator_person(role="auditor")):
            for act in ("sent", "again"):
                assert browser(person).post(f"/deliveries/{made.code}/{act}/").status_code == 403
        made.refresh_from_db()
        assert made.state == "unknown"

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(self, kind: Kind, noon: Any, size: int, django_assert_num_queries: Any) -> None:
        for state in ("failed", "unknown", "pending")[:size]:
            delivery(kind, state)
        desk = browser(accounts.operator_person(role="admin"))
        desk.get("/deliveries/")
        with django_assert_num_queries(LOG):
            assert len(desk.get("/deliveries/").context["page"].rows) == size


class TestWatching:
    def test_the_process_answers_and_the_database_is_ready(self) -> None:
        client = browser(None)
        assert (client.get("/healthz").content, client.get("/readyz").content) == (b"ok\n", b"ready\n")

    def test_all_is_well_while_a_worker_does_its_rounds(self, noon: Any) -> None:
        for name in ("worker", "beat"):
            health.beat(name)
        told = browser(None).get("/status.json").json()
        assert told == {
            "database": "ok",
            "degraded": False,
            "broker": "ok",
            "worker": "ok",
            "beat": "ok",
            "outbox": "ok",
            "reminders": "ok",
            "clock": "ok",
            "outbox_lag_seconds": 0,
            "deliveries_unknown": 0,
            "clock_offset_ms": 0,
        }

    @pytest.mark.parametrize(("silent", "state"), [(timedelta(seconds=179), "ok"), (timedelta(minutes=3), "down")])
    def test_a_worker_that_does_no_rounds_is_down_after_three_minutes(self, noon: Any, silent: timedelta, state: str) -> None:
        health.beat("worker")
        noon.shift(silent)
        assert health.status()["worker"] == state

    def test_a_part_nobody_heard_of_is_down(self, noon: Any) -> None:
        assert [health.status()[name] for name in ("worker", "beat")] == ["down", "down"]

    def test_a_doorbell_says_that_the_worker_lives_and_beat_says_both(self, noon: Any) -> None:
        tasks.sweep()
        assert [health.status()[name] for name in ("worker", "beat")] == ["ok", "down"]
        tasks.sweep(*app.conf.beat_schedule["notices.sweep"]["args"])
        assert [health.status()[name] for name in ("worker", "beat")] == ["ok", "ok"]

    @pytest.mark.parametrize(("late", "state"), [(timedelta(minutes=4), "ok"), (timedelta(minutes=5), "down")])
    def test_mail_that_waits_five_minutes_is_seen(self, kind: Kind, reader: Any, noon: Any, late: timedelta, state: str) -> None:
        told(kind, reader)
        noon.shift(late)
        found = health.status()
        assert (found["outbox"], found["outbox_lag_seconds"]) == (state, late.total_seconds())
        assert found["degraded"] is True

    @pytest.mark.parametrize(("late", "state"), [(timedelta(minutes=4), "ok"), (timedelta(minutes=5), "down")])
    def test_a_reminder_that_nobody_settles_is_seen(self, noon: Any, late: timedelta, state: str) -> None:
        """A beat that stopped, or a reminder that cannot be told: either way somebody has to look."""
        at = clock.now()
        Reminder.objects.create(source="x", kind="x", subject="tea:1", local_on=at.date(), local_at=at.time(), due_at=at)
        noon.shift(late)
        assert health.status()["reminders"] == state

    def test_what_nobody_knows_is_counted(self, kind: Kind, noon: Any) -> None:
        delivery(kind, "unknown")
        assert health.status()["deliveries_unknown"] == 1

    def test_a_broker_that_is_away_is_seen_and_the_page_answers(self, noon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        response = browser(None).get("/status.json")
        assert response.status_code == 200
        assert (response.json()["broker"], response.json()["degraded"]) == ("down", True)


class TestMailbox:
    """The demo's: every mail that was sent, for whoever looks."""

    @pytest.fixture
    def box(self, settings: Any, tmp_path: Path) -> mailbox.Maildir:
        settings.DEMO, settings.MAILBOX_DIR = True, tmp_path / "mail"
        return mailbox.Maildir(settings.MAILBOX_DIR, create=True)

    def put(self, box: mailbox.Maildir, to: str, subject: str, body: str = "Hello") -> str:
        mail = EmailMessage()
        mail["To"], mail["Subject"] = to, subject
        mail.set_content(body)
        return str(box.add(mail))

    def test_outside_the_demo_there_is_none(self) -> None:
        assert browser(None).get("/mailbox/").status_code == 404
        assert browser(None).get("/mailbox/x/").status_code == 404

    def test_mails_are_listed_and_found_by_reader(self, box: mailbox.Maildir) -> None:
        self.put(box, "ana@example.org", "For Ana <b>")
        self.put(box, "ben@example.org", "For Ben")
        page = text(browser(None).get("/mailbox/"))
        assert "For Ana &lt;b&gt;" in page
        assert "For Ben" in page
        page = text(browser(None).get("/mailbox/", {"to": " ANA@example.org"}))
        assert "For Ana" in page
        assert "For Ben" not in page

    def test_one_is_read_and_a_foreign_key_leads_nowhere(self, box: mailbox.Maildir) -> None:
        key = self.put(box, "ana@example.org", "Hello", "Go to https://testserver/home/ <script>")
        page = text(browser(None).get(f"/mailbox/{key}/"))
        assert 'href="https://testserver/home/"' in page
        assert "<script>" not in page.partition("<article")[2].partition("</article>")[0]
        assert browser(None).get("/mailbox/nothing/").status_code == 404
        assert browser(None).get("/mailbox/..%2f..%2fetc%2fpasswd/").status_code == 404

    def test_an_empty_box_says_so(self, box: mailbox.Maildir) -> None:
        assert "No mail yet" in text(browser(None).get("/mailbox/"))
