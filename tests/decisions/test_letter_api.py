"""A released decision for programs, as its letter tells it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accelerator.decisions import marks, operations
from accelerator.decisions.models import Decision
from accelerator.trail.models import Access
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups

pytestmark = pytest.mark.django_db


def at(application: Any) -> str:
    return f"/api/v1/applications/{application.number}/letter"


def test_it_says_what_was_released_and_to_whom_it_is_told(call: Any, manager: Any) -> None:
    taken, waiting = reviews.application(call, name="Quaykeeper"), reviews.application(call)
    operations.decide(taken, outcome="accept", feedback="Bring a port along.", reason="Ready.", by=manager)
    operations.decide(waiting, outcome="waitlist", reason="Room.", by=manager)
    owner, other = reviews.owner_of(taken), reviews.owner_of(waiting)
    assert browser(owner).get(at(taken)).status_code == 404
    operations.arrange(call, tells_place=True, by=manager)
    operations.release(call, by=manager)
    told = browser(owner).get(at(taken)).json()
    taken.decision.refresh_from_db()
    letter = taken.decision.letter
    assert {name: told[name] for name in ("application", "outcome", "subject", "text", "place", "offer")} == {
        "application": taken.number,
        "outcome": "accept",
        "subject": letter.subject,
        "text": letter.text,
        "place": None,
        "offer": taken.decision.offer.code,
    }
    assert "From the panel: Bring a port along." in told["text"]
    second = browser(other).get(at(waiting)).json()
    assert (second["outcome"], second["place"], second["offer"]) == ("waitlist", 1, None)
    assert [(row.what, row.person_id) for row in Access.objects.order_by("pk")] == [("letter", owner.pk), ("letter", other.pk)]


def test_who_reads_it(call: Any, manager: Any) -> None:
    application, undecided = reviews.application(call), reviews.application(call)
    decisions.decision(application, outcome="decline", released=True)
    decisions.decision(undecided, outcome="decline")
    people = [manager, accounts.operator_person(role="auditor"), reviews.owner_of(application)]
    others = [reviews.reviewer(call), reviews.owner_of(undecided), reviews.manager(reviews.call()), None]
    assert [browser(one).get(at(application)).status_code for one in [*people, *others]] == [200, 200, 200, 404, 404, 404, 401]
    assert browser(manager).get(at(undecided)).status_code == 404


def test_a_rehearsal_is_marked_before_it_is_read(call: Any, manager: Any) -> None:
    """What changes in between makes the mark old; it never stands for more than was told."""
    application, changes = reviews.application(call), [{"outcome": "decline"}]
    decisions.decision(application, outcome="accept")

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if changes and '"accelerator_decision"' in sql:
            Decision.objects.filter(application=application).update(**changes.pop())
        return found

    client = browser(manager)
    with connection.execute_wrapper(meanwhile):
        told = client.get("/api/v1/calls/tides/rehearsal").json()
    assert not changes
    assert told["mark"] != marks.of(call)
    assert client.get("/api/v1/calls/tides/rehearsal").json()["mark"] == marks.of(call)


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_a_conflict_keeps_the_letter_from_who_sees_the_programme(call: Any, manager: Any, who: str) -> None:
    application = reviews.application(call)
    decisions.decision(application, outcome="decline", released=True)
    person = manager if who == "manager" else accounts.operator_person(role="auditor")
    doors = [at(application), f"/decisions/{application.number}/"]
    assert [browser(person).get(door).status_code for door in doors] == [200, 200]
    reviews.conflict(application, person)
    assert [browser(person).get(door).status_code for door in doors] == [404, 404]
    startups.member(application.startup, person)
    assert [browser(person).get(door).status_code for door in doors] == [200, 200]


def test_a_manager_of_the_startup_itself_reads_its_letter_once_it_is_told(call: Any, manager: Any, time_machine: Any) -> None:
    call.programme.recall_minutes = 15
    call.programme.save()
    application = reviews.application(call)
    decisions.decision(application, outcome="decline")
    startups.member(application.startup, manager)
    told_at = operations.release(call, by=reviews.manager(call)).told_at
    assert browser(manager).get(at(application)).status_code == 404
    time_machine.move_to(told_at, tick=False)
    assert browser(manager).get(at(application)).status_code == 200
