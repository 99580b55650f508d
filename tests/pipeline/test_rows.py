"""What a row of the manager's list carries: the panel, the flags, the order of its columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accelerator.applications import operations
from accelerator.kit import clock
from accelerator.pipeline import filters, queries
from accelerator.pipeline.panels import heads
from accelerator.pipeline.rows import dress
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, Conflict, Standing
from accelerator.startups.models import Member
from tests.cast import browser
from tests.factories import applications, programmes, reviews, startups

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
TODAY_AT = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def call() -> Call:
    return reviews.call()


def dressed(call: Call) -> dict[str, Any]:
    rows = queries.shown(False, False, *queries.rows(call).values_list("pk", flat=True))
    dress(rows, today=TODAY)
    return {row.startup.name: row for row in rows}


def reviewers(row: Any) -> list[str]:
    return [one["name"] for one in row.panel]


def test_the_panel_names_who_reviews_now_by_name(call: Call) -> None:
    application = reviews.application(call, name="Tidewise")
    for name in ("Wen Jie", "Daniel Ong"):
        reviews.assignment(application, reviewer=reviews.reviewer(call, name=name))
    reviews.assignment(application, reviewer=reviews.reviewer(call, name="Gone"), state=Assignment.State.UNASSIGNED)
    reviews.application(call, name="Padi Sense")
    found = dressed(call)
    assert reviewers(found["Tidewise"]) == ["Daniel Ong", "Wen Jie"]
    assert (reviewers(found["Padi Sense"]), found["Padi Sense"].signs) == ([], [])


@pytest.mark.parametrize(
    ("due_on", "state", "flags"),
    [
        (TODAY - timedelta(days=1), Assignment.State.ASSIGNED, ["late"]),
        (TODAY, Assignment.State.ASSIGNED, []),
        (None, Assignment.State.ASSIGNED, []),
        (TODAY - timedelta(days=1), Assignment.State.UNASSIGNED, []),
    ],
)
def test_a_reviewer_is_late_the_day_after_and_only_with_something_to_do(
    call: Call, due_on: date | None, state: str, flags: list[str]
) -> None:
    reviews.assignment(reviews.application(call, name="Tidewise"), due_on=due_on, state=state)
    assert dressed(call)["Tidewise"].signs == flags


def test_what_came_after_the_deadline_is_marked_by_the_submission_that_counts(call: Call) -> None:
    def sent(name: str, *late: bool) -> None:
        one = reviews.application(call, name=name)
        for place, is_late in enumerate(late):
            at = TODAY_AT + timedelta(hours=place)
            closed_at = at if is_late else at + timedelta(microseconds=1)
            applications.submission(application=one, by=one.started_by, arrived_at=at, closed_at=closed_at)

    sent("In time")
    sent("Late", False, True)
    sent("Late, then moved", True, False)
    assert {name: row.signs for name, row in dressed(call).items()} == {"In time": [], "Late": ["grace"], "Late, then moved": []}
    found = filters.from_query("?flag=grace", call).narrow(queries.rows(call))
    assert [one.startup.name for one in found] == ["Late"]
    page = browser(programmes.manager(call.programme)).get(f"/calls/{call.slug}/pipeline/?flag=grace").content.decode()
    assert page.count("After the deadline</span>") == 1


def test_a_conflict_that_stands_and_scores_far_apart_are_flagged_in_this_order(call: Call) -> None:
    split, close = reviews.application(call, name="Split"), reviews.application(call, name="Close")
    reviewer = reviews.reviewer(call)
    for one, spread in ((split, "1.00"), (close, "0.99")):
        Standing.objects.update_or_create(application=one, defaults={"given": 2, "scored": 2, "spread": Decimal(spread)})
    Conflict.objects.create(application=split, person=reviewer, source="declared")
    Conflict.objects.create(application=close, person=reviewer, source="declared", ended_at=clock.now())
    found = dressed(call)
    assert found["Split"].signs == ["conflict", "split"]
    assert found["Close"].signs == []


def test_who_was_asked_and_has_not_answered_is_marked_and_found(call: Call, time_machine: Any) -> None:
    time_machine.move_to(TODAY_AT, tick=False)
    manager = reviews.manager(call)
    for name, days in (("Late", (0, 2)), ("Waits", (1, 2)), ("Answered", (0,)), ("Spared", (0,)), ("Gone", (0,)), ("Silent", ())):
        one = reviews.application(call, name=name)
        owner = startups.member(one.startup, role=Member.Role.OWNER)
        for day in days:
            made = operations.ask_more(one, asks=f"Day {day}?", due_on=TODAY + timedelta(days=day), by=manager)
        if name == "Answered":
            operations.answer(made, text="Nine.", by=owner, at=TODAY_AT)
        elif name == "Spared":
            operations.take_back(made, by=manager, at=TODAY_AT)
        elif name == "Gone":
            operations.withdraw(one, by=owner, at=TODAY_AT)
    time_machine.move_to(TODAY_AT + timedelta(days=1), tick=False)
    rows = queries.shown(False, False, *queries.rows(call).values_list("pk", flat=True))
    dress(rows, today=TODAY + timedelta(days=1))
    assert {row.startup.name: row.signs for row in rows if row.signs} == {"Late": ["overdue"], "Waits": ["asked"]}
    found = {
        flag: sorted(one.startup.name for one in filters.from_query(f"?flag={flag}", call).narrow(queries.rows(call)))
        for flag in ("asked", "overdue")
    }
    assert found == {"asked": ["Late", "Waits"], "overdue": ["Late"]}
    page = browser(manager).get(f"/calls/{call.slug}/pipeline/?flag=asked").content.decode()
    assert (page.count("Answer overdue</span>"), page.count("Asked, not answered</span>")) == (1, 1)


def test_headings_lead_to_their_order_and_say_which_way_it_runs(call: Call) -> None:
    found = heads(filters.from_query("?stage=scored&sort=newest&mark=x", call))
    assert found["score"] == ("?stage=scored&sort=score", "")
    assert found["age"] == ("?stage=scored&sort=oldest", "ascending")
    by_score = heads(filters.from_query("", call))
    assert [name for name, head in by_score.items() if head.way] == ["score"]
    assert by_score["age"].href == "?sort=newest"


def test_the_page_offers_what_there_is_to_do_and_nobody_else_is_offered_it(call: Call) -> None:
    reviews.application(call, name="Tidewise")
    manager = reviews.manager(call)
    page = browser(manager).get(f"/calls/{call.slug}/pipeline/").content.decode()
    assert "Assign reviewers to Tidewise" in page
    assert "1 of 1 shown" in page
    assert "Release" not in page
    assert 'data-hotkey="?"' in page
    assert "next and previous application" in page.lower()
    narrowed = browser(manager).get(f"/calls/{call.slug}/pipeline/?q=Tide").content.decode()
    assert "Filtered from 1" in narrowed


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_for_three(call: Call, rows: int, django_assert_num_queries: Any) -> None:
    for _one in range(rows):
        reviews.review(reviews.assignment(reviews.application(call)))
    visitor = browser(reviews.manager(call))
    visitor.get(f"/calls/{call.slug}/pipeline/")
    with django_assert_num_queries(8):
        assert visitor.get(f"/calls/{call.slug}/pipeline/").status_code == 200
