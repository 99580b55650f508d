"""Where one is signed in: what the page lists, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from accelerator.accounts import queries
from accelerator.accounts.models import Person
from accelerator.kit import clock
from tests.cast import browser
from tests.factories import accounts

pytestmark = pytest.mark.django_db
AT = "/accounts/sessions/"


@pytest.fixture
def person() -> Person:
    return accounts.person()


def signed_in(person: Person, agent: str) -> Client:
    """A browser of `person` that was seen."""
    client = browser(person, headers={"User-Agent": agent})
    session = client.session
    UserSession.objects.create(user=person, ip="192.0.2.7", user_agent=agent, session_key=session.session_key)
    return client


def agents(person: Person) -> list[str]:
    return [one.user_agent for one in queries.sessions(person)]


def test_ones_own_the_oldest_first(person: Person) -> None:
    here = signed_in(person, "A laptop")
    signed_in(person, "A phone")
    signed_in(accounts.person(), "Somebody else's")
    assert agents(person) == ["A laptop", "A phone"]
    page = here.get(AT, secure=True).content.decode()
    assert page.index("A laptop") < page.index("A phone")
    assert "Somebody" not in page
    assert page.count("This one") == 1


def test_neither_what_ran_out_nor_what_ended_nor_what_a_new_password_ended(person: Person) -> None:
    signed_in(person, "Here still")
    out, gone, old = (signed_in(person, name) for name in ("Ran out", "Ended", "Of the old password"))
    Session.objects.filter(pk=out.session.session_key).update(expire_date=clock.now() - timedelta(minutes=1))
    Session.objects.filter(pk=gone.session.session_key).delete()
    session = SessionStore(old.session.session_key)
    session[HASH_SESSION_KEY] = "of the old password"
    session.save()
    assert agents(person) == ["Here still"]


def test_signing_out_everywhere_else(person: Person) -> None:
    here, there = signed_in(person, "A laptop"), signed_in(person, "A phone")
    assert here.post(AT, secure=True).status_code == 302
    assert agents(person) == ["A laptop"]
    assert there.get("/account/", secure=True).status_code == 302


@pytest.mark.parametrize("others", [1, 3])
def test_queries_do_not_grow(person: Person, others: int, django_assert_num_queries: Any) -> None:
    here = signed_in(person, "A laptop")
    for number in range(others):
        signed_in(person, f"Phone {number}")
    here.get(AT, secure=True)
    with django_assert_num_queries(5):
        assert here.get(AT, secure=True).content.decode().count("Phone ") == others
