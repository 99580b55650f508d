"""What was lately done to many at once: told apart by whom, with the way back where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accelerator.applications.models import Application
from accelerator.decisions import operations as deciding
from accelerator.kit import wording
from accelerator.notices.models import Message
from accelerator.pipeline import operations, recent
from accelerator.pipeline.models import Mailing
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations as ruling
from accelerator.reviews import stages
from accelerator.reviews.models import Assignment, Ruling
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.factories import pipeline as marks
from tests.pipeline.test_mailing import LETTER, sent
from tests.pipeline.test_views import AT, text

pytestmark = pytest.mark.django_db
COUNTED = "bids 4, expertise 3, sector 2, text 2, language 1, load 1"


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    """When no mail waits for the morning."""
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def two(call: Call) -> list[Application]:
    return [reviews.application(call, name=name) for name in ("Anchor", "Buoy")]


def ways(call: Call, person: Any) -> list[tuple[str, str, str]]:
    return [(one.way.said, one.way.door, one.way.verb) for one in recent.acts(call, person)[0]]


def spread(call: Call, two: list[Application], by: Any) -> str:
    return reviews.allotted(two, reviewers=[reviews.reviewer(call)], per_item=1, by=by).act


def test_ones_own_and_those_of_others_newest_first(call: Call, manager: Any, two: list[Application]) -> None:
    other = reviews.manager(call, name="Second")
    codes = [
        marks.tagged(*two, by=manager).code,
        marks.flagged(*two, by=other).code,
        deciding.decide_many(two, outcome="accept", by=manager),
        spread(call, two, other),
        operations.write(two, **LETTER, by=manager).code,
    ]
    elsewhere = reviews.call(programme=call.programme)
    marks.tagged(reviews.application(elsewhere), by=manager)
    own, others = recent.acts(call, manager)
    assert [one.code for one in own] == [codes[4], codes[2], codes[0]]
    assert [one.code for one in others] == [codes[3], codes[1]]
    assert [one.entry.told() for one in others] == [
        f"Second assigned reviews for Spring. Reviews: 2; reviewers: 1. What counted: {COUNTED}.",
        "Second flagged 2 of the applications to Spring: Same founder twice",
    ]
    assert [one.way.door for one in (*own, *others)] == [
        "pipeline_letter_undo",
        "call_decisions_undo",
        "pipeline_undo",
        "call_reviews_undo",
        "pipeline_undo",
    ]
    assert {one.way.verb for one in (*own, *others)} == {"Undo"}


def test_what_is_undone_or_begun_offers_nothing(call: Call, manager: Any, two: list[Application]) -> None:
    operations.undo(marks.tagged(*two, by=manager), by=manager)
    deciding.undo(call, act=deciding.decide_many(two, outcome="accept", by=manager), by=manager)
    act = spread(call, two, manager)
    first, second = Assignment.objects.filter(act=act)
    reviews.review(first)
    assert ways(call, manager)[0] == ("", "call_reviews_undo", "Undo")
    reviews.review(second)
    spent = ("Nothing of it is left to undo", "", "")
    assert ways(call, manager) == [spent, spent, ("Undone", "", "")]


def test_who_was_sent_on_is_taken_back_until_given_out_further_on(call: Call, manager: Any, two: list[Application]) -> None:
    stage = stages.of_call(call)[0]
    later = ReviewStage.objects.create(call=call, kind="interview", position=stage.position + 1)
    act = ruling.rule(stage, applications=two, outcome="on", by=manager)
    (done,), others = recent.acts(call, manager)
    undo = f"/calls/{call.slug}/reviews/stages/{stage.code}/undo/{act}/"
    assert (done.code, done.way.door, done.way.verb, done.way.stage, others) == (act, "review_stage_undo", "Undo", stage.code, [])
    client = browser(manager)
    assert f'action="{undo}?on=%3Fsector%3DPorts"' in text(client.get(AT + "acts/", {"on": "?sector=Ports"}))
    for application in two:
        reviews.assignment(application, stage=later)
    assert ways(call, manager) == [("Nothing of it is left to undo", "", "")]
    Assignment.objects.update(state="unassigned")
    assert client.post(f"{undo}?on=%3Fsector%3DPorts")["Location"] == f"{AT}?sector=Ports"
    assert not Ruling.objects.exists()


def test_marks_that_were_changed_since_by_hand_offer_nothing(call: Call, manager: Any, two: list[Application]) -> None:
    undo, spent = ("", "pipeline_undo", "Undo"), ("Nothing of it is left to undo", "", "")
    marks.tagged(*two, by=manager)
    marks.flagged(*two, by=manager)
    operations.untag(two[:1], name="Women-led", by=manager)
    operations.clear(two[:1], by=manager)
    assert ways(call, manager) == [undo] * 4
    operations.untag(two[1:], name="Women-led", by=manager)
    operations.clear(two[1:], by=manager)
    assert ways(call, manager) == [*[undo] * 4, spent, spent]
    marks.tagged(*two, name="Another", by=manager)
    marks.tagged(*two, by=manager)
    marks.flagged(*two, by=manager)
    assert ways(call, manager) == [*[undo] * 3, *[spent] * 6]


def test_how_a_letter_stands(call: Call, manager: Any, two: list[Application], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accelerator.pipeline.operations.mailing.AT_ONCE", 1)
    mailing = operations.write(two, **LETTER, by=manager)
    door, rest = "pipeline_letter_undo", "Stop the rest"
    assert ways(call, manager) == [(f"Goes out at {wording.moment(mailing.goes_at)}", door, "Undo")]
    with time_machine.travel(mailing.goes_at, tick=False):
        operations.post(mailing.pk)
        assert ways(call, manager) == [("Going out: 1 of 2 applications are written to", door, rest)]
        operations.post(mailing.pk)
        at = wording.moment(mailing.goes_at)
        assert ways(call, manager) == [(f"2 of its mails go out, the first at {at}", door, rest)]
        sent(*Message.objects.filter(kind="programme_wrote")[:1])
        assert ways(call, manager) == [(f"1 of its mails goes out at {at}", door, rest)]
        sent(*Message.objects.filter(kind="programme_wrote")[1:])
        assert ways(call, manager) == [("Gone out", "", "")]


def test_a_letter_that_was_stopped(call: Call, manager: Any, two: list[Application]) -> None:
    operations.recall(operations.write(two, **LETTER, by=manager), by=manager)
    assert ways(call, manager) == [("Taken back", "", "")]
    Mailing.objects.update(done=1)
    assert ways(call, manager) == [("Stopped: 1 of 2 applications were written to", "", "")]


def test_the_page_leads_back_to_the_list_as_it_was(call: Call, manager: Any, two: list[Application]) -> None:
    act, client = marks.tagged(*two, name="<b>", by=manager), browser(manager)
    page = text(client.get(AT + "acts/", {"on": "?sector=Ports"}))
    (undo,) = re.findall(r'action="([^"]*/undo/[^"]*)"', page)
    assert undo == f"{AT}acts/{act.code}/undo/?on=%3Fsector%3DPorts"
    assert "&lt;b&gt;." in page
    assert client.post(undo)["Location"] == f"{AT}?sector=Ports"
    part = client.get(AT + "acts/", headers={"HX-Request-Type": "partial"})
    assert ("<html" in text(part), text(part).count("Undone"), "Nothing yet" in text(part)) == (False, 1, True)


def test_who_only_looks_undoes_nothing(call: Call, manager: Any, two: list[Application]) -> None:
    marks.tagged(*two, by=manager)
    page = text(browser(accounts.operator_person(role="auditor")).get(AT + "acts/"))
    assert ("tagged 2 of the applications" in page, "/undo/" in page) == (True, False)
    assert browser(reviews.reviewer(call)).get(AT + "acts/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_its_queries_do_not_grow(
    call: Call, manager: Any, two: list[Application], count: int, django_assert_num_queries: Any
) -> None:
    for name in "abc"[:count]:
        marks.tagged(*two, name=name, by=manager)
        operations.write(two, subject=name, text="x", by=manager)
    Mailing.objects.update(posted_at=Mailing.objects.earliest("id").created_at, done=2)
    with django_assert_num_queries(7):
        assert len(recent.acts(call, manager)[0]) == 2 * count


def test_the_list_offers_it_and_asks_nothing_for_it(call: Call, manager: Any) -> None:
    assert f'hx-get="{AT}acts/?on=%3Fsector%3DPorts"' in text(browser(manager).get(AT, {"sector": "Ports"}))
