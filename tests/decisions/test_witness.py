"""Who saw and decided what stands beside a decision; so does a tie at the last place."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.decisions import operations
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


def test_a_tie_at_the_last_place_is_said(call: Any, manager: Any) -> None:
    for points in (5, 3, 3):
        reviews.review(reviews.assignment(reviews.application(call)), dict.fromkeys((1, 2, 3), points))
    assert "2 applications share the mean at the last place and not all of them fit." in text(browser(manager).get(LIST))
