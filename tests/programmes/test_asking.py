"""Questions about a call and their answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes import operations, queries, registered
from accelerator.programmes.models import Call, Enquiry
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
DAY = timedelta(days=1)
DOOR = "/calls/applied-ai/"
DESK = "/calls/applied-ai/settings/questions/"
ASKED = "Is equity taken? We are Sampan."


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(world: World) -> Call:
    return programmes.call(programme=world.programme, name="Applied AI", slug="applied-ai", closes_at=NOW + 10 * DAY)


@pytest.fixture
def enquiry(world: World, call: Call) -> Enquiry:
    return operations.ask(call, asked=f" {ASKED}\n", by=world.outsider, at=NOW)


def answer(enquiry: Enquiry, by: Any, **given: Any) -> Enquiry:
    return operations.answer(enquiry, by=by, at=NOW, **({"told": "Is equity taken?", "text": "None.", "publish": True} | given))


class TestAsk:
    def test_the_managers_hear_and_nobody_else_reads_it(self, world: World, call: Call, enquiry: Enquiry) -> None:
        assert enquiry.asked == ASKED
        told = Message.objects.get()
        assert (told.kind, told.recipient, told.url) == ("enquiry_asked", world.manager, f"{DESK}{enquiry.code}/")
        assert Entry.objects.latest("id").told() == "Outsider asked about Applied AI."
        assert queries.enquiries(call, world.outsider) == [enquiry]
        assert queries.enquiries(call, world.rival) == []

    def test_pressed_twice_it_is_asked_once(self, world: World, call: Call, enquiry: Enquiry) -> None:
        assert operations.ask(call, asked=ASKED, by=world.outsider, at=NOW) == enquiry
        assert Message.objects.count() == 1
        assert operations.ask(call, asked=ASKED, by=world.rival, at=NOW) != enquiry

    @pytest.mark.parametrize(
        ("given", "says"), [({"asked": " \n"}, "Write your question"), ({"at": NOW + 10 * DAY}, "takes no questions any more")]
    )
    def test_what_is_refused(self, world: World, call: Call, given: dict[str, Any], says: str) -> None:
        with pytest.raises(Refusal, match=says) as refused:
            operations.ask(call, by=world.outsider, **({"asked": ASKED, "at": NOW} | given))
        assert refused.value.field == "asked"

    def test_a_draft_is_asked_about_by_nobody(self, world: World) -> None:
        with pytest.raises(Refusal, match="takes no questions"):
            operations.ask(world.draft, asked=ASKED, by=world.reviewer, at=NOW)

    def test_five_of_one_person_wait_at_most(self, world: World, call: Call) -> None:
        made = [operations.ask(call, asked=f"{place}?", by=world.outsider, at=NOW) for place in range(5)]
        with pytest.raises(Refusal, match="5 of your questions wait"):
            operations.ask(call, asked="6?", by=world.outsider, at=NOW)
        operations.ask(call, asked="Mine?", by=world.rival, at=NOW)
        answer(made[0], world.manager)
        operations.ask(call, asked="6?", by=world.outsider, at=NOW)


class TestAnswer:
    def test_everybody_reads_it_without_the_name(self, world: World, call: Call, enquiry: Enquiry) -> None:
        answer(enquiry, world.manager)
        page = Client().get(DOOR).content.decode()
        assert "Is equity taken?" in page
        assert "None." in page
        assert "Outsider" not in page
        assert "Sampan" not in page
        letter = Message.objects.get(kind="enquiry_answered")
        assert (letter.recipient, letter.facts["asked"], letter.facts["answer"]) == (world.outsider, ASKED, "None.")

    def test_only_who_asked_where_it_is_not_published(self, world: World, call: Call, enquiry: Enquiry) -> None:
        answer(enquiry, world.manager, publish=False)
        assert queries.enquiries(call, world.rival) == []
        assert "Only you see this question and its answer." in browser(world.outsider).get(DOOR).content.decode()
        assert "None." not in Client().get(DOOR).content.decode()

    def test_once_more_replaces_it_and_is_told_only_where_it_differs(self, world: World, call: Call, enquiry: Enquiry) -> None:
        answer(enquiry, world.manager)
        answer(enquiry, world.manager, told="Equity?")
        assert Message.objects.filter(kind="enquiry_answered").count() == 1
        with time_machine.travel(NOW + DAY, tick=False):
            operations.answer(enquiry, told="", text="A little.", publish=True, by=world.manager, at=NOW + DAY)
        held = Enquiry.objects.get()
        assert (held.told, held.answer, held.published_at, held.answered_at) == (ASKED, "A little.", NOW, NOW + DAY)
        assert Message.objects.filter(kind="enquiry_answered").count() == 2

    def test_an_answer_says_something(self, world: World, enquiry: Enquiry) -> None:
        with pytest.raises(Refusal, match="Write the answer"):
            answer(enquiry, world.manager, text=" ")

    def test_only_by_managers_of_the_programme(self, world: World, enquiry: Enquiry) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person(role="auditor")):
            with pytest.raises(Forbidden):
                answer(enquiry, person)

    def test_the_database_keeps_answers_whole(self, enquiry: Enquiry) -> None:
        with pytest.raises(IntegrityError, match="enquiry_answered_whole"), transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(answer="None.")
        with pytest.raises(IntegrityError, match="enquiry_answered_whole"), transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(published_at=NOW)


class TestVisible:
    def test_to_whom(self, world: World, call: Call, enquiry: Enquiry) -> None:
        seen = [world.manager, world.reviewer, world.outsider, world.rival]
        assert [Enquiry.objects.visible_to(one).count() for one in seen] == [1, 1, 1, 0]
        answer(enquiry, world.manager)
        assert Enquiry.objects.visible_to(world.rival).count() == 1
        Call.objects.update(listed=False)
        assert [Enquiry.objects.visible_to(one).count() for one in (AnonymousUser(), world.rival, world.manager)] == [0, 0, 1]


class TestPages:
    def test_asked_on_the_calls_page(self, world: World, call: Call) -> None:
        asker = browser(world.outsider)
        response = asker.post(f"{DOOR}questions/", {"asked": ASKED})
        assert (response.status_code, response["Location"]) == (302, f"{DOOR}#questions")
        assert "You asked this. It waits for an answer" in asker.get(DOOR).content.decode()

    def test_a_refusal_comes_back_on_the_page(self, world: World, call: Call) -> None:
        response = browser(world.outsider).post(f"{DOOR}questions/", {"asked": ""})
        assert (response.status_code, response.context["asking"].errors) == (422, {"asked": ["Fill this in."]})

    def test_strangers_are_asked_to_sign_in(self, call: Call) -> None:
        assert "Sign in to ask a question" in Client().get(DOOR).content.decode()
        assert Client().post(f"{DOOR}questions/", {"asked": ASKED})["Location"].startswith("/accounts/login/")

    def test_a_closed_call_shows_answers_and_takes_no_question(self, world: World, call: Call, enquiry: Enquiry) -> None:
        answer(enquiry, world.manager)
        with time_machine.travel(NOW + 11 * DAY, tick=False):
            page = browser(world.outsider).get(DOOR).content.decode()
        assert "None." in page
        assert "Ask a question" not in page

    def test_answered_in_the_settings(self, world: World, call: Call, enquiry: Enquiry) -> None:
        desk = browser(world.manager)
        assert ASKED in desk.get(DESK).content.decode()
        begun = desk.get(f"{DESK}{enquiry.code}/").context["form"]
        assert (begun["told"].value(), begun["publish"].value()) == (ASKED, True)
        given = {"told": "Equity?", "text": "None.", "publish": "on"}
        response = desk.post(f"{DESK}{enquiry.code}/", given)
        assert (response.status_code, response["Location"]) == (302, DESK)
        assert str(Enquiry.objects.get()) == "Equity?"
        again = desk.get(f"{DESK}{enquiry.code}/").context["form"]
        assert (again["text"].value(), again["publish"].value()) == ("None.", True)

    def test_what_waits_is_a_next_action(self, world: World, call: Call, enquiry: Enquiry) -> None:
        assert [one.title for one in registered.enquiries_waiting(world.manager)] == ["Answer 1 question about Applied AI"]
        assert registered.enquiries_waiting(world.reviewer) == []
        answer(enquiry, world.manager)
        assert registered.enquiries_waiting(world.manager) == []

    def test_queries_do_not_grow(self, world: World, call: Call, django_assert_num_queries: Any) -> None:
        desk = browser(world.manager)
        desk.get(DESK)
        for rows in (1, 3):
            while Enquiry.objects.count() < rows:
                operations.ask(call, asked=f"{Enquiry.objects.count()}?", by=accounts.person(), at=NOW)
            with django_assert_num_queries(DESK_QUERIES):
                desk.get(DESK)


class TestApi:
    def test_asked_and_answered(self, world: World, call: Call) -> None:
        asker, desk, at = browser(world.outsider), browser(world.manager), "/api/v1/calls/applied-ai/enquiries"
        made = asker.post(at, {"question": ASKED}, content_type="application/json")
        assert (made.status_code, made.json()["answer"]) == (201, "")
        door = f"{at}/{made.json()['code']}/answer"
        assert asker.post(door, {"answer": "Mine."}, content_type="application/json").status_code == 404
        done = desk.post(door, {"question": "Equity?", "answer": "None."}, content_type="application/json")
        assert done.json() | {"code": ""} == {"code": "", "question": "Equity?", "answer": "None.", "published": True}
        assert len(browser(world.rival).get(at).json()["items"]) == 1


DESK_QUERIES = 6
