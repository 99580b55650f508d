"""The scene with a browser for everybody in it, and a way to knock that leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib.messages import WARNING, get_messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.cast import browser, left_behind
from tests.security import unpacked
from tests.security.scene import Scene

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# What any request of a signed-in person may touch: their session, when they were last here, and that they looked.
_PASSING = {"django_session", "usersessions_usersession", "accelerator_access"}
_DOORS = {"/accounts/login/": "login", "/accounts/signup/": "signup", "/desk/login/": "desk"}


@dataclass
class Answer:
    """`got` in the table's words; `body` as people read it, `raw` as it came; `written` are the tables that changed, `asked` how
    many statements PostgreSQL was sent.
    """

    got: str
    body: str
    raw: bytes
    person: Any
    written: set[str]
    asked: int


class Plain(Client):
    """A browser without the test client's copies of every template's context, which cost more than the pages."""

    def request(self, **sent: Any) -> Any:
        response = self.handler(self._base_environ(**sent))
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


class House:
    """The scene with a browser for everybody in it."""

    def __init__(self, scene: Scene) -> None:
        self.people, self.things = scene.people, scene.things
        self.browsers: dict[str, Client] = {}
        for name, person in scene.people.items():
            self.browsers[name] = Plain()
            self.browsers[name].cookies = self._browser(name, person).cookies

    def _browser(self, name: str, person: Any) -> Client:
        if name == "suspended":
            return left_behind(person)
        client = browser(person)
        if person is not None:  # they said who they are a moment ago, and were seen since
            session = client.session
            record_authentication(SimpleNamespace(session=session), person, "mfa", reauthenticated=True)
            session.save()
            client.get("/account/", secure=True)
            session = client.session
            session["seen"] += 3600  # no knock of the next hour notes again that they are here
            session.save()
        return client

    def knock(self, name: str, method: str, address: str, **sent: Any) -> Answer:
        """What `name` is answered; afterwards nothing has happened."""
        client, sent_on = self.browsers[name], list[str]()
        cookies = dict(client.cookies)
        try:
            with transaction.atomic(), connection.execute_wrapper(_noting(sent_on)):
                response = getattr(client, method.lower())(address, secure=True, **sent)
                body = b"".join(response) if response.streaming else response.content
                written = {found[1] for sql in sent_on if (found := _WRITES.match(sql))} - _PASSING
                person = response.wsgi_request.user
                answer = Answer(_word(response), unpacked.text(body), body, person, written, len(sent_on))
                transaction.set_rollback(True)
        finally:
            client.cookies = SimpleCookie()
            client.cookies.update(cookies)
        return answer


def bare(status: int, handler: Callable[..., Any]) -> Callable[..., Any]:
    """Leaves out the page around a refusal, which costs more than the refusal, for who asks without it."""

    def answer(request: Any, exception: Exception) -> Any:
        return HttpResponse(status=status) if "X-Bare" in request.headers else handler(request, exception)

    return answer


def _noting(sent: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    return note


def _word(response: Any) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    for start, word in _DOORS.items():
        if response["Location"].startswith(start):
            return word
    levels = [message.level for message in get_messages(response.wsgi_request)]
    return "told" if any(level >= WARNING for level in levels) else "302"


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
