"""Every answer of the house carries the headers that Mozilla's Observatory asks for, errors and crashes included."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings as house_settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accelerator.accounts.middleware import Person
from accelerator.kit.limiter import spend
from config import urls
from tests.cast import browser
from tests.security import afloat
from tests.security.observatory import score

LEAST = 120
CSP = "Content-Security-Policy"


class Visit(NamedTuple):
    route: afloat.Route
    response: HttpResponse

    def __str__(self) -> str:
        return f"{self.route.name or self.route.pattern} ({self.response.status_code})"


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[afloat.House]:
    with django_db_blocker.unblock(), afloat.moored() as made:
        yield made


@pytest.fixture(scope="module")
def visits(house: afloat.House) -> list[Visit]:
    """A GET of every route: as the admin who also manages the programme, else as somebody who may; and as a stranger."""
    people = (house.who.admin, house.who.founder, house.who.grants_officer)
    clients = [browser(person, raise_request_exception=False) for person in people]
    session = clients[0].session
    session["seen"] -= 90  # they come back after a while: that is noted, and the session's cookie goes out
    session.save()
    found, seen = [], set()
    for route in afloat.routes():
        address = house.address(route)
        if address in seen or _is_one_more_of_the_desk(route):
            continue
        seen.add(address)
        for client in clients:
            response = client.get(address, secure=True)
            assert "_auth_user_id" in client.session, f"{address} signed somebody out"
            if response.status_code not in (403, 404):
                break
        found.append(Visit(route, response))
    found += [
        Visit(route, Client().get(house.address(route), secure=True)) for route in afloat.routes() if _is_for_strangers(route)
    ]
    return found


def _is_one_more_of_the_desk(route: afloat.Route) -> bool:
    """Every model has the same pages that only deny; those of the person stand for them."""
    return (
        route.pattern.endswith(("/add/", "/delete/", "<path:object_id>/"))
        and route.pattern.startswith("desk/")
        and "/person/" not in route.pattern
    )


def _is_for_strangers(route: afloat.Route) -> bool:
    return "<" not in route.pattern and not route.pattern.startswith(("desk/accelerator", "desk/cohorts", "api/"))


def policy(response: HttpResponse) -> set[str]:
    return {part.strip() for part in response.headers.get(CSP, "").split(";")}


def is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def test_the_walk_reaches_pages_of_every_kind(visits: list[Visit]) -> None:
    """A walk that met nothing but denials would prove little."""
    pages = {visit.route.name for visit in visits if visit.response.status_code == 200 and is_page(visit.response)}
    assert {"front", "home", "call", "call_settings", "pipeline", "board", "account_login", "mfa_index"} <= pages
    assert {"admin:index", "admin:accelerator_person_changelist", "admin:accelerator_startup_change"} <= pages
    assert len(pages) > 120
    assert {visit.response.status_code for visit in visits} >= {200, 301, 302, 403, 404, 405}


def test_no_route_crashes(visits: list[Visit]) -> None:
    assert [str(visit) for visit in visits if visit.response.status_code >= 500] == []


def test_every_page_scores_a_plus(visits: list[Visit]) -> None:
    poor = {str(visit): score(visit.response) for visit in visits if is_page(visit.response)}
    assert {name: why for name, why in poor.items() if why[0] < LEAST} == {}


def test_what_is_not_a_page_is_guarded_too(visits: list[Visit]) -> None:
    """Files, redirects, JSON: nosniff, HSTS, the policy and same-origin all the same."""
    for visit in visits:
        headers = visit.response.headers
        assert headers["X-Content-Type-Options"] == "nosniff", visit
        assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains", visit
        assert headers["Referrer-Policy"] == "same-origin", visit
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", visit
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", visit
        assert headers["X-Frame-Options"] == "DENY", visit
        assert "camera=()" in headers["Permissions-Policy"], visit
        assert "default-src 'none'" in policy(visit.response), visit


def test_no_policy_allows_anything_unsafe(visits: list[Visit]) -> None:
    assert {text for text in (visit.response.headers[CSP] for visit in visits) if "unsafe" in text or "data:" in text} == set()


def test_no_page_is_kept_by_a_shared_cache(visits: list[Visit]) -> None:
    """Pages revalidate, so that going back is quick and never stale; only the logo, the keys that receipts are checked with and
    the shapes of forms and plans are public."""
    open_to_all = {visit.route.name for visit in visits if "public" in visit.response.headers.get("Cache-Control", "")}
    assert open_to_all == {"jwks", "plan_schema", "questionnaire_schema"}
    said = {visit.response.headers["Cache-Control"] for visit in visits if visit.route.name in ("home", "pipeline", "board")}
    assert said == {"private, no-cache"}


@pytest.mark.parametrize("name", ["decision_letter", "ledger", "ledger_export"])
def test_letters_and_ledgers_stay_in_no_cache_at_all(visits: list[Visit], name: str) -> None:
    (answer,) = [visit.response for visit in visits if visit.route.name == name and visit.response.status_code == 200]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_cookies_belong_to_this_host_alone(visits: list[Visit]) -> None:
    cookies = {name: cookie for visit in visits for name, cookie in visit.response.cookies.items()}
    assert set(cookies) == {f"__Host-slipway_{name}" for name in ("session", "csrf", "messages")}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    kept = [visit.response.cookies.get("__Host-slipway_session") for visit in visits]
    assert all(cookie["httponly"] for cookie in kept if cookie is not None and cookie.value)


@pytest.mark.parametrize(("address", "name"), [("/theme/", "theme"), ("/language/", "language")])
def test_cookies_of_taste_are_as_strict(house: afloat.House, address: str, name: str) -> None:
    answer = Client().post(address, {"theme": "slipway-night", "language": "en-gb"}, secure=True)
    cookie = answer.cookies[f"__Host-slipway_{name}"]
    assert (cookie["secure"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert score(answer)[0] >= LEAST


# Errors


def too_often(request: HttpRequest) -> HttpResponse:
    for _ in range(3):
        spend("headers", "somebody", most=1, seconds=60)
    return HttpResponse()


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the keel snapped at frame 12")


def exhausted(request: HttpRequest) -> HttpResponse:
    raise OperationalError("couldn't get a connection after 5.00 sec")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("too-often/", too_often),
    path("crash/", crash),
    path("api/v1/crash/", crash),
    path("api/v1/exhausted/", exhausted),
    path("exhausted/", exhausted),
    path("forbidden/", forbidden),
    path("", include(urls)),
]
handler500 = urls.handler500


@pytest.fixture
def broken_house(house: afloat.House, settings: Any) -> Client:
    """A stranger's browser before a house with a few rooms more, each of which goes wrong."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/forbidden/", 403, "ask the programme team"),
        ("/no-such-page/", 404, "The address may be mistyped"),
        ("/theme/", 405, "Go back to the page with the button"),
        ("/too-often/", 429, "Try again in"),
        ("/crash/", 500, "Your data is safe. Try again in a minute."),
        ("/exhausted/", 503, "What you have saved is safe"),
    ],
)
def test_error_pages_are_ours_and_say_what_to_do(broken_house: Client, address: str, status: int, sentence: str) -> None:
    answer = broken_house.get(address, secure=True)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "slipway.css" in answer.text
    assert "<style" not in answer.text
    assert "Traceback" not in answer.text
    assert score(answer)[0] >= LEAST


