"""`manage.py api_token`: prints a token that works, for somebody who may hold one."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accelerator.accounts.models import ApiToken
from accelerator.accounts.scopes import ALL
from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def printed(*given: str) -> str:
    out = io.StringIO()
    call_command("api_token", *given, stdout=out)
    return out.getvalue().strip()


def test_it_prints_one_that_works() -> None:
    person = accounts.person("thanh@example.org", "Thanh Vo")
    secret = printed(
        "Thanh@Example.org", "--scope", "account:read", "--scope", "credits:read", "--name", "Nightly", "--days", "7"
    )
    token = ApiToken.objects.get(person=person)
    assert (token.name, token.scopes) == ("Nightly", ["account:read", "credits:read"])
    assert timedelta(days=6, hours=23) < token.expires_at - clock.now() <= timedelta(days=7)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/me").json()["email"] == "thanh@example.org"
    assert client.get("/api/v1/startups").status_code == 403


def test_its_person_and_the_trail_know() -> None:
    person = accounts.person("thanh@example.org", "Thanh Vo")
    printed("thanh@example.org", "--scope", "all")
    assert ApiToken.objects.get().scopes == list(ALL)
    assert Message.objects.get(recipient=person).kind == "token_made"
    entry = Entry.objects.get(verb="token.made")
    assert (entry.actor_id, f"person:{person.pk}" in entry.touches) == (None, True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("nobody@example.org", "--scope", "all"), "Nobody active has the address nobody@example.org"),
        (("gone@example.org", "--scope", "all"), "Nobody active has the address gone@example.org"),
        (("officer@example.org", "--scope", "all"), "needs a second factor first"),
        (("thanh@example.org", "--scope", "boats:read"), "invalid choice: 'boats:read'"),
        (("thanh@example.org",), "required: --scope"),
        (("thanh@example.org", "--scope", "all", "--days", "366"), "invalid choice: 366"),
    ],
)
def test_who_cannot_hold_one_gets_none(given: Any, says: str) -> None:
    accounts.person("thanh@example.org")
    accounts.suspended_person("gone@example.org", "Gone")
    accounts.operator_person("officer@example.org", factor=False)
    with pytest.raises(CommandError, match=says):
        printed(*given)
    assert not ApiToken.objects.exists()
