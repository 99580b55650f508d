"""Decisions, releases and offers for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Offer, Release
from accelerator.kit import clock
from tests.factories import accounts, reviews


def decision(
    application: Application, *, outcome: str = "accept", by: Any = None, released: bool = False, **fields: Any
) -> Decision:
    """By somebody of the house who belongs to no startup, unless `by` is given."""
    by = by or accounts.person()
    release = Release.objects.create(call=application.call, by=by) if released else None
    return Decision.objects.create(application=application, outcome=outcome, decided_by=by, release=release, **fields)


def offer(application: Application, **fields: Any) -> Offer:
    """An offer to be answered within two weeks, released with its decision."""
    made = decision(application, released=True)
    return Offer.objects.create(decision=made, **({"reply_by": clock.now() + timedelta(days=14)} | fields))


def scored(call: Any, *, name: str = "", score: int = 3, answers: dict[str, Any] | None = None, **startup: Any) -> Application:
    """A standing application with one review, whose mean is `score`; with these answers over the usual ones."""
    made = reviews.application(call, name=name, **startup)
    if answers:
        reviews.submission(made, **answers)
    reviews.review(reviews.assignment(made), dict.fromkeys(reviews.WEIGHTS, score))
    return made
