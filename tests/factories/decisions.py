"""Decisions, releases and offers for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Offer, Release
from accelerator.kit import clock


def decision(
    application: Application, *, outcome: str = "accept", by: Any = None, released: bool = False, **fields: Any
) -> Decision:
    by = by or application.started_by
    release = Release.objects.create(call=application.call, by=by) if released else None
    return Decision.objects.create(application=application, outcome=outcome, decided_by=by, release=release, **fields)


def offer(application: Application, **fields: Any) -> Offer:
    """An offer to be answered within two weeks, released with its decision."""
    made = decision(application, released=True)
    return Offer.objects.create(decision=made, **({"reply_by": clock.now() + timedelta(days=14)} | fields))
