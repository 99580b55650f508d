"""The request as views behind `login_required` get it."""

from __future__ import annotations

from django.http import HttpRequest

from accelerator.accounts.models import Person


class SignedIn(HttpRequest):
    """A request whose person is signed in; a type for readers and checkers, never made."""

    user: Person
