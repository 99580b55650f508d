"""Giving applications to reviewers, by hand and evenly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.letters import told
from accelerator.notices.models import Delivery, Message
from accelerator.programmes.models import ReviewStage, Staff
from accelerator.reviews import operations, planning, queries
from accelerator.reviews.models import Assignment, Conflict, Ruling
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db
State = Assignment.State
COUNTED = "bids 4, expertise 3, sector 2, text 2, language 1, load 1"


@pytest.fixture
def call() -> Any:
    return reviews.call()


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def test_one_application_is_given_to_two(call: Any, manager: Any) -> None:
    application, first, second = reviews.application(call), reviews.reviewer(call, name="Ann"), reviews.reviewer(call, name="Bo")
    given = operations.assign(application, reviewers=[first, second], by=manager, due_on=date(2031, 2, 1))
    assert [(one.reviewer, one.state, one.due_on, one.assigned_by) for one in given] == [
        (first, State.ASSIGNED, date(2031, 2, 1), manager),
        (second, State.ASSIGNED, date(2031, 2, 1), manager),
    ]
    entry = Entry.objects.get(verb="review.assigned")
    assert entry.told() == f"Mei Lin asked Ann, Bo to review {application}."
    assert entry.touches == [f"call:{call.pk}"]


def test_the_due_day_of_the_call_holds_where_none_is_given(call: Any, manager: Any) -> None:
    (given,) = operations.assign(reviews.application(call), reviewers=[reviews.reviewer(call)], by=manager)
    assert given.due_on == call.reviews_due_on


@pytest.mark.parametrize("how", ["by hand", "planned"])
def test_each_is_due_with_the_stage_it_is_given_in(call: Any, manager: Any, how: str) -> None:
    early, late, reviewer = reviews.application(call), reviews.application(call), reviews.reviewer(call)
    first = ReviewStage.objects.get(call=call)
    later = ReviewStage.objects.create(call=call, position=2, own_due_on=date(2031, 3, 5))
    Ruling.objects.create(application=late, stage=first, outcome="on", by=manager)
    if how == "by hand":
        given = [one for application in (late, early) for one in operations.assign(application, reviewers=[reviewer], by=manager)]
        assert [one.due_on for one in given] == [date(2031, 3, 5), call.reviews_due_on]
    else:
        wish = planning.Wish([reviewer], per_item=1)
        operations.allot(later, [late], wish, by=manager)
        assert Assignment.objects.get().due_on == date(2031, 3, 5)
    assert told(Message.objects.get(kind="reviews_assigned"))[1][0].endswith("Scores are due by Wed 5 Mar 2031.")
    Assignment.objects.update(state=State.UNASSIGNED, due_on=None)
    (again,) = operations.assign(late, reviewers=[reviewer], by=manager)
    assert again.due_on == date(2031, 3, 5)


def test_who_has_it_keeps_it_and_hears_nothing_again(call: Any, manager: Any) -> None:
    application, reviewer = reviews.application(call), reviews.reviewer(call)
    operations.assign(application, reviewers=[reviewer], by=manager)
    assert operations.assign(application, reviewers=[reviewer], by=manager) == []
    assert Assignment.objects.count() == 1
    assert Message.objects.filter(kind="reviews_assigned").count() == 1


def test_a_manager_may_review(call: Any, manager: Any) -> None:
    (given,) = operations.assign(reviews.application(call), reviewers=[manager], by=manager)
    assert Assignment.objects.own_of(manager).get() == given


def test_an_outsider_is_no_reviewer(call: Any, manager: Any) -> None:
    outsider = reviews.reviewer(reviews.call(), name="Olu")
    with pytest.raises(Refusal, match="Olu is not a reviewer of this programme") as refusal:
        operations.assign(reviews.application(call), reviewers=[outsider], by=manager)
    assert refusal.value.field == "reviewers"
    assert not Assignment.objects.exists()


def test_staff_who_have_left_are_no_reviewers(call: Any, manager: Any) -> None:
    reviewer = reviews.reviewer(call)
    Staff.objects.filter(person=reviewer).update(ended_at=clock.now())
    with pytest.raises(Refusal, match="is not a reviewer"):
        operations.assign(reviews.application(call), reviewers=[reviewer], by=manager)


@pytest.mark.parametrize("who", ["reviewer", "manager of another", "founder", "admin"])
def test_only_managers_of_the_programme_assign(call: Any, who: str) -> None:
    application, reviewer = reviews.application(call), reviews.reviewer(call)
    by = {
        "reviewer": lambda: reviewer,
        "manager of another": lambda: reviews.manager(reviews.call()),
        "founder": lambda: reviews.owner_of(application),
        "admin": lambda: accounts.operator_person(),
    }[who]()
    with pytest.raises(Forbidden):
        operations.assign(application, reviewers=[reviewer], by=by)
    with pytest.raises(Forbidden):
        reviews.allotted([application], reviewers=[reviewer], per_item=1, by=by)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_submitted_is_reviewed(call: Any, manager: Any, state: str) -> None:
    application = reviews.application(call, submitted=state != "draft")
    application.state = state
    application.save()
    with pytest.raises(Refusal, match="Only submitted"):
        operations.assign(application, reviewers=[reviews.reviewer(call)], by=manager)


def test_a_member_of_the_startup_is_refused_by_name(call: Any, manager: Any) -> None:
    application, reviewer = reviews.application(call), reviews.reviewer(call, name="Ann")
    Member.objects.create(startup=application.startup, person=reviewer, role="viewer")
    with pytest.raises(Refusal, match="Ann has a conflict of interest"):
        operations.assign(application, reviewers=[reviews.reviewer(call), reviewer], by=manager)
    assert not Assignment.objects.exists()


def test_a_former_member_is_in_conflict_too(call: Any, manager: Any) -> None:
    application, reviewer = reviews.application(call), reviews.reviewer(call)
    Member.objects.create(startup=application.startup, person=reviewer, role="member", ended_at=clock.now())
    with pytest.raises(Refusal, match="conflict of interest"):
        operations.assign(application, reviewers=[reviewer], by=manager)


def test_registered_sources_are_asked(call: Any, manager: Any, settings: Any) -> None:
    settings.REGISTRATIONS = {**settings.REGISTRATIONS, "conflict_sources": ["tests.reviews.test_assigning.everybody_knows_ann"]}
    queries.registered.cache_clear()
    try:
        ann, bo = reviews.reviewer(call, name="Ann"), reviews.reviewer(call, name="Bo")
        application = reviews.application(call)
        plan = reviews.allotted([application], reviewers=[ann, bo], per_item=2, partly=True, by=manager)
    finally:
        queries.registered.cache_clear()
    assert [(one, person) for one, person in plan.pairs] == [(application, bo)]
    assert plan.short == {application.pk: 1}
    kept = Conflict.objects.get()
    assert (kept.person, kept.source, kept.reason) == (ann, "neighbours", "same street")


def everybody_knows_ann(applications: Any, people: Any) -> Any:
    from accelerator.reviews.points import Edge

    return [Edge(one.pk, who.pk, "neighbours", "same street") for one in applications for who in people if who.name == "Ann"]


def test_evenly_means_evenly_and_each_reviewer_is_told_once(call: Any, manager: Any) -> None:
    applications = [reviews.application(call) for _ in range(6)]
    people = [reviews.reviewer(call) for _ in range(4)]
    plan = reviews.allotted(applications, reviewers=people, per_item=2, by=manager)
    assert [Assignment.objects.filter(reviewer=one).count() for one in people] == [3, 3, 3, 3]
    assert [one.assignments.count() for one in applications] == [2] * 6
    assert plan.short == {}
    told = Message.objects.filter(kind="reviews_assigned")
    assert sorted((one.recipient_id, one.facts["count"]) for one in told) == [(one.pk, 3) for one in people]
    assert Entry.objects.get(verb="review.spread").facts == {"reviews": 12, "reviewers": 4, "counted": COUNTED, "act": plan.act}


def test_evenly_counts_what_was_given_before(call: Any, manager: Any) -> None:
    first, second = reviews.application(call), reviews.application(call)
    ann, bo = reviews.reviewer(call), reviews.reviewer(call)
    reviews.assignment(first, reviewer=ann)
    reviews.allotted([first, second], reviewers=[ann, bo], per_item=1, by=manager)
    assert set(Assignment.objects.values_list("application", "reviewer")) == {(first.pk, ann.pk), (second.pk, bo.pk)}


def test_conflicts_found_on_the_way_are_kept_and_never_assigned(call: Any, manager: Any) -> None:
    application, reviewer, other = reviews.application(call), reviews.reviewer(call), reviews.reviewer(call)
    Member.objects.create(startup=application.startup, person=reviewer, role="member")
    reviews.allotted([application], reviewers=[reviewer, other], per_item=2, partly=True, by=manager)
    assert Assignment.objects.get().reviewer == other
    assert Conflict.objects.get().source == "member"
    reviews.allotted([application], reviewers=[reviewer, other], per_item=2, partly=True, by=manager)
    assert Conflict.objects.count() == 1


def test_a_preview_that_no_longer_holds_is_not_carried_out(call: Any, manager: Any) -> None:
    application, ann, bo = reviews.application(call), reviews.reviewer(call), reviews.reviewer(call)
    seen = reviews.plan(call, [application], [ann, bo], per_item=2, seed=7).fingerprint
    reviews.conflict(application, ann)
    with pytest.raises(Refusal, match="changed since you looked"):
        reviews.allotted([application], reviewers=[ann, bo], per_item=2, by=manager, seed=7, seen=seen)
    assert not Assignment.objects.exists()


def test_the_preview_is_what_is_done(call: Any, manager: Any) -> None:
    applications, people = [reviews.application(call) for _ in range(5)], [reviews.reviewer(call) for _ in range(3)]
    seen = reviews.plan(call, applications, people, per_item=2, seed=3)
    done = reviews.allotted(applications, reviewers=people, per_item=2, by=manager, seed=3, seen=seen.fingerprint)
    assert done.pairs == seen.pairs
    assert set(Assignment.objects.values_list("application", "reviewer")) == {(one.pk, who.pk) for one, who in seen.pairs}


def test_applications_of_two_calls_are_not_mixed(call: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="of one call"):
        reviews.allotted(
            [reviews.application(call), reviews.application(reviews.call(programme=call.programme))],
            reviewers=[reviews.reviewer(call)],
            per_item=1,
            by=manager,
        )


def test_taken_back_it_leaves_the_queue_and_keeps_what_was_written(call: Any, manager: Any) -> None:
    assignment = reviews.assignment(reviews.application(call))
    reviews.review(assignment, {1: 4}, submitted=False, comment="Half a thought")
    operations.unassign(assignment, by=manager)
    assert not Assignment.objects.own_of(assignment.reviewer).exists()
    (again,) = operations.assign(assignment.application, reviewers=[assignment.reviewer], by=manager)
    assert again == assignment
    assert again.review.comment == "Half a thought"
    assert Assignment.objects.own_of(assignment.reviewer).get() == assignment


def test_a_submitted_review_is_not_taken_back(call: Any, manager: Any) -> None:
    assignment = reviews.assignment(reviews.application(call))
    reviews.review(assignment)
    with pytest.raises(Refusal, match="Open it again before"):
        operations.unassign(assignment, by=manager)


def test_only_managers_take_back(call: Any) -> None:
    assignment = reviews.assignment(reviews.application(call))
    for by in (assignment.reviewer, reviews.manager(reviews.call()), reviews.owner_of(assignment.application)):
        with pytest.raises(Forbidden):
            operations.unassign(assignment, by=by)
    assignment.refresh_from_db()
    assert assignment.state == State.ASSIGNED


@pytest.mark.parametrize("size", [1, 3])
def test_assigning_costs_the_same_for_one_and_three(
    call: Any, manager: Any, size: int, django_assert_max_num_queries: Any
) -> None:
    applications, reviewer = [reviews.application(call) for _ in range(size)], reviews.reviewer(call)
    with django_assert_max_num_queries(33):
        reviews.allotted(applications, reviewers=[reviewer], per_item=1, by=manager)


class TestUndo:
    @pytest.fixture
    def three(self, call: Any) -> list[Any]:
        return [reviews.application(call) for _ in range(3)]

    def test_what_nobody_has_begun_is_taken_back(self, call: Any, manager: Any, three: list[Any]) -> None:
        by_hand, reviewer = reviews.assignment(three[0]), reviews.reviewer(call)
        act = reviews.allotted(three, reviewers=[reviewer], per_item=1, by=manager).act
        reviews.allotted([three[0]], reviewers=[reviewer], per_item=2, by=manager)  # another act
        assert Assignment.objects.filter(act=act).count() == 2
        begun = Assignment.objects.get(application=three[1])
        operations.score(begun, by=reviewer, changes={"comment": "Half a thought"})
        assert operations.undo(call, act=act, by=manager) == operations.Undone(count=1, left=1)
        assert dict(Assignment.objects.exclude(pk=by_hand.pk).values_list("application", "state")) == {
            three[0].pk: State.ASSIGNED,
            three[1].pk: State.ASSIGNED,
            three[2].pk: State.UNASSIGNED,
        }
        told = Entry.objects.get(verb="review.spread_undone").told()
        assert told == f"Mei Lin undid an assignment for {call}. Reviews taken back: 1; begun already and left: 1."

    def test_what_the_undoer_must_not_judge_stays(self, call: Any, manager: Any, three: list[Any]) -> None:
        act = reviews.allotted(three, reviewers=[reviews.reviewer(call)], per_item=1, by=manager).act
        reviews.conflict(three[0], manager)
        startups.member(three[1].startup, manager)
        assert operations.undo(call, act=act, by=manager) == operations.Undone(count=1, left=0)
        kept = Assignment.objects.live().values_list("application", flat=True)
        assert set(kept) == {three[0].pk, three[1].pk}
        with pytest.raises(Refusal, match="nothing left to undo"):
            operations.undo(call, act=act, by=manager)

    def test_who_heard_of_it_hears_that_it_is_taken_back(self, call: Any, manager: Any, three: list[Any]) -> None:
        people = [reviews.reviewer(call, name=name) for name in ("Heard", "Read", "Unaware")]
        with clock.pretending(clock.now() - timedelta(days=2)):
            reviews.allotted(three[:1], reviewers=people[2:], per_item=1, by=manager)
        act = reviews.allotted(three, reviewers=people, per_item=2, by=manager).act
        heard, read, unaware = (Message.objects.filter(recipient=one, facts__act=act).get() for one in people)
        for state in ("sending", "sent"):
            Delivery.objects.filter(message=heard).update(state=state)
        notices.read(read)
        operations.undo(call, act=act, by=manager)
        assert not Message.objects.filter(pk=unaware.pk).exists()
        assert Message.objects.filter(recipient=people[2]).count() == 1  # of the act before
        back = Message.objects.filter(kind="reviews_taken_back").order_by("recipient")
        assert [(one.recipient, one.facts["count"]) for one in back] == [
            (one, heard.facts["count"] if one == people[0] else read.facts["count"]) for one in people[:2]
        ]
        subject, paragraphs, _action = told(back[0])
        assert subject == f"Applications to {call} taken back from you: {heard.facts['count']}"
        assert paragraphs[0].startswith(f"Mei Lin took back applications to {call} that you were asked to score:")

    def test_who_keeps_one_hears_that_the_others_are_taken_back(self, call: Any, manager: Any, three: list[Any]) -> None:
        reviewer = reviews.reviewer(call)
        act = reviews.allotted(three, reviewers=[reviewer], per_item=1, by=manager).act
        begun = Assignment.objects.get(application=three[0])
        operations.score(begun, by=reviewer, changes={"comment": "Half a thought"})
        operations.undo(call, act=act, by=manager)
        told_of = Message.objects.filter(recipient=reviewer).order_by("id")
        assert [(one.kind, one.facts["count"]) for one in told_of] == [("reviews_assigned", 3), ("reviews_taken_back", 2)]

    def test_once_and_not_where_all_is_begun(self, call: Any, manager: Any, three: list[Any]) -> None:
        act = reviews.allotted(three, reviewers=[reviews.reviewer(call)], per_item=1, by=manager).act
        reviews.review(Assignment.objects.get(application=three[0]))
        assert operations.undo(call, act=act, by=manager) == operations.Undone(count=2, left=1)
        for code in (act, "", "nothing"):
            with pytest.raises(Refusal, match="nothing left to undo"):
                operations.undo(call, act=code, by=manager)
        assert Assignment.objects.live().count() == 1

    def test_what_was_given_anew_is_no_longer_of_the_act(self, call: Any, manager: Any, three: list[Any]) -> None:
        reviewer = reviews.reviewer(call)
        act = reviews.allotted(three[:1], reviewers=[reviewer], per_item=1, by=manager).act
        operations.unassign(Assignment.objects.get(), by=manager)
        operations.assign(three[0], reviewers=[reviewer], by=manager)
        with pytest.raises(Refusal, match="nothing left to undo"):
            operations.undo(call, act=act, by=manager)
        assert Assignment.objects.get().state == State.ASSIGNED

    def test_by_managers_of_the_call_alone(self, call: Any, manager: Any, three: list[Any]) -> None:
        reviewer = reviews.reviewer(call)
        act = reviews.allotted(three, reviewers=[reviewer], per_item=1, by=manager).act
        for by in (reviewer, reviews.manager(reviews.call()), accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.undo(call, act=act, by=by)
        with pytest.raises(Refusal, match="nothing left to undo"):
            operations.undo(reviews.call(programme=call.programme), act=act, by=manager)
        assert Assignment.objects.live().count() == 3
