"""The waiting list: its order, who changes it, and who reads it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client

from accelerator.decisions import operations, waiting
from accelerator.decisions.models import Offer, Waiting
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.together import at_once

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/waiting-list/"


def waits(call: Any, name: str, points: int = 0, *, released: bool = False) -> Any:
    application = reviews.application(call, name=name)
    if points:
        reviews.review(reviews.assignment(application), dict.fromkeys((1, 2, 3), points))
    decisions.decision(application, outcome="waitlist", released=released)
    return application


def names(call: Any) -> list[str]:
    return [row.application.startup.name for row in waiting.listed(call)]


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_without_an_order_the_highest_mean_stands_first(call: Any) -> None:
    for name, points in (("Low", 2), ("High", 5), ("Unread", 0), ("Middle", 3)):
        waits(call, name, points, released=name == "High")
    decisions.decision(reviews.application(call, name="Accepted"), outcome="accept")
    gone = waits(call, "Gone", 4)
    gone.state = "withdrawn"
    gone.save()
    offered = waits(call, "Offered", 4, released=True)
    Offer.objects.create(decision=offered.decision, reply_by=clock.now())
    assert names(call) == ["High", "Middle", "Low", "Unread"]


def test_neighbours_of_one_mean_are_level_until_people_put_them_in_order(call: Any, manager: Any) -> None:
    rows = [waits(call, name, points) for name, points in (("One", 3), ("Two", 3), ("Three", 2))]
    assert [row.level for row in waiting.numbered(list(waiting.listed(call)))] == [True, True, False]
    operations.order(call, numbers=[one.number for one in rows], by=manager)
    found = waiting.numbered(list(waiting.listed(call)))
    assert [(row.number, row.level) for row in found] == [(1, False), (2, False), (3, False)]


def test_moving_one_keeps_the_order_of_the_others(call: Any, manager: Any) -> None:
    rows = [waits(call, name, points) for name, points in (("A", 5), ("B", 4), ("C", 3), ("D", 2))]
    assert operations.move(call, number=rows[3].number, to=2, by=manager) == 4
    assert names(call) == ["A", "D", "B", "C"]
    operations.move(call, number=rows[0].number, to=99, by=manager)
    assert names(call) == ["D", "B", "C", "A"]
    told = [one.told() for one in Entry.objects.about(rows[3].decision).newest_first()]
    assert told == [f"Mei Lin moved Waitlist: {rows[3]} from place 4 to place 2 of the waiting list."]
    assert not Entry.objects.about(rows[3], rows[3].startup).exists()
    late = waits(call, "E", 5)
    assert names(call) == ["D", "B", "C", "A", "E"]
    operations.move(call, number=late.number, to=1, by=manager)
    assert names(call) == ["E", "D", "B", "C", "A"]
    assert list(Waiting.objects.order_by("place").values_list("place", flat=True)) == [1, 2, 3, 4, 5]


def test_an_order_names_everybody_once(call: Any, manager: Any) -> None:
    one, other = waits(call, "One", 3), waits(call, "Other", 2)
    for numbers in ([one.number], [one.number, one.number], [one.number, other.number, "X-1"], []):
        with pytest.raises(Refusal, match="The waiting list changed since you looked"):
            operations.order(call, numbers=numbers, by=manager)
    operations.order(call, numbers=[other.number, one.number], by=manager)
    assert names(call) == ["Other", "One"]
    assert Entry.objects.get().told() == f"Mei Lin put the 2 on the waiting list of {call} in order."


def test_who_looked_at_another_list_is_told(call: Any, manager: Any) -> None:
    one = waits(call, "One", 3)
    seen = waiting.mark(list(waiting.listed(call)))
    waits(call, "Other", 2)
    for look in (seen, ""):
        with pytest.raises(Refusal, match="changed since you looked"):
            operations.move(call, number=one.number, to=2, by=manager, seen=look)
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "other manager", "admin", "conflicted"])
def test_only_managers_without_a_conflict_order_it(call: Any, manager: Any, who: str) -> None:
    one, other = waits(call, "One", 3), waits(call, "Other", 2)
    by = {
        "reviewer": lambda: reviews.reviewer(call),
        "other manager": lambda: reviews.manager(reviews.call()),
        "admin": accounts.operator_person,
        "conflicted": lambda: manager,
    }[who]()
    if who == "conflicted":
        reviews.conflict(one, manager)
    with pytest.raises(Forbidden):
        operations.move(call, number=other.number, to=1, by=by)
    assert not Waiting.objects.exists()


def test_no_two_have_one_place(call: Any) -> None:
    one, other = waits(call, "One"), waits(call, "Other")
    Waiting.objects.create(call=call, application=one, place=1)

    def take_it_too() -> None:
        with transaction.atomic():
            Waiting.objects.create(call=call, application=other, place=1)
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="waiting_place"):
        take_it_too()


def test_founders_read_their_place_only_where_the_call_tells_it(call: Any, manager: Any) -> None:
    waits(call, "First", 5, released=True)
    second = waits(call, "Second", 3, released=True)
    letter = partial(browser(reviews.owner_of(second)).get, f"/decisions/{second.number}/")
    assert "on the waiting list now" not in text(letter())
    operations.arrange(call, tells_place=True, by=manager)
    assert "You are number 2 on the waiting list now." in text(letter())
    waits(call, "Not told yet", 4)
    assert "You are number 2 on the waiting list now." in text(letter())
    Offer.objects.create(decision=second.decision, reply_by=clock.now())
    assert "on the waiting list now" not in text(letter())


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_leave_one_whole_order() -> None:
    call = reviews.call()
    people = [reviews.manager(call) for _ in range(3)]
    rows = [waits(call, f"S{number}", 3) for number in range(6)]
    acts = [
        partial(operations.move, call, number=rows[place].number, to=6 - place, by=person) for place, person in enumerate(people)
    ]
    at_once(*acts)
    assert list(Waiting.objects.order_by("place").values_list("place", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert len(set(names(call))) == 6


class TestPage:
    def test_buttons_move_without_a_script(self, call: Any, desk: Client) -> None:
        one, other = waits(call, "One", 3), waits(call, "Other", 2)
        page = desk.get(LIST)
        assert text(page).index("One") < text(page).index("Other")
        sent = {"seen": page.context["mark"], "number": other.number, "to": "1"}
        answer = desk.post(LIST, sent, follow=True)
        assert answer.redirect_chain == [(f"{LIST}?moved={other.number}&way=up", 302)]
        assert names(call) == ["Other", "One"]
        again = desk.post(LIST, sent | {"number": one.number}, follow=True)
        assert "The waiting list changed since you looked." in text(again)
        assert names(call) == ["Other", "One"]

    @pytest.mark.parametrize("sent", [{"to": ""}, {"to": "x"}, {"to": "-1"}, {"to": "9" * 9}])
    def test_what_is_no_place_moves_nothing(self, call: Any, desk: Client, sent: dict[str, str]) -> None:
        one = waits(call, "One", 3)
        assert desk.post(LIST, {"number": one.number, **sent}).status_code == 409
        assert not Waiting.objects.exists()

    def test_who_only_looks_gets_no_buttons(self, call: Any) -> None:
        waits(call, "One", 3)
        page = text(browser(accounts.operator_person(role="auditor")).get(LIST))
        assert "One" in page
        assert "Move One up" not in page

    def test_equals_are_said(self, call: Any, desk: Client) -> None:
        for name in ("One", "Two"):
            waits(call, name, 3)
        assert "2 startups have the same mean as a neighbour, and nobody has put them in order." in text(desk.get(LIST))

    def test_an_empty_list_says_what_it_is(self, call: Any, desk: Client) -> None:
        assert "Nobody waits" in text(desk.get(LIST))

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(size):
            waits(call, f"S{number}", 3)
        desk.get(LIST)
        with django_assert_num_queries(QUERIES):
            assert desk.get(LIST).status_code == 200


QUERIES = 10


WHOLE = {"quorum": "0", "reply_days": "14", "reminded": "3, 7,3", "conditions": " Be here. ", "grounds": ""}


class TestProcedure:
    AT = "/calls/tides/deciding/"

    def test_a_manager_sets_it(self, call: Any, desk: Client) -> None:
        page = desk.get(self.AT)
        assert "Balance of the cohort" in text(page)
        answer = desk.post(self.AT, WHOLE | {"tells_place": "on", "grounds": "Because\nSecond"}, follow=True)
        assert answer.redirect_chain == [(self.AT, 302)]
        shown = desk.get(self.AT).context["form"]
        assert (shown["tells_place"].value(), shown["grounds"].value()) == (True, "Because\nSecond")
        assert (shown["reminded"].value(), shown["conditions"].value()) == ("7, 3", "Be here.")
        assert [one.verb for one in Entry.objects.order_by("id")] == ["procedure.set", "grounds.set"]

    def test_a_reason_is_no_essay(self, desk: Client, call: Any) -> None:
        for wrong in ({"grounds": "x" * 121}, {"reminded": "soon"}, {"reply_days": "0"}, {"conditions": "x" * 501}):
            assert desk.post(self.AT, WHOLE | wrong).status_code == 422

    def test_others_do_not(self, call: Any) -> None:
        for person in (reviews.reviewer(call), accounts.operator_person(role="auditor"), reviews.manager(reviews.call())):
            assert browser(person).get(self.AT).status_code == 404
