"""No address given in `next` leads off this host."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from accelerator.accounts import safety
from tests.factories import accounts

AWAY = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@evil.example",
    "ftp://testserver/",
    "https://testserver@evil.example/",
    "https://testserver:pw@evil.example/",
    "https://testserver.evil.example/",
    "https://eviltestserver/",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example/testserver",
    "https://[::1]/",
    "https://[evil",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://testserver:444/",
    "http://testserver/home/",
    " https://evil.example/",
    "\x00https://evil.example/",
    "\x08//evil.example/",
    "https://evil。example/",
    "//evil%2eexample/",
    "//%65vil.example/",
    "/%5cevil.example/../..//evil.example",
    "https://ⓔvil.example/",
    "blob:https://testserver/x",
    "file:///etc/passwd",
    "//testserver.evil.example",
    "http:\\\\evil.example",
    "https:\\evil.example",
    "/\r\nLocation: https://evil.example",
    "ssh://testserver/",
    "tel:123",
    "",
]
# These stay on the host, though they look odd.
_HARMLESS = {"/%5cevil.example/../..//evil.example"}


@pytest.mark.parametrize("url", AWAY)
def test_the_corpus_stays_at_home(url: str) -> None:
    request = RequestFactory().get("/", secure=True)
    assert safety.is_ours(url, request) is (url in _HARMLESS)


@pytest.mark.parametrize("url", ["/home/", "/people/?q=a&page=2", "home/", "https://testserver/home/", "/join/abc/#x"])
def test_our_own_addresses_pass(url: str) -> None:
    assert safety.is_ours(url, RequestFactory().get("/", secure=True))


@pytest.mark.parametrize("url", AWAY)
def test_onward_falls_back(url: str) -> None:
    request = RequestFactory().post("/", {"next": url}, secure=True)
    assert safety.onward(request, "/home/") == (url if url in _HARMLESS else "/home/")


@pytest.mark.django_db
@pytest.mark.parametrize("url", AWAY[:12])
def test_signing_in_does_not_leave_the_host(client: Client, url: str) -> None:
    somebody = accounts.person(password=accounts.PASSWORD)
    entered = {"login": somebody.email, "password": accounts.PASSWORD, "next": url}
    response = client.post("/accounts/login/", entered, secure=True)
    assert response.status_code == 302
    assert response["Location"] == "/home/"


@pytest.mark.django_db
def test_signing_in_goes_where_it_was_going(client: Client) -> None:
    somebody = accounts.person(password=accounts.PASSWORD)
    entered = {"login": somebody.email, "password": accounts.PASSWORD, "next": "/account/?x=1"}
    assert client.post("/accounts/login/", entered, secure=True)["Location"] == "/account/?x=1"
