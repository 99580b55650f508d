"""The standing cast: who stands before a door in a test.

Here are those whom accounts alone can make. Who they are to a startup, a programme or a cohort depends on the scene, so
upper areas add theirs with `@actor`, taking the scene as they need it:

    @actor
    def founder(scene: Scene) -> Person:
        return scene.startup.owner

`browser(person)` is that person's browser, signed in; None is a stranger's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accelerator.accounts.models import Person
from accelerator.kit import clock
from tests.factories import accounts

CAST: dict[str, Callable[..., Person | None]] = {}


def actor(make: Callable[..., Person | None]) -> Callable[..., Person | None]:
    """Adds somebody to the cast under the function's name."""
    if make.__name__ in CAST:
        raise ValueError(f"two actors are named {make.__name__}")
    CAST[make.__name__] = make
    return make


def browser(person: Person | None, **said: Any) -> Client:
    """A browser in which `person` is signed in, and surely so: a test of a denial must not test a stranger unawares."""
    client = Client(**said)
    if person is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = _session(person)
    return client


def _session(person: Person) -> str:
    """A session's key, as it stands a moment after `person` signed in: their first page need not note that they are here.

    `force_login` goes through all that a sign-in sets off; that is a sixth of what a test of one page costs.
    """
    session, at = SessionStore(), int(clock.now().timestamp())
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "accelerator.accounts.backends.Backend"
    session["since"] = session["seen"] = at
    session.create()
    return str(session.session_key)


@actor
def anonymous(scene: Any = None) -> None:
    return None


@actor
def newcomer(scene: Any = None) -> Person:
    """Has an account and nothing else."""
    return accounts.person(name="Newcomer")


@actor
def officer(scene: Any = None) -> Person:
    return accounts.operator_person(name="Grants Officer", role="grants_officer")


@actor
def approver(scene: Any = None) -> Person:
    return accounts.operator_person(name="Approver", role="approver")


@actor
def house_manager(scene: Any = None) -> Person:
    """May make programmes, runs none."""
    return accounts.operator_person(name="House Manager", role="programme_manager")


@actor
def auditor(scene: Any = None) -> Person:
    return accounts.operator_person(name="Auditor", role="auditor")


@actor
def admin(scene: Any = None) -> Person:
    return accounts.operator_person(name="Operator Admin", role="admin", is_staff=True)


@actor
def unfactored(scene: Any = None) -> Person:
    """An admin who has not set up a second factor."""
    return accounts.operator_person(name="Unfactored Admin", role="admin", factor=False, is_staff=True)


@actor
def partner(scene: Any = None) -> Person:
    return accounts.partner_person(name="Partner")


@actor
def suspended(scene: Any = None) -> Person:
    """Was an admin. No session opens for them: use `left_behind`."""
    return accounts.operator_person(name="Suspended Admin", role="admin", is_active=False)


def left_behind(person: Person) -> Client:
    """The browser of somebody who was signed in when they were suspended."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    client = browser(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return client
