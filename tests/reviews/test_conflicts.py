"""Conflicts on record: found, ended with their cause, lifted for good; declared, explained and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.reviews import operations, queries, tasks
from accelerator.reviews.models import Assignment, Conflict, Review, Standing
from accelerator.reviews.operations import conflicts
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, decisions, interviews, reviews, startups

pytestmark = pytest.mark.django_db
State = Assignment.State


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def rows() -> list[tuple[Any, ...]]:
    return list(Conflict.objects.order_by("pk").values_list("application", "person", "source", "cause", "ended_at", "ended_by"))


class TestRefresh:
    def test_what_is_known_is_on_record_once(self, call: Any) -> None:
        application = reviews.application(call, website="https://tidewise.example")
        reviewer = reviews.reviewer(call, email="ann@tidewise.example")
        for _ in range(2):
            assert operations.refresh(call) == 0
        assert rows() == [(application.pk, reviewer.pk, "domain", "domain:tidewise.example", None, None)]
        entry = Entry.objects.get(verb="conflict.found")
        assert entry.told() == "Conflicts of interest found for Tides: 1; reviews taken away: 0."

    def test_it_ends_when_its_cause_has_gone_and_begins_anew(self, call: Any) -> None:
        application = reviews.application(call, website="https://tidewise.example")
        reviews.reviewer(call, email="ann@tidewise.example")
        operations.refresh(call)
        application.startup.website = ""
        application.startup.save()
        operations.refresh(call)
        (ended,) = rows()
        assert (ended[4] is not None, ended[5]) == (True, None)
        assert Entry.objects.get(verb="conflict.ended").facts == {"count": 1}
        application.startup.website = "https://tidewise.example"
        application.startup.save()
        operations.refresh(call)
        assert [row[4] is None for row in rows()] == [False, True]

    def test_what_was_declared_does_not_end(self, call: Any) -> None:
        conflict = reviews.conflict(reviews.application(call), reviews.reviewer(call))
        operations.refresh(call)
        conflict.refresh_from_db()
        assert conflict.ended_at is None

    def test_what_a_manager_lifted_stays_lifted_until_there_is_another_cause(self, call: Any, manager: Any) -> None:
        application = reviews.application(call, website="https://tidewise.example", owner=accounts.person("bo@quay.example"))
        reviewer = reviews.reviewer(call, email="ann@tidewise.example")
        operations.refresh(call)
        operations.lift(Conflict.objects.get(), by=manager)
        operations.refresh(call)
        assert [(row[4] is not None, row[5]) for row in rows()] == [(True, manager.pk)]
        assert queries.edges([application], [reviewer]) == []
        assert operations.assign(application, reviewers=[reviewer], by=manager)
        member = accounts.person("cy@pier.example")
        startups.member(application.startup, member)
        reviewer.emailaddress_set.create(email="ann@pier.example", verified=True)
        operations.refresh(call)
        assert [(row[3], row[4] is None) for row in rows()] == [("domain:tidewise.example", False), ("domain:pier.example", True)]

    def test_what_was_given_out_is_taken_away_and_managers_hear(self, call: Any, manager: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        given = [reviews.assignment(application, reviewer=reviewer), reviews.assignment(application)]
        reviews.review(given[0])
        reviews.assignment(reviews.application(call), reviewer=reviewer)
        startups.member(application.startup, reviewer)
        operations.refresh(call)
        assert list(Assignment.objects.order_by("pk").values_list("state", flat=True)) == ["recused", "assigned", "assigned"]
        application.refresh_from_db()
        assert (application.standing.given, application.standing.scored, application.standing.mean) == (1, 0, None)
        message = Message.objects.get(kind="review_conflicts_found")
        assert (message.recipient, message.facts) == (manager, {"call": "Tides", "count": 1})

    def test_contacts_are_read_thoroughly_only_and_stay_meanwhile(self, call: Any, manager: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call, email="ann@gmail.com")
        reviews.submission(application, mail="ann@gmail.com")
        operations.refresh(call)
        assert [row[2] for row in rows()] == ["contact"]
        conflicts.follow(call, [application], [reviewer])
        assert rows()[0][4] is None

    def test_stretch_by_stretch(self, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(conflicts, "STRETCH", 2)
        reviewer = reviews.reviewer(call, email="ann@tidewise.example")
        made = [reviews.application(call, website="https://tidewise.example") for _ in range(3)]
        assert operations.refresh(call) == made[1].pk
        assert operations.refresh(call, after=made[1].pk) == 0
        assert [row[:2] for row in rows()] == [(one.pk, reviewer.pk) for one in made]

    def test_as_many_queries_for_three_as_for_one(self, call: Any) -> None:
        counts = []
        for _ in range(2):
            for _ in range(1 + 2 * len(counts)):
                reviews.application(call, website="https://tidewise.example")
                reviews.reviewer(call, email=f"{Member.objects.count()}@tidewise.example")
            with CaptureQueriesContext(connection) as asked:
                operations.refresh(call)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestTasks:
    def test_a_sweep_looks_at_calls_that_are_still_judged(self, call: Any, django_capture_on_commit_callbacks: Any) -> None:
        reviews.application(call)
        over = reviews.call()
        decisions.decision(reviews.application(over), outcome="accept")
        with django_capture_on_commit_callbacks() as rung:
            tasks.sweep()
        assert [bell.args for bell in rung] == [("reviews.refresh_conflicts", (call.pk,))]

    def test_a_new_member_of_a_startup_that_applied(self, call: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        startups.member(application.startup, reviewer)
        tasks.of_startup(application.startup_id)
        assert [row[:3] for row in rows()] == [(application.pk, reviewer.pk, "member")]

    def test_what_was_submitted_and_what_came_in_after_it_are_looked_at_once(self, call: Any) -> None:
        reviewer = reviews.reviewer(call)
        before, first, later = (reviews.application(call) for _ in range(3))
        elsewhere = reviews.application(reviews.call(programme=call.programme))
        for one in (before, first, later, elsewhere):
            startups.member(one.startup, reviewer)
        keys = [one.submissions.get().pk for one in (first, later)]
        tasks.of_submission(keys[0])
        assert [row[:3] for row in rows()] == [(one.pk, reviewer.pk, "member") for one in (first, later)]
        with CaptureQueriesContext(connection) as asked:
            tasks.of_submission(keys[1])
        assert len(asked) == 1

    def test_what_is_submitted_again_is_looked_at_again(self, call: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call, email="ann@tidewise.example")
        tasks.of_submission(application.submissions.get().pk)
        again = reviews.submission(application, problem="Write to ann@tidewise.example")
        tasks.of_submission(again.pk)
        assert [row[:3] for row in rows()] == [(application.pk, reviewer.pk, "contact")]

    def test_nothing_is_looked_at_of_what_was_withdrawn_or_decided(self, call: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        startups.member(application.startup, reviewer)
        decisions.decision(application, outcome="accept")
        tasks.of_submission(application.submissions.get().pk)
        assert rows() == []


class TestDeclare:
    def test_a_manager_for_somebody_who_reads_it(self, call: Any, manager: Any) -> None:
        made = reviews.assignment(reviews.application(call, name="Quaylight"), reviewer=reviews.reviewer(call, name="Ann"))
        conflict = operations.declare(made.application, person=made.reviewer, by=manager, reason=" Invested\r\nin it. ")
        made.refresh_from_db()
        assert (made.state, conflict.source, conflict.by, conflict.reason) == ("recused", "declared", manager, "Invested\nin it.")
        assert not Assignment.objects.own_of(made.reviewer).exists()
        assert Entry.objects.get(verb="conflict.declared").told().startswith("Mei Lin put a conflict of interest on record: Ann")
        (message,) = Message.objects.all()
        assert (message.kind, message.recipient) == ("review_conflict_recorded", made.reviewer)

    def test_before_anything_is_given_and_once(self, call: Any, manager: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        first = operations.declare(application, person=reviewer, by=reviewer)
        assert operations.declare(application, person=reviewer, by=manager, reason="Later.") == first
        assert Conflict.objects.count() == 1
        with pytest.raises(Refusal, match="has a conflict"):
            operations.assign(application, reviewers=[reviewer], by=manager)

    def test_not_for_others_and_not_of_outsiders(self, call: Any, manager: Any) -> None:
        application, one, other = reviews.application(call), reviews.reviewer(call), reviews.reviewer(call)
        outsider = reviews.reviewer(reviews.call())
        for person, by in ((one, other), (outsider, manager), (outsider, outsider), (one, reviews.manager(reviews.call()))):
            with pytest.raises(Forbidden):
                operations.declare(application, person=person, by=by)
        assert not Conflict.objects.exists()

    def test_the_reason_comes_afterwards_and_reaches_who_is_told(self, call: Any, manager: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        conflict = operations.recuse(made, by=made.reviewer)
        operations.explain(conflict, by=made.reviewer, reason="My sister works there.")
        conflict.refresh_from_db()
        assert conflict.reason == "My sister works there."
        assert Message.objects.get(recipient=manager).facts["reason"] == "My sister works there."
        assert Entry.objects.filter(verb="conflict.explained").count() == 1
        for somebody in (manager, reviews.reviewer(call)):
            with pytest.raises(Forbidden, match="Only who declared"):
                operations.explain(conflict, by=somebody, reason="Other.")
        with pytest.raises(Refusal, match="301 characters") as refusal:
            operations.explain(conflict, by=made.reviewer, reason="x" * 301)
        assert refusal.value.field == "reason"


class TestTakeBack:
    def test_a_slip_is_taken_back_and_nobody_hears(self, call: Any, manager: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        conflict = operations.recuse(made, by=made.reviewer)
        assert operations.take_back(conflict, by=made.reviewer) == made
        made.refresh_from_db()
        conflict.refresh_from_db()
        assert (made.state, conflict.ended_by) == (State.ASSIGNED, made.reviewer)
        assert Assignment.objects.own_of(made.reviewer).get() == made
        assert not Message.objects.exists()
        assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["review.recused", "conflict.taken_back"]

    def test_a_submitted_review_counts_again(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        total = reviews.review(made).total
        conflict = operations.recuse(made, by=made.reviewer)
        assert Standing.objects.get().scored == 0
        operations.take_back(conflict, by=made.reviewer)
        made.refresh_from_db()
        assert (made.state, Standing.objects.get().mean) == (State.SCORED, total)

    @pytest.mark.parametrize("ended", [False, True])
    def test_not_where_another_conflict_of_theirs_stands(self, call: Any, ended: bool) -> None:
        made = reviews.assignment(reviews.application(call))
        conflict = operations.recuse(made, by=made.reviewer)
        reviews.conflict(made.application, made.reviewer, source="domain", ended_at=clock.now() if ended else None)
        reviews.conflict(made.application, reviews.reviewer(call), source="domain")
        reviews.conflict(reviews.application(call), made.reviewer, source="domain")
        assert operations.take_back(conflict, by=made.reviewer) == (made if ended else None)
        made.refresh_from_db()
        assert made.state == (State.ASSIGNED if ended else State.RECUSED)

    def test_within_a_minute(self, call: Any) -> None:
        made, at = reviews.assignment(reviews.application(call)), clock.now()
        with clock.pretending(at):
            conflict = operations.recuse(made, by=made.reviewer)
        with clock.pretending(at + timedelta(seconds=61)), pytest.raises(Refusal, match="for a minute"):
            operations.take_back(conflict, by=made.reviewer)
        with clock.pretending(at + timedelta(seconds=50)):
            operations.take_back(conflict, by=made.reviewer)

    def test_not_what_others_declared_found_ended_or_passed_on(self, call: Any, manager: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        person, application = made.reviewer, made.application
        recorded = operations.declare(application, person=person, by=manager)
        found = reviews.conflict(application, person, source="domain")
        for conflict in (recorded, found):
            with pytest.raises(Refusal, match="for a minute"):
                operations.take_back(conflict, by=person)
        other = reviews.assignment(reviews.application(call))
        own = operations.recuse(other, by=other.reviewer)
        with pytest.raises(Refusal, match="for a minute"):
            operations.take_back(own, by=person)
        reviews.assignment(other.application)
        with pytest.raises(Refusal, match="given to somebody else"):
            operations.take_back(own, by=other.reviewer)


def test_given_again_after_a_lift_a_submitted_review_can_be_written(call: Any, manager: Any) -> None:
    made = reviews.assignment(reviews.application(call))
    reviews.review(made)
    operations.lift(operations.recuse(made, by=made.reviewer), by=manager)
    (given,) = operations.assign(made.application, reviewers=[made.reviewer], by=manager)
    operations.score(given, by=made.reviewer, changes={"points-1": "5"})
    assert Review.objects.get().submitted_at is None


def test_who_is_found_in_conflict_while_assigning_is_replaced(call: Any, manager: Any) -> None:
    application = reviews.application(call, website="https://tidewise.example")
    ann, ben = reviews.reviewer(call, email="ann@tidewise.example"), reviews.reviewer(call)
    made = reviews.assignment(application, reviewer=ann)
    done = reviews.allotted([application], reviewers=[ann, ben], per_item=1, by=manager)
    made.refresh_from_db()
    assert ([who for _one, who in done.pairs], made.state) == ([ben], "recused")
    assert Conflict.objects.get().source == "domain"


def test_who_is_found_in_conflict_leaves_its_interview(call: Any, manager: Any) -> None:
    ann, ben = reviews.reviewer(call, email="ann@tidewise.example"), reviews.reviewer(call)
    stage = interviews.stage(call)
    (slot,) = interviews.slots(interviews.panel(stage, ann, ben, by=manager), interviews.at(10), by=manager)
    made = interviews.interview(stage, slot, by=manager)
    Startup.objects.filter(pk=made.startup_id).update(website="https://tidewise.example")
    operations.refresh(call)
    assert Conflict.objects.get().person == ann
    assert list(slot.seats.values_list("person", flat=True)) == [ben.pk]
