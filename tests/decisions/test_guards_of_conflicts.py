"""No decision and no vote by who has a conflict of interest: the database's word, and ours for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Vote
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews.models import Conflict
from tests.factories import decisions, reviews, startups
from tests.together import overtaken

SQL = """
    INSERT INTO accelerator_decision (created_at, application_id, outcome, feedback, decided_by_id, decided_at)
    VALUES (now(), %s, 'accept', '', %s, now())
"""


@pytest.mark.django_db
class TestDatabase:
    def test_none_is_written_while_a_conflict_stands(self) -> None:
        application = reviews.application(reviews.call())
        manager = reviews.manager(application.call)
        conflict = reviews.conflict(application, manager, source="domain")
        reviews.conflict(reviews.application(application.call), manager)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("slipway_web",)
            with pytest.raises(IntegrityError, match="conflict of interest") as fault, transaction.atomic():
                cursor.execute(SQL, [application.pk, manager.pk])
            assert fault.value.__cause__.diag.constraint_name == "decision_without_conflict"  # type: ignore[union-attr]
            Conflict.objects.filter(pk=conflict.pk).update(ended_at=clock.now())
            cursor.execute(SQL, [application.pk, manager.pk])
        assert Decision.objects.get().decided_by == manager

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE accelerator_decision SET outcome = 'decline' WHERE id = %(pk)s",
            "UPDATE accelerator_decision SET decided_by_id = %(who)s WHERE id = %(pk)s",
        ],
    )
    def test_none_is_changed_by_them(self, change: str) -> None:
        made = decisions.decision(reviews.application(reviews.call()), outcome="accept")
        other = reviews.manager(made.application.call)
        for person in (made.decided_by, other):
            reviews.conflict(made.application, person)
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
            cursor.execute(change, {"who": other.pk, "pk": made.pk})

    def test_one_that_was_made_before_may_change_otherwise(self) -> None:
        made = decisions.decision(reviews.application(reviews.call()), outcome="decline")
        reviews.conflict(made.application, made.decided_by)
        Decision.objects.filter(pk=made.pk).update(feedback="Come back with a pilot")
        with pytest.raises(Refusal, match="Somebody else has to decide"):
            operations.release(made.application.call, by=reviews.manager(made.application.call))


@pytest.mark.django_db
@pytest.mark.parametrize("bond", ["conflict", "member"])
def test_an_act_is_undone_save_where_its_undoer_must_not_judge_by_now(bond: str) -> None:
    call = reviews.call()
    manager, barred, free = reviews.manager(call), reviews.application(call), reviews.application(call)
    act = operations.decide_many([barred, free], outcome="decline", by=manager)
    if bond == "conflict":
        reviews.conflict(barred, manager)
    else:
        startups.member(barred.startup, manager)
    assert operations.undo(call, act=act, by=manager) == 1
    assert Decision.objects.get().application == barred


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_conflict_committed_while_somebody_decides_wins(self) -> None:
        application: Any = reviews.application(reviews.call())
        manager = reviews.manager(application.call)
        with pytest.raises(Forbidden, match="without a conflict of interest"):
            overtaken(
                lambda: operations.decide(application, outcome="accept", by=manager),
                by=lambda: reviews.conflict(application, manager),
            )
        assert not Decision.objects.exists()

    def test_many_at_once_are_refused_whole(self) -> None:
        call = reviews.call()
        manager, applications = reviews.manager(call), [reviews.application(call) for _ in range(2)]
        with pytest.raises(Refusal, match="changed since you looked"):
            overtaken(
                lambda: operations.decide_many(applications, outcome="accept", by=manager),
                by=lambda: reviews.conflict(applications[1], manager),
            )
        assert not Decision.objects.exists()

    def test_a_conflict_committed_while_somebody_votes_wins(self) -> None:
        application = reviews.application(reviews.call())
        person = reviews.reviewer(application.call)
        manager = reviews.manager(application.call)
        operations.arrange(application.call, quorum=1, voters=[person], by=manager)
        operations.open_voting(application.call, by=manager)
        with pytest.raises(Forbidden, match="without a conflict of interest"):
            overtaken(
                lambda: operations.vote(application, outcome="accept", by=person),
                by=lambda: reviews.conflict(application, person),
            )
        assert not Vote.objects.exists()

    def test_a_conflict_waits_for_who_is_deciding(self) -> None:
        application = reviews.application(reviews.call())
        manager = reviews.manager(application.call)
        overtaken(
            lambda: reviews.conflict(application, manager),
            by=lambda: operations.decide(application, outcome="accept", by=manager),
        )
        assert (Decision.objects.count(), Conflict.objects.count()) == (1, 1)
