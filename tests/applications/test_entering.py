"""Staff enter an application on a founder's behalf: written by them, taken over by who proves the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accelerator.accounts import operations as accounts_operations
from accelerator.accounts import queries as house
from accelerator.accounts.models import Invitation
from accelerator.applications import operations, papers, receipts
from accelerator.applications.models import Application, Behalf
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from accelerator.programmes.models import Call
from accelerator.questionnaires.operations import Edit
from accelerator.startups import operations as startups_operations
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, files, programmes, startups
from tests.factories.questionnaires import ANSWERS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
PAPER = operations.NewStartup("Paper Quay", "https://paper.example", "Quays on paper.", "SG")
TYPED = {key: value for key, value in ANSWERS.items() if key != "true"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def founder() -> Any:
    return accounts.person("paper@example.org", "Mei Tan")


@pytest.fixture
def entered(call: Call, manager: Any) -> Application:
    return operations.enter(call=call, startup=PAPER, email="Paper@example.org", by=manager, at=NOW)


@pytest.fixture
def house_lets_staff_submit() -> None:
    settings = house.settings()
    settings.staff_submit = True
    accounts_operations.change_settings(settings, by=None)


def fresh(one: Application) -> Application:
    return Application.objects.select_related("call", "startup", "behalf", "sheet__version__questionnaire").get(pk=one.pk)


def fill(one: Application, by: Any, **answers: Any) -> Any:
    return operations.write(fresh(one), changes=[Edit(key, value, 0) for key, value in answers.items()], by=by, at=NOW)


def _asked(client: Any, address: str) -> int:
    """How many statements the page takes, session, person and menus among them."""
    client.get(address, secure=True)  # the first look of an hour is noted
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, secure=True).status_code == 200
    return len(asked)


def take_over(one: Application, by: Any) -> str:
    return accounts_operations.accept_invitation(Invitation.objects.get(scope_id=one.pk), by=by)


class TestEntering:
    def test_a_draft_of_a_startup_that_nobody_belongs_to(self, entered: Application, call: Call, manager: Any) -> None:
        startup = entered.startup
        assert (startup.name, startup.website, startup.one_liner, startup.country) == (
            "Paper Quay", "https://paper.example", "Quays on paper.", "SG",
        )  # fmt: skip
        assert (entered.state, entered.number, entered.started_by) == ("draft", "SF5-0001", manager)
        assert (entered.behalf.entered_by, entered.behalf.taken_at) == (manager, None)
        assert not Member.objects.exists()
        assert {one.state for one in Reminder.objects.all()} == {"planned"}
        entry = Entry.objects.get(verb="application.entered")
        assert entry.subject == f"application:{entered.pk}"
        assert "paper@example.org" not in str(entry.facts)

    def test_pressed_twice_it_is_entered_once(self, entered: Application, call: Call, manager: Any) -> None:
        def again(email: str) -> Application:
            return operations.enter(call=call, startup=PAPER, email=email, by=manager, at=NOW)

        assert again("Paper@Example.org ") == entered
        assert Invitation.objects.filter(scope="application").count() == 1
        assert again("other@example.org") != entered

    def test_the_founder_is_sent_a_link(self, entered: Application, manager: Any) -> None:
        sent = Invitation.objects.get(scope="application", scope_id=entered.pk)
        assert (sent.email, sent.role, sent.invited_by) == ("paper@example.org", "owner", manager)
        assert sent.scope_label == "Paper Quay, application to Applied AI"
        assert Message.objects.get(address="paper@example.org").facts["by"] == "Nurul Hakim"

    @pytest.mark.parametrize("who", ["reviewer", "stranger", "other manager"])
    def test_only_by_managers_of_the_call(self, call: Call, who: str) -> None:
        by = accounts.person()
        if who == "reviewer":
            programmes.reviewer(call.programme, by)
        elif who == "other manager":
            programmes.programme(manager=by)
        with pytest.raises(Forbidden):
            operations.enter(call=call, startup=PAPER, email="paper@example.org", by=by, at=NOW)
        assert not Startup.objects.exists()

    def test_not_past_the_deadline_and_not_without_name_or_address(self, call: Call, manager: Any) -> None:
        late = call.closes_at + timedelta(minutes=11)
        nameless = operations.NewStartup("  ")
        for startup, email, at, field in (
            (PAPER, "paper@example.org", late, None),
            (nameless, "paper@example.org", NOW, "name"),
            (PAPER, "nobody", NOW, "email"),
        ):
            with pytest.raises(Refusal) as refused, transaction.atomic():
                operations.enter(call=call, startup=startup, email=email, by=manager, at=at)
            assert refused.value.field == field
        assert not Application.objects.exists()

    def test_at_the_door(self, call: Call, manager: Any) -> None:
        client, door = browser(manager), "/calls/applied-ai/enter/"
        assert door in client.get("/calls/applied-ai/settings/", secure=True).text
        bad = client.post(door, {"name": "Paper Quay", "email": "nobody"}, secure=True)
        assert (bad.status_code, "Paper Quay" in bad.text) == (422, True)
        done = client.post(door, {"name": "Paper Quay", "email": "paper@example.org"}, secure=True)
        made = Application.objects.get()
        assert (done.status_code, done["Location"]) == (302, f"/applications/{made.number}/edit/company/")
        assert client.get(done["Location"], secure=True).status_code == 200
        page = client.get(made.get_absolute_url(), secure=True).text
        assert "not taken over yet" in page
        assert "paper@example.org" in page
        assert "Send again" in page

    def test_by_a_program(self, call: Call, manager: Any) -> None:
        door = "/api/v1/calls/applied-ai/entered"
        sent = {"name": "Paper Quay", "email": "paper@example.org", "website": "https://paper.example", "country": "SG"}
        made = browser(manager).post(door, sent, content_type="application/json", secure=True)
        assert (made.status_code, made.json()) == (201, {"number": "SF5-0001", "startup": "paper-quay"})
        bad = browser(manager).post(door, sent | {"website": "javascript:x"}, content_type="application/json", secure=True)
        assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "website")


class TestWriting:
    def test_managers_write_and_the_declarations_wait(self, entered: Application, manager: Any) -> None:
        written = fill(entered, manager, **ANSWERS)
        assert [(one.key, one.refusal.sentence) for one in written.refused] == [
            ("true", "A declaration is the founder's own. It waits until they take the application over.")
        ]
        assert fresh(entered).sheet.answers == TYPED
        page = browser(manager).get(f"/applications/{entered.number}/edit/evidence/", secure=True).text
        assert "The founder declares this" in page
        assert ("Save and close" in page, "Review and submit" in page, "The founder submits it" in page) == (True, False, True)
        closing = {"to:": "submit:", "live:": "1"}
        done = browser(manager).post(f"/applications/{entered.number}/edit/evidence/", closing, secure=True)
        assert done["Location"] == entered.get_absolute_url()

    def test_nobody_else_writes_or_sees_it(self, entered: Application, call: Call) -> None:
        for by in (programmes.reviewer(call.programme), programmes.manager(programmes.programme()), accounts.person()):
            assert not Application.objects.visible_to(by).exists()
            with pytest.raises(Forbidden):
                fill(entered, by, what="Mine.")

    def test_whoever_enters_it_is_logged_for_the_files_they_take(self, entered: Application, manager: Any) -> None:
        made = operations.attach(entered, key="deck", upload=files.upload(), by=manager, at=NOW)
        desk, door = browser(manager), f"/applications/{entered.number}"
        for ending in (f"attachments/{made.file.code}", "zip?draft=1"):
            assert desk.get(f"/api/v1{door}/{ending}", secure=True).status_code == 200
        assert desk.get(f"{door}/application.zip?draft", secure=True).status_code == 200
        assert list(Access.objects.order_by("id").values_list("person_id", "what")) == [
            (manager.pk, "file"),
            (manager.pk, "files"),
            (manager.pk, "files"),
        ]

    def test_files_go_on_and_come_back(self, entered: Application, manager: Any) -> None:
        made = operations.attach(entered, key="deck", upload=files.upload(), by=manager, at=NOW)
        door = f"/applications/{entered.number}/files/{made.file.code}/"
        assert browser(manager).get(door, secure=True).status_code == 200

    def test_a_mistake_is_withdrawn(self, entered: Application, manager: Any, founder: Any) -> None:
        operations.withdraw(fresh(entered), by=manager, at=NOW)
        with pytest.raises(Refusal, match="was withdrawn"):
            take_over(entered, founder)


class TestTakingOver:
    def test_who_proved_the_address_owns_it_and_staff_read_the_draft_no_more(
        self, entered: Application, manager: Any, founder: Any
    ) -> None:
        fill(entered, manager, **TYPED)
        assert take_over(entered, founder) == entered.get_absolute_url()
        one = fresh(entered)
        assert (one.behalf.taken_by, one.behalf.taken_at) == (founder, NOW)
        assert Member.objects.get().role == Member.Role.OWNER
        assert one.sheet.answers == TYPED
        assert Reminder.objects.exists()
        assert not Application.objects.visible_to(manager).exists()
        with pytest.raises(Forbidden):
            fill(entered, manager, what="Still mine.")
        page = browser(founder).get(one.get_absolute_url(), secure=True).text
        assert "Nurul Hakim entered this for you" in page
        entry = Entry.objects.get(verb="application.taken_over")
        assert (entry.actor_label, entry.facts["entered_by"]) == ("Mei Tan", "Nurul Hakim")
        assert Message.objects.filter(recipient=manager, kind="invitation_accepted").exists()

    def test_not_by_another_address_and_not_twice(self, entered: Application, founder: Any) -> None:
        with pytest.raises(Forbidden):
            take_over(entered, accounts.person())
        take_over(entered, founder)
        with pytest.raises(Refusal, match="taken over already"):
            operations.take_over(fresh(entered), by=accounts.person(), at=NOW)

    def test_who_is_invited_does_not_get_a_startup_that_others_own(self, entered: Application, founder: Any) -> None:
        """The record was a duplicate and merged into that of the startup itself, whose people nobody asked."""
        real = startups.startup("Paper Quay Pte Ltd", owner=accounts.person())
        Startup.objects.filter(pk=entered.startup_id).update(merged_into=real)
        with pytest.raises(Refusal, match="has people here already"):
            take_over(entered, founder)
        assert not Member.objects.filter(person=founder).exists()
        startups.member(real, founder)
        assert take_over(entered, founder) == entered.get_absolute_url()
        assert Behalf.objects.get().taken_by == founder
        assert [one.role for one in Member.objects.filter(person=founder)] == ["member"]

    def test_the_link_is_sent_again_by_managers_alone_until_then(self, entered: Application, manager: Any, founder: Any) -> None:
        link = Invitation.objects.get()
        with pytest.raises(Forbidden):
            accounts_operations.resend(link, by=accounts.person())
        accounts_operations.resend(link, by=manager)
        take_over(entered, founder)
        with pytest.raises(Forbidden):
            accounts_operations.resend(link, by=manager)

    def test_the_database_wants_both_or_neither(self, entered: Application) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Behalf.objects.update(taken_at=NOW)


class TestMerged:
    """The record was found to be a startup that has people: what staff entered for it is theirs, until that is undone."""

    @pytest.fixture
    def real(self, entered: Application) -> Startup:
        real = startups.startup("Paper Quay Pte Ltd", owner=accounts.person(name="Ada Own"))
        startups_operations.merge(entered.startup, into=real, by=accounts.operator_person(role="admin"), why="One number.")
        return real

    def test_its_people_write_and_staff_read_it_no_more(self, entered: Application, real: Startup, manager: Any) -> None:
        own = Member.objects.get(startup=real).person
        assert not Application.objects.visible_to(manager).exists()
        with pytest.raises(Forbidden):
            fill(entered, manager, name="Paper Quay")
        with pytest.raises(Forbidden):
            accounts_operations.resend(Invitation.objects.get(), by=manager)
        for path in ("", "edit/company/"):
            assert browser(manager).get(f"{entered.get_absolute_url()}{path}", secure=True).status_code == 404
        assert fill(entered, own, **ANSWERS).refused == []
        page = browser(own).get(entered.get_absolute_url(), secure=True).text
        assert ("Nurul Hakim entered this for you" in page, "Send again" in page) == (True, False)

    @pytest.mark.usefixtures("real")
    def test_what_they_submit_is_their_own(self, entered: Application) -> None:
        own = Member.objects.get().person
        fill(entered, own, **ANSWERS)
        sent = operations.submit(fresh(entered), by=own, arrived_at=NOW)
        assert (sent.on_behalf, [one["by"] for one in sent.declarations or []]) == (False, ["Ada Own"])

    def test_they_are_reminded(self, entered: Application, real: Startup) -> None:
        due = Reminder.objects.earliest("due_at")
        with time_machine.travel(due.due_at, tick=False):
            assert reminding.remind_one()
        assert Message.objects.get(kind=due.kind).recipient == Member.objects.get(startup=real).person

    def test_undone_it_is_the_staffs_again(self, entered: Application, real: Startup, manager: Any) -> None:
        startups_operations.unmerge(Startup.objects.get(pk=entered.startup_id), by=accounts.operator_person(role="admin"))
        assert list(Application.objects.visible_to(manager)) == [entered]
        assert [one.key for one in fill(entered, manager, **ANSWERS).refused] == ["true"]


class TestSubmitting:
    def test_not_where_the_house_does_not_say_so(self, entered: Application, manager: Any) -> None:
        fill(entered, manager, **TYPED)
        with pytest.raises(Forbidden):
            operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        assert browser(manager).get(f"/applications/{entered.number}/submit/", secure=True).status_code == 403

    @pytest.mark.usefixtures("house_lets_staff_submit")
    def test_marked_on_the_receipt_and_in_the_trail_and_without_declarations(self, entered: Application, manager: Any) -> None:
        fill(entered, manager, **TYPED)
        sent = operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        assert (sent.on_behalf, sent.answers, sent.declarations) == (True, TYPED, [])
        assert receipts.verified(sent.token).on_behalf
        assert papers.submitter(sent) == "Nurul Hakim, on the founder's behalf"
        assert "founder's behalf" in Entry.objects.get(verb="application.submitted").sentence
        told = Message.objects.get(kind="application_submitted_for")
        assert (told.address, told.facts["receipt"]) == ("paper@example.org", sent.receipt)
        assert "On the founder" in browser(manager).get(sent.get_absolute_url(), secure=True).text

    @pytest.mark.usefixtures("house_lets_staff_submit")
    def test_who_oversees_all_reads_what_was_sent_and_their_looking_is_logged(self, entered: Application, manager: Any) -> None:
        fill(entered, manager, **TYPED)
        made = operations.attach(entered, key="deck", upload=files.upload(), by=manager, at=NOW)
        operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        operations.write(fresh(entered), changes=[Edit("what", "Not sent.", 1)], by=manager, at=NOW)
        auditor = browser(accounts.operator_person(role="auditor"))
        door, program = f"/applications/{entered.number}/", f"/api/v1/applications/{entered.number}"
        for address in (door, f"{door}print/?draft", program):
            assert "Not sent." not in auditor.get(address, secure=True).text
        assert "edit/" not in auditor.get(door, secure=True).text.partition("<main")[2]
        for address in (f"{door}files/{made.file.code}/", f"{program}/attachments/{made.file.code}", f"{door}application.zip"):
            before = Access.objects.count()
            assert auditor.get(address, secure=True).status_code == 200
            assert Access.objects.count() == before + 1
        assert "Not sent." in browser(manager).get(program, secure=True).text

    @pytest.mark.usefixtures("house_lets_staff_submit")
    def test_its_page_asks_no_more_than_any(self, entered: Application, manager: Any) -> None:
        fill(entered, manager, **TYPED)
        client, door = browser(manager), entered.get_absolute_url()
        assert _asked(client, door) <= 12
        operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        assert _asked(client, door) <= 12
        operations.write(fresh(entered), changes=[Edit("what", "Not sent.", 1)], by=manager, at=NOW)
        operations.reopen(fresh(entered), reason="More.", until=entered.call.closes_at + timedelta(days=1), by=manager, at=NOW)
        assert _asked(client, door) <= 12

    @pytest.mark.usefixtures("house_lets_staff_submit")
    def test_what_else_is_missing_still_bars_it(self, entered: Application, manager: Any) -> None:
        with pytest.raises(operations.Incomplete) as refused:
            operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        assert [one.path for one in refused.value.faults] == ["what", "stage", "proof"]
        page = browser(manager).get(f"/applications/{entered.number}/submit/", secure=True).text
        assert "Everything here is true" not in page.partition("<main")[2].partition("Company")[0]

    @pytest.mark.usefixtures("house_lets_staff_submit")
    def test_the_founder_declares_and_sends_it_again(self, entered: Application, manager: Any, founder: Any) -> None:
        fill(entered, manager, **TYPED)
        operations.submit(fresh(entered), by=manager, arrived_at=NOW)
        take_over(entered, founder)
        with pytest.raises(operations.Incomplete) as refused:
            operations.submit(fresh(entered), by=founder, arrived_at=NOW)
        assert [one.path for one in refused.value.faults] == ["true"]
        fill(entered, founder, true=True)
        sent = operations.submit(fresh(entered), by=founder, arrived_at=NOW)
        assert (sent.number, sent.on_behalf, [one["by"] for one in sent.declarations]) == (2, False, ["Mei Tan"])
        assert not receipts.verified(sent.token).on_behalf
