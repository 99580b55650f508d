"""Who saw and decided what stands beside a decision; so does a tie at the last place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accelerator.decisions import operations
from accelerator.decisions.models import Decision
from tests.cast import browser
from tests.factories import accounts, reviews

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/decisions/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_who_saw_and_who_decided_stand_on_the_page(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    at = f"{LIST}{application.number}/"
    operations.decide(application, outcome="decline", reason="Too early.", by=manager)
    operations.release(call, by=manager)
    founder = reviews.owner_of(application)
    assert browser(founder).get(f"/decisions/{application.number}/").status_code == 200
    browser(manager).get(at)
    auditor = browser(accounts.operator_person(role="auditor", name="Audrey"))
    page = auditor.get(at)
    assert {(row.person_label, row.what) for row in page.context["seen"]} == {
        (str(founder), "letter"),
        ("Mei Lin", "decision"),
        ("Audrey", "decision"),
    }
    assert [row.verb for row in page.context["acts"]][-1] == "decision.made"
    assert "Why: Too early." in text(page)


def test_who_looks_often_is_named_once_a_day_at_the_last_time(call: Any, manager: Any, time_machine: Any) -> None:
    application, other = reviews.application(call), reviews.application(call)
    at, morning = f"{LIST}{application.number}/", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    for hours in (0, 1, 2, 24, 25):
        time_machine.move_to(morning + timedelta(hours=hours), tick=False)
        browser(manager).get(at)
    browser(manager).get(f"{LIST}{other.number}/")
    page = browser(accounts.operator_person(role="auditor", name="Audrey")).get(at)
    assert [(row.person_label, row.at) for row in page.context["seen"]] == [
        ("Audrey", morning + timedelta(hours=25)),
        ("Mei Lin", morning + timedelta(hours=25)),
        ("Mei Lin", morning + timedelta(hours=2)),
    ]


def test_a_form_that_is_sent_after_the_release_says_that_nothing_was_saved(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    operations.decide(application, outcome="decline", by=manager)
    client, at = browser(manager), f"{LIST}{application.number}/"
    sent = {
        "outcome": "waitlist",
        "reason": "",
        "ground": "",
        "feedback": "",
        "seen": client.get(at).context["form"]["seen"].value(),
    }
    call.programme.recall_minutes = 60
    call.programme.save(update_fields=["recall_minutes"])
    operations.release(call, by=manager)
    said = "Your choice was not saved: this decision was released meanwhile."
    assert said not in text(client.get(at))
    answer = client.post(at, sent)
    assert (answer.status_code, f"{said} Recall the release to change it." in text(answer)) == (422, True)
    assert Decision.objects.get().outcome == "decline"


def test_a_tie_at_the_last_place_is_said(call: Any, manager: Any) -> None:
    for points in (5, 3, 3):
        reviews.review(reviews.assignment(reviews.application(call)), dict.fromkeys((1, 2, 3), points))
    assert "2 applications share the mean at the last place and not all of them fit." in text(browser(manager).get(LIST))
