"""What the programme asks a startup about its application: asked by managers, answered once, reminded of, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accelerator.applications import operations
from accelerator.applications.models import Application, Clarification
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters, reminding
from accelerator.notices.models import Message, Reminder
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application as applied

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
DUE = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def manager() -> Any:
    return accounts.person("manager@example.org")


@pytest.fixture
def application(manager: Any) -> Application:
    call = programmes.call(programme=programmes.programme(manager=manager), name="Applied AI", prefix="SF5")
    return applied(call=call, startup=startups.startup("Sampan Analytics"))


@pytest.fixture
def founder(application: Application) -> Any:
    return application.started_by


@pytest.fixture
def clarification(application: Application, manager: Any) -> Clarification:
    return operations.ask_more(application, asks="How deep is the berth?", due_on=DUE, by=manager)


def told(kind: str) -> list[Any]:
    return [one.recipient for one in Message.objects.filter(kind=kind).order_by("id")]


def test_what_is_asked_stands_first_until_it_is_answered(
    clarification: Clarification, application: Application, founder: Any, manager: Any
) -> None:
    def places(person: Any) -> list[int]:
        page = browser(person).get(application.get_absolute_url()).content.decode()
        assert page.count("Questions of the programme") == 1
        return [
            page.index(title) for title in ("Questions of the programme", "What you sent", "Where it stands") if title in page
        ]

    asked, _sent, stands = places(founder)
    assert asked < stands
    operations.answer(clarification, text="14 m", by=founder, at=AT)
    answered, sent, stands = places(founder)
    assert stands < answered < sent
    assert len(places(manager)) == 1


class TestAsking:
    def test_everybody_of_the_startup_hears_and_the_trail_keeps_it(
        self, application: Application, founder: Any, manager: Any
    ) -> None:
        viewer = startups.member(application.startup, role=Member.Role.VIEWER)
        made = operations.ask_more(application, asks="How deep?", due_on=DUE, by=manager)
        assert (made.application, made.due_on, made.asked_by, made.is_open()) == (application, DUE, manager, True)
        assert told("application_clarification") == [founder, viewer]
        heard = Message.objects.filter(kind="application_clarification")[0]
        assert (heard.facts["asks"], heard.facts["due"], heard.url) == ("How deep?", "Fri 27 Nov", made.get_absolute_url())
        entry = Entry.objects.get(verb="application.asked")
        assert entry.subject == f"application:{application.pk}"
        assert f"startup:{application.startup_id}" in entry.touches

    @pytest.mark.parametrize("who", ["founder", "reviewer", "stranger"])
    def test_only_managers_ask(self, application: Application, founder: Any, who: str) -> None:
        people = {"founder": founder, "stranger": accounts.person()}
        by = people.get(who) or programmes.reviewer(application.call.programme)
        with pytest.raises(Forbidden):
            operations.ask_more(application, asks="How deep?", due_on=DUE, by=by)
        assert not Clarification.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"), [({"asks": " \n"}, "asks"), ({"due_on": date(2026, 11, 19)}, "due_on")], ids=["nothing", "past"]
    )
    def test_what_cannot_be_asked_names_its_field(
        self, application: Application, manager: Any, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Refusal) as refused:
            operations.ask_more(application, **({"asks": "How deep?", "due_on": DUE, "by": manager} | changes))
        assert refused.value.field == field

    def test_pressed_twice_it_is_asked_once(self, application: Application, manager: Any) -> None:
        first, second = (operations.ask_more(application, asks="How deep?", due_on=DUE, by=manager) for _press in range(2))
        assert first == second == Clarification.objects.get()
        operations.take_back(first, by=manager, at=AT)
        assert operations.ask_more(application, asks="How deep?", due_on=DUE, by=manager) != first

    def test_a_withdrawn_application_is_left_alone(self, application: Application, founder: Any, manager: Any) -> None:
        operations.withdraw(application, by=founder, at=AT)
        with pytest.raises(Refusal, match="submitted and stands"):
            operations.ask_more(application, asks="How deep?", due_on=DUE, by=manager)

    def test_on_the_page_a_fault_keeps_what_was_typed(self, application: Application, manager: Any) -> None:
        door = f"/applications/{application.number}/ask-more/"
        answer = browser(manager).post(door, {"asks": "How deep?", "due_on": "2026-11-01"}, secure=True)
        assert (answer.status_code, "This day has passed" in answer.text, "How deep?" in answer.text) == (422, True, True)
        done = browser(manager).post(door, {"asks": "How deep?", "due_on": "2026-11-20"}, secure=True)
        assert (done.status_code, done["Location"]) == (302, Clarification.objects.get().get_absolute_url())


class TestAnswering:
    def test_the_asker_hears_and_the_answer_stays(self, clarification: Clarification, founder: Any, manager: Any) -> None:
        operations.answer(clarification, text="Nine metres. 九米", by=founder, at=AT)
        clarification.refresh_from_db()
        assert (clarification.answer, clarification.answered_by, clarification.answered_at) == ("Nine metres. 九米", founder, AT)
        assert told("application_clarification_answered") == [manager]
        assert Message.objects.get(kind="application_clarification_answered").facts["answer"] == "Nine metres. 九米"
        with pytest.raises(Refusal, match="has its answer"):
            operations.answer(clarification, text="Ten.", by=founder, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Clarification.objects.filter(pk=clarification.pk).update(answer="Ten.")

    def test_viewers_and_strangers_do_not_answer(self, clarification: Clarification, manager: Any) -> None:
        viewer = startups.member(clarification.application.startup, role=Member.Role.VIEWER)
        for by in (viewer, manager, accounts.person()):
            with pytest.raises(Forbidden):
                operations.answer(clarification, text="Nine.", by=by, at=AT)

    def test_it_is_answered_late_too(self, clarification: Clarification, founder: Any) -> None:
        late = datetime(2026, 12, 24, tzinfo=UTC)
        assert operations.answer(clarification, text="Nine.", by=founder, at=late).answered_at == late

    def test_who_was_second_still_has_what_they_typed(self, clarification: Clarification, founder: Any) -> None:
        cofounder = startups.member(clarification.application.startup, role=Member.Role.MEMBER)
        operations.answer(clarification, text="Nine metres.", by=cofounder, at=AT)
        page = browser(founder).post(clarification.get_absolute_url(), {"text": "Ten metres, at low tide."}, secure=True)
        assert page.status_code == 422
        for text in ("This question has its answer, which stays", "Nine metres.", "Ten metres, at low tide."):
            assert text in page.text

    def test_an_empty_answer_is_refused(self, clarification: Clarification, founder: Any) -> None:
        with pytest.raises(Refusal) as refused:
            operations.answer(clarification, text="  ", by=founder, at=AT)
        assert refused.value.field == "text"
        page = browser(founder).post(clarification.get_absolute_url(), {"text": ""}, secure=True)
        assert (page.status_code, "aria-invalid" in page.text) == (422, True)

    def test_founders_find_it_on_their_home_until_it_is_answered(self, clarification: Clarification, founder: Any) -> None:
        client = browser(founder)
        assert clarification.get_absolute_url() in client.get("/home/", secure=True).text
        assert client.post(clarification.get_absolute_url(), {"text": "Nine."}, secure=True).status_code == 302
        assert clarification.get_absolute_url() not in client.get("/home/", secure=True).text
        assert "Answered by" in client.get(clarification.application.get_absolute_url(), secure=True).text


class TestReminding:
    def test_a_day_before_those_who_can_answer_are_reminded(
        self, clarification: Clarification, founder: Any, time_machine: Any
    ) -> None:
        startups.member(clarification.application.startup, role=Member.Role.VIEWER)
        due_at = Reminder.objects.get(kind="application_clarification_due").due_at
        assert due_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
        time_machine.move_to(due_at, tick=False)
        assert [reminding.remind_one(), reminding.remind_one()] == [True, False]
        assert told("application_clarification_due") == [founder]

    def test_who_asked_hears_once_that_the_day_has_passed(
        self, clarification: Clarification, manager: Any, time_machine: Any
    ) -> None:
        due_at = Reminder.objects.get(kind="application_clarification_overdue").due_at
        assert due_at == datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
        Reminder.objects.filter(kind="application_clarification_due").delete()
        time_machine.move_to(due_at, tick=False)
        assert [reminding.remind_one(), reminding.remind_one()] == [True, False]
        heard = Message.objects.get(kind="application_clarification_overdue")
        assert (heard.recipient, heard.url) == (manager, clarification.get_absolute_url())
        assert letters.told(heard)[:2] == (
            "Sampan Analytics has not answered your question",
            [
                "You asked about application SF5-0001 to Applied AI. The answer was wanted by Fri 27 Nov, and there is none yet:",
                "How deep is the berth?",
            ],
        )

    def test_who_left_hears_nothing(self, clarification: Clarification, manager: Any, time_machine: Any) -> None:
        manager.is_active = False
        manager.save(update_fields=["is_active"])
        time_machine.move_to(Reminder.objects.get(kind="application_clarification_overdue").due_at, tick=False)
        while reminding.remind_one():
            pass
        assert told("application_clarification_overdue") == []

    def test_the_pages_say_that_the_day_has_passed(self, clarification: Clarification, founder: Any, time_machine: Any) -> None:
        pages = clarification.application.get_absolute_url(), clarification.get_absolute_url()
        for day, said in ((datetime(2026, 11, 27, 15, 59, tzinfo=UTC), False), (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), True)):
            time_machine.move_to(day, tick=False)
            shown = [browser(founder).get(page, secure=True).text for page in pages]
            assert [("nswer was wanted by Fri 27 Nov" in page) for page in shown] == [said, said]
            assert [("nswer wanted by Fri 27 Nov" in page) for page in shown] == [not said, not said]

    @pytest.mark.parametrize("ending", ["answered", "taken back"])
    def test_what_is_settled_is_not_reminded_of(
        self, clarification: Clarification, founder: Any, manager: Any, ending: str
    ) -> None:
        if ending == "answered":
            operations.answer(clarification, text="Nine.", by=founder, at=AT)
        else:
            operations.take_back(clarification, by=manager, at=AT)
        assert set(Reminder.objects.values_list("state", "reason")) == {("cancelled", ending)}

    def test_a_withdrawn_application_is_not_reminded_of(
        self, clarification: Clarification, founder: Any, time_machine: Any
    ) -> None:
        operations.withdraw(clarification.application, by=founder, at=AT)
        time_machine.move_to(AT + timedelta(days=6), tick=False)
        assert reminding.remind_one()
        assert Reminder.objects.get(kind="application_clarification_due").reason == "nothing to answer any more"
        assert clock.now() == AT + timedelta(days=6)


class TestTakingBack:
    def test_the_startup_hears_that_nothing_need_be_answered(
        self, clarification: Clarification, founder: Any, manager: Any
    ) -> None:
        operations.take_back(clarification, by=manager, at=AT)
        assert told("application_clarification_dropped") == [founder]
        with pytest.raises(Refusal, match="was taken back"):
            operations.answer(clarification, text="Nine.", by=founder, at=AT)
        with pytest.raises(Refusal, match="was taken back"):
            operations.take_back(clarification, by=manager, at=AT)

    def test_what_was_answered_is_not_taken_back(self, clarification: Clarification, founder: Any, manager: Any) -> None:
        operations.answer(clarification, text="Nine.", by=founder, at=AT)
        with pytest.raises(Refusal, match="has its answer"):
            operations.take_back(clarification, by=manager, at=AT)

    def test_founders_take_nothing_back(self, clarification: Clarification, founder: Any) -> None:
        with pytest.raises(Forbidden):
            operations.take_back(clarification, by=founder, at=AT)


def test_the_price_of_the_page_does_not_grow(application: Application, manager: Any, django_assert_num_queries: Any) -> None:
    founder = browser(application.started_by)
    for count in (1, 2):
        operations.ask_more(application, asks=f"Question {count}", due_on=DUE, by=manager)
        page = founder.get(application.get_absolute_url(), secure=True)
        with django_assert_num_queries(7):
            page = founder.get(application.get_absolute_url(), secure=True)
        assert page.text.count("Answer wanted by") == count
