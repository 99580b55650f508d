"""Builds the whole demo world, step by step, and says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import F

from accelerator.accounts import inviting
from accelerator.accounts import operations as accounts
from accelerator.accounts import queries as house_queries
from accelerator.accounts.models import Invitation, Organisation
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message, Reminder
from cohorts.management.demo import (
    aboard,
    around,
    asking,
    byways,
    checkins,
    cohort,
    grants,
    intake,
    meeting,
    mishaps,
    people,
    redrawing,
    screening,
    selection,
)
from cohorts.management.demo.intake import Scene

_OPENED = -240  # days from today
_TERMS = (
    "By using this portal you agree to write truthfully, to keep what you read about others to yourself, and to let programme "
    "staff and reviewers read what you submit.\n\nYou may withdraw an application at any time."
)
_PRIVACY = (
    "We keep what you write for the purpose of the programme you apply to. Reviewers and programme staff read it; nobody else "
    "does.\n\nAsk the operator for a copy of your data, or for its erasure, at any time."
)


def build(*, chance: Random, now: datetime, say: Callable[[str], Any]) -> None:
    """Everything, inside the caller's transaction. What happened in the past counts as told: no old mail goes out."""
    scene = Scene(chance=chance, now=now, cast={})
    steps: list[tuple[str, Callable[[Scene], None]]] = [
        ("people and the operator", open_house),
        ("programme and calls", intake.make_programme),
        ("startups", intake.make_startups),
        ("a slow evening", mishaps.slow_down),
        ("applications", intake.make_applications),
        ("new versions of forms", redrawing.make_versions),
        ("questions about calls", asking.make_enquiries),
        ("the cohort and its plan", cohort.make_cohort),
        ("reviews and decisions of the past call", selection.judge_past_call),
        ("reviews of the open call", selection.begin_open_call),
        ("detours of applications", around.make_detours),
        ("interviews of the open call", meeting.plan_interviews),
        ("mishaps", mishaps.make_mishaps),
        ("milestones, mentors and sessions", cohort.run_cohort),
        ("check-ins and what startups ask for", checkins.send_check_ins),
        ("life aboard the cohort", aboard.go_aboard),
        ("pools, grants and the ledger", grants.award_credits),
        ("calls and letters beside the rounds", byways.make_byways),
        ("a call that is screened and read blind", screening.screen_pilot_call),
    ]
    for number, (name, step) in enumerate(steps, 1):
        say(f"  demo world {number} of {len(steps)}: {name}")
        step(scene)
    settle_the_past(now)


def open_house(scene: Scene) -> None:
    with clock.pretending(scene.day(_OPENED)):
        _set_up(scene)


def _set_up(scene: Scene) -> None:
    accounts.set_up("Straits Foundry", admin=people.address("first"))
    settings = house_queries.settings()
    settings.tagline = "Build it here. Launch it anywhere."
    settings.introduction = (
        "Straits Foundry backs founders who put AI to work in ports, clinics, farms and public services. "
        "Six months in Singapore, no equity taken."
    )
    settings.terms, settings.privacy = _TERMS, _PRIVACY
    settings.terms_version = settings.privacy_version = "2"
    accounts.change_settings(settings, by=None)
    operator = Organisation.objects.get(kind=Organisation.Kind.OPERATOR)
    partner = Organisation.objects.create(slug="northgate-cloud", name="Northgate Cloud", kind=Organisation.Kind.PARTNER)
    scene.cast = people.make_cast(operator, partner)
    inviting.revoke(Invitation.objects.get(), by=scene.cast["admin"])  # nobody will come for the first link


def settle_the_past(now: datetime) -> None:
    """Old mail was read long ago; reminders that fell due were sent."""
    old = Delivery.objects.filter(message__due_at__lt=now, state=Delivery.State.PENDING)
    old.update(state=Delivery.State.SENDING, attempts=1)
    Delivery.objects.filter(state=Delivery.State.SENDING).update(state=Delivery.State.SENT, sent_at=F("next_at"))
    Message.objects.filter(due_at__lt=now - timedelta(days=10)).update(read_at=now)
    Reminder.objects.filter(due_at__lt=now, state=Reminder.State.PLANNED).update(
        state=Reminder.State.SENT, settled_at=F("due_at")
    )
