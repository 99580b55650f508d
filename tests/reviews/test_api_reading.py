"""For programs: an application as its review reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.applications.models import Application
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Assignment
from accelerator.reviews.redacting import MARK
from accelerator.trail.models import Access
from tests.factories import accounts, reviews
from tests.programs import program

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def call() -> Call:
    return reviews.call()


@pytest.fixture
def ann(call: Call) -> Any:
    return reviews.reviewer(call, name="Ann")


@pytest.fixture
def kelp(call: Call) -> Application:
    made = reviews.application(call, name="Kelpworks", owner=accounts.person(name="Rose Tan"))
    made.call.closes_at += timedelta(minutes=5)  # which the next one arrives before
    reviews.submission(made, what="Rose Tan reads tides.")
    return made


@pytest.fixture
def given(kelp: Application, ann: Any) -> Assignment:
    return reviews.assignment(kelp, reviewer=ann)


@pytest.fixture
def client(ann: Any) -> Client:
    return program(ann)


def said(client: Client, given: Assignment) -> Any:
    told = client.get(f"{API}/reviews/{given.code}/answers").json()
    answers = {one["key"]: one["text"] for section in told["sections"] for one in section["answers"]}
    return told["submission"], answers["what"]


def test_read_as_the_stage_lets_it(client: Client, given: Assignment, kelp: Application) -> None:
    assert said(client, given) == (2, "Rose Tan reads tides.")
    ReviewStage.objects.update(hides="people")
    assert said(client, given) == (2, f"{MARK} reads tides.")
    assert Access.objects.filter(person_id=given.reviewer_id, what="application").count() == 2


def test_what_a_newer_submission_says_otherwise(client: Client, given: Assignment) -> None:
    path = f"{API}/reviews/{given.code}/changes"
    (changed,) = [one for one in client.get(f"{path}?against=1").json()["answers"] if "Rose" in one["now"]]
    assert changed["now"] == "Rose Tan reads tides."
    for against in ("2", "3", "before", "x"):
        assert client.get(f"{path}?against={against}").status_code == 404
    ReviewStage.objects.update(hides="people")
    assert client.get(f"{path}?against=1").status_code == 404


def test_the_others_once_ones_own_is_in(client: Client, given: Assignment, kelp: Application) -> None:
    other = reviews.assignment(kelp, reviewer=reviews.reviewer(kelp.call, name="Bo"))
    made = reviews.review(other, {1: 4, 2: 4, 3: 4}, comment="Solid.", feedback="Go on.", private_note="Ask who pays.")
    path = f"{API}/reviews/{given.code}/others"
    assert client.get(path).status_code == 404
    reviews.review(given)
    (told,) = client.get(path).json()
    assert told.pop("submitted_at")
    assert [(one["criterion"], one["points"]) for one in told.pop("scores")] == [
        ("Problem", "4"),
        ("Evidence", "4"),
        ("Team", "4"),
    ]
    assert told == {"total": f"{made.total}", "comment": "Solid.", "reviewer": "Bo"}


@pytest.mark.parametrize("what", ["answers", "changes", "others", "files/forged"])
def test_nobody_elses(call: Call, given: Assignment, ann: Any, what: str) -> None:
    for person in (reviews.reviewer(call), reviews.manager(call)):
        assert program(person).get(f"{API}/reviews/{given.code}/{what}").status_code == 404
    reviews.conflict(given.application, ann)
    assert program(ann).get(f"{API}/reviews/{given.code}/{what}").status_code == 404
