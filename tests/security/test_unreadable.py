"""A NUL in an address, a query or a body is answered as unreadable, wherever it is put; nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.reviews.models import Conflict, Review
from tests.cast import browser
from tests.factories import accounts, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Client:
    client = browser(accounts.operator_person(role="grants_officer"))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/credits/ledger/?pool=%00",
        "/credits/ledger.csv?pool=a%00b",
        "/api/v1/credits/grants/%00",
        "/api/v1/credits/entries?pool=%00",
        "/api/v1/startups?search=%00",
        "/api/v1/reviews?state=%00",
    ],
)
def test_in_an_address(officer: Client, address: str) -> None:
    assert officer.get(address).status_code == 422


def test_in_the_search_of_the_delivery_log(db: None) -> None:
    client = browser(accounts.operator_person(role="admin"))
    response = client.get("/deliveries/?q=%00")
    assert response.status_code == 422
    assert "A character in q cannot be kept. Take it out and try again." in response.content.decode()


@pytest.mark.parametrize("door", ["form", "autosave", "api", "conflict"])
def test_in_a_body(db: None, door: str) -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    client = browser(made.reviewer)
    change: dict[str, Any] = {"changes": [{"name": "comment", "value": "a\0b", "version": 0}]}
    response = {
        "form": lambda: client.post(f"/reviews/{made.code}/", {"comment": "a\0b"}),
        "autosave": lambda: client.patch(f"/reviews/{made.code}/", change, content_type="application/json"),
        "api": lambda: client.patch(f"/api/v1/reviews/{made.code}", change, content_type="application/json"),
        "conflict": lambda: client.post(f"/reviews/{made.code}/conflict/", {"reason": "a\0b"}),
    }[door]()
    assert response.status_code == 422
    assert not Review.objects.exists()
    assert not Conflict.objects.exists()
