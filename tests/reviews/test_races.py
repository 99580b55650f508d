"""Reviewers and managers at the same moment, in connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations, planning, queries, stages
from accelerator.reviews.models import Arrangement, Assignment, Conflict, Review, Ruling, Score, Standing, Workload
from accelerator.reviews.operations import assigning
from tests.factories import reviews, startups
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = {"points-1": "4", "points-2": "4", "points-3": "4", "comment": "Solid."}


def tried(act: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], bool]:
    def run() -> bool:
        try:
            act(*given, **more)
        except (Refusal, Error):
            return False
        return True

    return run


def test_reviews_submitted_at_once_are_all_counted() -> None:
    """The standing is kept by trigger: none of six totals may be added up without the others."""
    application = reviews.application(reviews.call())
    given = [reviews.assignment(application) for _ in range(6)]
    for number, one in enumerate(given):
        operations.score(one, by=one.reviewer, changes=WHOLE | {"points-1": str(1 + number % 5)})
    assert at_once(*(tried(operations.submit, one, by=one.reviewer) for one in given)) == [True] * 6
    standing = Standing.objects.get(application=application)
    totals = list(Review.objects.values_list("total", flat=True))
    assert (standing.given, standing.scored) == (6, 6)
    assert standing.mean == (sum(totals, Decimal()) / 6).quantize(Decimal("1e-9"))


def test_a_double_press_submits_once() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    operations.score(made, by=made.reviewer, changes=WHOLE)
    results = at_once(*[tried(operations.submit, made, by=made.reviewer)] * 6)
    assert sorted(results) == [False] * 5 + [True]


def test_a_conflict_and_a_submission_at_once_never_leave_a_score_that_counts() -> None:
    for _ in range(4):
        made = reviews.assignment(reviews.application(reviews.call()))
        operations.score(made, by=made.reviewer, changes=WHOLE)
        at_once(tried(operations.submit, made, by=made.reviewer), tried(operations.recuse, made, by=made.reviewer))
        made.refresh_from_db()
        assert made.state == Assignment.State.RECUSED
        standing = Standing.objects.get(application=made.application)
        assert (standing.given, standing.scored, standing.mean) == (0, 0, None)
        assert Conflict.objects.filter(application=made.application, person=made.reviewer).count() == 1


def test_two_windows_save_different_fields_at_once_and_both_are_kept() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    names = ["points-1", "points-2", "points-3", "points-4"]
    saves = [partial(operations.score, made, by=made.reviewer, changes={name: "3"}, seen={name: 0}) for name in names]
    at_once(*saves)
    review = Review.objects.get()
    assert {name: queries.values(review)[name] for name in names} == dict.fromkeys(names, "3")
    assert review.marks == dict.fromkeys(names, 1)


def test_two_managers_spread_at_once_and_nobody_is_given_twice() -> None:
    call = reviews.call()
    managers, people = [reviews.manager(call) for _ in range(2)], [reviews.reviewer(call) for _ in range(3)]
    applications = [reviews.application(call) for _ in range(6)]
    at_once(*(partial(reviews.allotted, applications, reviewers=people, per_item=2, by=manager) for manager in managers))
    assert [application.assignments.count() for application in applications] == [2] * 6


def test_no_score_is_written_after_a_conflict_is_committed() -> None:
    """The score waits for the conflict, whose transaction is first, and finds it: the database alone sees to that."""
    made = reviews.assignment(reviews.application(reviews.call()))
    review = Review.objects.create(assignment=made)
    criterion = queries.criteria(made.application.call)[0]
    with pytest.raises(IntegrityError, match="conflict of interest"):
        overtaken(
            lambda: Score.objects.create(review=review, criterion=criterion, points=4),
            by=lambda: reviews.conflict(made.application, made.reviewer),
        )
    assert not Score.objects.exists()


def test_a_conflict_waits_for_a_score_that_is_being_written() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    review = Review.objects.create(assignment=made)
    criterion = queries.criteria(made.application.call)[0]
    overtaken(
        lambda: reviews.conflict(made.application, made.reviewer),
        by=lambda: Score.objects.create(review=review, criterion=criterion, points=4),
    )
    assert (Score.objects.count(), Conflict.objects.count()) == (1, 1)


@pytest.mark.parametrize("first", ["score", "conflict"])
def test_a_manager_records_a_conflict_while_its_reviewer_saves(first: str) -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    manager = reviews.manager(made.application.call)

    def record() -> None:
        operations.declare(made.application, person=made.reviewer, by=manager)

    save = tried(operations.score, made, by=made.reviewer, changes={"points-1": "3"})
    if first == "score":
        overtaken(record, by=save)
    else:
        assert overtaken(save, by=record) is False
    made.refresh_from_db()
    assert made.state == Assignment.State.RECUSED
    assert Score.objects.count() == (first == "score")
    assert Conflict.objects.get().person == made.reviewer


@pytest.mark.parametrize("first", ["assign", "conflict"])
def test_a_conflict_is_declared_while_a_manager_assigns(first: str) -> None:
    application = reviews.application(reviews.call())
    reviewer, manager = reviews.reviewer(application.call), reviews.manager(application.call)
    declare = tried(operations.declare, application, person=reviewer, by=reviewer)
    assign = tried(operations.assign, application, reviewers=[reviewer], by=manager)
    if first == "assign":
        assert overtaken(declare, by=assign) is True
        assert Assignment.objects.get().state == Assignment.State.RECUSED
    else:
        assert overtaken(assign, by=declare) is False
        assert not Assignment.objects.exists()
    assert Conflict.objects.get().person == reviewer


@pytest.mark.parametrize(
    ("first", "act", "done", "order"),
    [
        ("move", "move", True, ["Next", "Review"]),  # it is the last by now
        ("move", "remove", True, ["Next"]),
        ("move", "assign", True, ["Next", "Review"]),
        ("move", "allot", False, ["Next", "Review"]),
        ("remove", "move", False, ["Next"]),
        ("remove", "remove", False, ["Next"]),
        ("remove", "assign", True, ["Next"]),
        ("remove", "allot", False, ["Next"]),
        ("assign", "move", False, ["Review", "Next"]),
        ("assign", "remove", False, ["Review", "Next"]),
        ("assign", "allot", True, ["Review", "Next"]),
    ],
)
def test_stages_move_and_go_while_another_assigns(first: str, act: str, done: bool, order: list[str]) -> None:
    """Whoever comes second sees what was done first: nothing is given out in a stage that its application is not in."""
    call = reviews.call()
    here = ReviewStage.objects.select_related("call").get(call=call)
    ReviewStage.objects.create(call=call, position=2, name="Next")
    application, reviewer = reviews.application(call), reviews.reviewer(call)
    manager, other = reviews.manager(call), reviews.manager(call)
    acts = {
        "move": tried(operations.move_stage, here, up=False, by=other),
        "remove": tried(operations.remove_stage, here, by=other),
        "assign": tried(operations.assign, application, reviewers=[reviewer], by=manager),
        "allot": tried(operations.allot, here, [application], planning.Wish([reviewer], per_item=1), by=manager),
    }
    assert overtaken(acts[act], by=acts[first]) is done
    assert [str(one) for one in stages.of_call(call)] == order
    assert [one.position for one in stages.of_call(call)] == [1, 2][: len(order)]
    given = [str(one.stage) for one in Assignment.objects.select_related("stage")]
    assert given == ([order[0]] if "assign" in (first, act) else [])


@pytest.mark.parametrize("way", ["give", "bring"])
def test_who_gives_holds_no_workload_while_a_review_is_submitted(way: str) -> None:
    """Standings first, then workloads, as by who submits: neither holds what the other waits for."""
    call = reviews.call()
    manager, reviewer = reviews.manager(call), reviews.reviewer(call)
    one, two = reviews.application(call), reviews.application(call)
    for each in (one, two):
        reviews.assignment(each, reviewer=reviewer, state="assigned")
    Assignment.objects.update(state="unassigned")
    rows = f"{one.number},{reviewer.email},2031-01-01\n{two.number},{reviewer.email},2031-01-02\n"
    content = f"application,email,due_on\n{rows}".encode()

    def give() -> None:
        if way == "bring":
            operations.bring(call, "assignments", content=content, seen=None, by=manager)
            return
        with transaction.atomic():
            held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
            assigning.give(held, [(one, reviewer), (two, reviewer)], by=manager, due_on=None)

    overtaken(
        give,
        by=lambda: Standing.objects.select_for_update(no_key=True).get(application=two),
        then=lambda: Workload.objects.select_for_update(no_key=True).get(reviewer=reviewer),
    )
    assert set(Assignment.objects.values_list("application", "state")) == {(one.pk, "assigned"), (two.pk, "assigned")}


@pytest.mark.parametrize("act", ["undo", "hand on"])
def test_what_is_begun_stays_with_its_reviewer(act: str) -> None:
    """The first save comes before a manager takes back what nobody has begun, or hands it on."""
    call = reviews.call()
    Arrangement.objects.create(call=call, hands_on_after=1)
    manager, reviewer = reviews.manager(call), reviews.reviewer(call)
    done = reviews.allotted([reviews.application(call)], reviewers=[reviewer], per_item=1, by=manager)
    reviews.reviewer(call)
    Assignment.objects.update(due_on=clock.today(call.zone) - timedelta(days=9))
    given = Assignment.objects.get()
    save = partial(operations.score, given, by=reviewer, changes={"points-1": "3"})
    if act == "undo":
        with pytest.raises(Refusal, match="are begun"):
            overtaken(partial(operations.undo, call, act=done.act, by=manager), by=save)
    else:
        assert overtaken(partial(operations.hand_on, call, by=manager), by=save) == operations.Handed(0, 1)
    assert list(Assignment.objects.values_list("reviewer", "state")) == [(reviewer.pk, "assigned")]


def test_a_conflict_found_while_its_reviewer_saves() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    startups.member(made.application.startup, made.reviewer, ended=True)
    save = tried(operations.score, made, by=made.reviewer, changes={"points-1": "3"})
    assert overtaken(save, by=lambda: operations.refresh(made.application.call)) is False
    assert not Score.objects.exists()


def test_a_conflict_committed_while_a_manager_sends_on_wins() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    application, manager = made.application, reviews.manager(made.application.call)
    with pytest.raises(Forbidden, match="conflict of interest with one of them since"):
        overtaken(
            lambda: operations.rule(made.stage, applications=[application], outcome="on", by=manager),
            by=lambda: reviews.conflict(application, manager),
        )
    assert not Ruling.objects.exists()


def test_two_who_refresh_at_once_find_each_conflict_once() -> None:
    call = reviews.call()
    for number in range(3):
        reviews.application(call, website="https://tidewise.example")
        reviews.reviewer(call, email=f"p{number}@tidewise.example")
    at_once(*[partial(operations.refresh, call)] * 4)
    assert Conflict.objects.count() == 9


def test_two_declare_the_same_at_once() -> None:
    application = reviews.application(reviews.call())
    reviewer = reviews.reviewer(application.call)
    made = at_once(*[partial(operations.declare, application, person=reviewer, by=reviewer)] * 4)
    assert len({one.pk for one in made}) == 1