@pytest.mark.parametrize("secure", [True, False])
def test_a_host_that_is_not_ours(broken_house: Client, settings: Any, secure: bool) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = broken_house.get("/", secure=secure, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Go back and try again" in answer.text
    assert "default-src 'none'" in policy(answer)
    assert not secure or score(answer)[0] >= LEAST


def test_a_form_without_its_token(house: afloat.House) -> None:
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "slipway"}, secure=True)
    assert answer.status_code == 403
    assert "Go back, reload the page and send it again" in answer.text
    assert score(answer)[0] >= LEAST


def test_plain_http_is_led_to_https(broken_house: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = broken_house.get("/calls/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/calls/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the house writes into its log, as it writes it."""
    (out,) = [one for one in logging.getLogger().handlers if getattr(one.formatter, "processors", None)]
    assert isinstance(out, logging.StreamHandler)
    kept = io.StringIO()
    before = out.setStream(kept)
    yield kept
    out.setStream(before)


def test_a_crash_shows_a_code_that_stands_in_the_log(broken_house: Client, logged: io.StringIO) -> None:
    answer = broken_house.get("/crash/", secure=True)
    assert "keel snapped" not in answer.text
    code = answer.headers["X-Request-ID"]
    assert f"Code {code}" in answer.text
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    (line,) = [line for line in lines if "the keel snapped at frame 12" in line.get("exception", "")]
    assert line["request_id"] == code


@pytest.mark.parametrize(("address", "status"), [("/api/v1/crash/", 500), ("/api/v1/exhausted/", 503)])
def test_programs_get_a_problem_document(broken_house: Client, address: str, status: int) -> None:
    answer = broken_house.get(address, secure=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["status"], answer.json()["code"]) == (status, answer.headers["X-Request-ID"])
    assert "default-src 'none'" in policy(answer)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_a_body_too_large_for_the_api(house: afloat.House) -> None:
    body = json.dumps({"name": "a" * 3_000_000})
    answer = browser(house.who.founder).post("/api/v1/startups", body, content_type="application/json", secure=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("once", [{}, {"Idempotency-Key": "once"}], ids=["plain", "once"])
@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"nothing", 422),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n1\r\n' * 4020 + b"--x--",
            413,
        ),
    ],
    ids=["without a boundary", "of too many parts"],
)
def test_a_form_that_no_api_reads(house: afloat.House, kind: str, body: bytes, status: int, once: dict[str, str]) -> None:
    door = "/api/v1/applications/none/attachments"
    answer = browser(house.who.founder).post(door, body, content_type=kind, headers=once, secure=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_crash_of_the_api_itself(house: afloat.House, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO) -> None:
    monkeypatch.setattr("accelerator.programmes.models.CallQuerySet.visible_to", lambda *_: 1 / 0)
    answer = browser(house.who.founder).get("/api/v1/calls", secure=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == answer.headers["X-Request-ID"]
    assert "division by zero" not in answer.text
    assert "division by zero" in logged.getvalue()


def test_a_fragment_that_fails_leaves_its_page_alone(broken_house: Client) -> None:
    answer = broken_house.get("/crash/", secure=True, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Reswap"], answer.text) == (500, "none", "")
    assert "default-src 'none'" in policy(answer)


@pytest.mark.parametrize(("address", "who", "status"), [("/cohorts/none/board/", "manager", 404), ("/people/", "founder", 403)])
def test_a_fragment_that_is_gone_leaves_its_page_alone(house: afloat.House, address: str, who: str, status: int) -> None:
    client = browser(getattr(house.who, who))
    page = client.get(address, secure=True)
    assert (page.status_code, "<h1" in page.text) == (status, True)
    answer = client.get(address, secure=True, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Reswap"], answer.headers["HX-Trigger"]) == (status, "none", "slipway:gone")
    assert answer.text == ""


def test_a_refused_connection_before_any_view(broken_house: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions and people are read before a view: there too the pool may be empty."""
    monkeypatch.setattr(Person, "process_view", lambda *_: exhausted(HttpRequest()))
    answer = broken_house.get("/calls/", secure=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Back in a few minutes" in answer.text
    assert score(answer)[0] >= LEAST


def test_static_files_are_not_sniffed(house: afloat.House) -> None:

    file = Path(house_settings.STATIC_ROOT) / "headers-test.js"
    file.write_text("export {};\n")
    try:
        answer = Client().get("/static/headers-test.js", secure=True)
    finally:
        file.unlink()
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
