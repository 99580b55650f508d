"""Nobody can tell by the clock who has an account: known and unknown cost the same hashing. benchmarks/ has the times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accelerator.accounts.hashers import Argon2
from tests.accounts.test_signin import ASK_CODE, LOGIN, RESET, SIGNUP
from tests.factories import accounts

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN, SUSPENDED = "known@example.org", "unknown@example.org", "suspended@example.org"
WORDS = "wrong-words-for-everybody"


def _login(email: str) -> None:
    Client().post(LOGIN, {"login": email, "password": WORDS}, secure=True)


def _reset(email: str) -> None:
    Client().post(RESET, {"email": email}, secure=True)


def _code(email: str) -> None:
    Client().post(ASK_CODE, {"email": email}, secure=True)


def _signup(email: str) -> None:
    Client().post(SIGNUP, {"name": "X", "email": email, "password1": accounts.PASSWORD, "accepted": "on"}, secure=True)


@pytest.fixture(autouse=True)
def _people() -> None:
    accounts.person(KNOWN, password=accounts.PASSWORD)
    accounts.suspended_person(SUSPENDED, password=accounts.PASSWORD)


@pytest.mark.parametrize(("door", "hashes"), [(_login, 1), (_reset, 0), (_code, 0), (_signup, 1)])
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN, SUSPENDED])
def test_as_many_hashes_for_everybody(
    monkeypatch: pytest.MonkeyPatch, door: Callable[[str], None], hashes: int, email: str
) -> None:
    """Counts real hashes: they are what takes 30 ms; all else is queries."""
    done: list[str] = []
    encode, verify = Argon2.encode, Argon2.verify
    monkeypatch.setattr(Argon2, "encode", lambda self, *args: (done.append("encode"), encode(self, *args))[1])
    monkeypatch.setattr(Argon2, "verify", lambda self, *args: (done.append("verify"), verify(self, *args))[1])
    door(email)
    assert len(done) == hashes
