"""Reviews are due on a day still to come, at whichever door somebody names one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, planning, stages, tables
from accelerator.reviews.models import Assignment
from tests.cast import browser
from tests.factories import reviews

pytestmark = pytest.mark.django_db
SAID = "This day has passed. Name a later one, or none."


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call)


@pytest.fixture
def ann(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann", email="ann@example.org")


@pytest.fixture
def one(call: Any) -> Any:
    return reviews.application(call, name="Kelpworks")


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def yesterday(call: Any) -> date:
    return clock.today(call.zone) - timedelta(days=1)


def test_a_day_that_has_passed_is_refused_by_hand_and_at_best(call: Any, manager: Any, ann: Any, one: Any) -> None:
    stage = stages.in_hand(stages.of_call(call))
    wish = planning.Wish([ann], per_item=1, due_on=yesterday(call))
    for given in (
        lambda: operations.assign(one, reviewers=[ann], by=manager, due_on=yesterday(call)),
        lambda: operations.allot(stage, [one], wish, by=manager),
    ):
        with pytest.raises(Refusal) as refusal:
            given()
        assert (refusal.value.sentence, refusal.value.field) == (SAID, "due_on")
    assert not Assignment.objects.exists()
    (made,) = operations.assign(one, reviewers=[ann], by=manager, due_on=clock.today(call.zone))
    assert made.due_on == clock.today(call.zone)


@pytest.mark.parametrize("path", ["applications/{number}/assignments", "calls/tides/assignments/preview"])
def test_programs_are_refused_at_the_field(desk: Client, ann: Any, one: Any, path: str) -> None:
    sent = {"reviewers": [ann.code], "numbers": [one.number], "due_on": "2020-01-01"}
    if path.startswith("applications"):
        del sent["numbers"]
    answer = desk.post(f"/api/v1/{path.format(number=one.number)}", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["field"], answer.json()["title"]) == (409, "due_on", SAID)
    assert not Assignment.objects.exists()


def test_the_forms_say_so_at_the_field(desk: Client, ann: Any, one: Any) -> None:
    page = desk.post(f"/calls/tides/reviews/{one.number}/", {"reviewers": [ann.code], "due_on": "2020-01-01"})
    assert (page.status_code, page.context["form"].errors) == (422, {"due_on": [SAID]})
    page = desk.post("/calls/tides/reviews/plan/", {"reviewers": [ann.code], "per_item": "1", "due_on": "2020-01-01"})
    assert (page.status_code, page.context["form"].errors) == (422, {"due_on": [SAID]})
    assert not Assignment.objects.exists()


def test_forms_begin_with_the_day_of_the_stage_while_it_is_to_come(desk: Client, call: Any, ann: Any, one: Any) -> None:
    doors = (f"/calls/tides/reviews/{one.number}/", "/calls/tides/reviews/plan/")
    assert [desk.get(door).context["form"].initial["due_on"] for door in doors] == [date(2031, 1, 31)] * 2
    call.reviews_due_on = date(2020, 1, 1)
    call.save(update_fields=["reviews_due_on"])
    assert [desk.get(door).context["form"].initial["due_on"] for door in doors] == [None] * 2


def test_a_line_of_a_table_with_such_a_day_is_wrong(call: Any, ann: Any, one: Any) -> None:
    second = reviews.application(call)
    lines = "application,email,due_on\n"
    lines += f"{one.number},ann@example.org,2020-01-01\n{second.number},ann@example.org,{clock.today(call.zone)}\n"
    judged = tables.judge(call, "assignments", lines.encode())
    assert [(fault.line, fault.column, fault.sentence) for fault in judged.faults] == [(2, "due_on", SAID)]
    assert judged.changes == [(second, ann, clock.today(call.zone))]


def test_what_was_due_and_stands_comes_back_as_it_went(call: Any, manager: Any, ann: Any, one: Any) -> None:
    reviews.assignment(one, reviewer=ann, due_on=date(2020, 1, 1))
    (out,) = tables.rows(call, "assignments", reader=manager)
    content = ",".join(tables.head("assignments")) + "\n" + ",".join(map(str, out)) + "\n"
    assert "2020-01-01" in content
    judged = tables.judge(call, "assignments", content.encode())
    assert (judged.changes, judged.same, judged.faults) == ([], 1, [])
