from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.decisions.models import Offer
from accelerator.kit import clock
from accelerator.programmes.models import Call
from tests.factories import decisions, reviews


def read(application: Application, count: int = 2, points: dict[int, int] | None = None) -> Application:
    """With `count` submitted reviews."""
    for _one in range(count):
        reviews.review(reviews.assignment(application), points)
    return application


def offered(application: Application, state: str) -> Application:
    made = decisions.offer(application)
    if state != "open":
        Offer.objects.filter(pk=made.pk).update(state=state, replied_at=None if state == "lapsed" else clock.now())
    return application


def withdrawn(application: Application) -> Application:
    Application.objects.filter(pk=application.pk).update(state="withdrawn", withdrawn_at=clock.now())
    return application


# Stage → how an application gets there.
WAYS: dict[str, Callable[[Call], Application]] = {
    "submitted": lambda call: reviews.application(call),
    "in_review": lambda call: read(reviews.application(call), 1),
    "scored": lambda call: read(reviews.application(call)),
    "decided": lambda call: decisions.decision(read(reviews.application(call))).application,
    "declined": lambda call: decisions.decision(reviews.application(call), outcome="decline", released=True).application,
    "waitlisted": lambda call: decisions.decision(reviews.application(call), outcome="waitlist", released=True).application,
    "offer_sent": lambda call: offered(reviews.application(call), "open"),
    "accepted": lambda call: offered(reviews.application(call), "accepted"),
    "offer_declined": lambda call: offered(reviews.application(call), "declined"),
    "offer_lapsed": lambda call: offered(reviews.application(call), "lapsed"),
    "withdrawn": lambda call: withdrawn(read(reviews.application(call))),
}


@pytest.fixture
def call(db: None) -> Call:
    return reviews.call(slug="spring", name="Spring")


@pytest.fixture
def manager(call: Call) -> Any:
    return reviews.manager(call, name="Nurul Hakim")
