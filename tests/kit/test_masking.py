"""What opens something by its address alone stands in no log, history, report of a fault or trace."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import TracerProvider
from pghistory.models import Context

from accelerator.kit import masking
from config import telemetry
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories import cohorts

SECRET = "A7-canary_9.signed"  # of nobody
KNOWN = ["secret", "token", "uidb36", "digest", "password"]  # names of what opens something by itself


def routes(within: URLResolver, before: str = "/") -> Iterator[str]:
    for one in within.url_patterns:
        whole = before + str(one.pattern)
        yield from routes(one, whole) if isinstance(one, URLResolver) else [whole] if isinstance(one, URLPattern) else []


@pytest.mark.parametrize("path", [f"/check-in/{SECRET}/", f"/check-in/{SECRET}", f"/calendar/{SECRET}.ics", f"/join/{SECRET}/"])
def test_the_secret_of_an_address_is_hidden(path: str) -> None:
    for said in (path, f"https://slipway.example{path}?a=b", f"Not Found: {path}", f"('{path}', 404)"):
        assert "canary" not in masking.masked(said)
        assert masking.HIDDEN in masking.masked(said)


@pytest.mark.parametrize(
    "path", ["/", "/check-ins/abc/", "/cohorts/c-5/calendar/", "/cohorts/c-5/calendar.ics", "/calendar/", "/api/v1/calls"]
)
def test_all_else_stays_as_it_is(path: str) -> None:
    assert masking.masked(path) == path


@given(st.from_regex(r"[\w.~:-]{1,60}", fullmatch=True), st.sampled_from(settings.SECRET_PATHS), st.text(max_size=20))
def test_whatever_the_secret_and_whatever_stands_before_it(secret: str, door: str, before: str) -> None:
    assert masking.masked(f"{before}{door}{secret}/").endswith(f"{door}{masking.HIDDEN}/")


def test_every_route_with_a_secret_is_known() -> None:
    secrets = [one for one in routes(get_resolver()) if re.search(rf"[:<](?:{'|'.join(KNOWN)})>", one)]
    assert len(secrets) == 4
    for route in secrets:
        path = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", SECRET, route).replace("^", "").replace("$", "")
        assert "canary" not in masking.masked(path), route


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """All that is logged, as the house's own formatter writes it."""
    root, lines = logging.getLogger(), list[str]()
    (formatter,) = (one.formatter for one in root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter))

    class Out(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    out, level = Out(), root.level
    root.addHandler(out)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(out)
    root.setLevel(level)


@pytest.mark.django_db
def test_what_is_logged_of_a_link(heard: list[str]) -> None:
    scene = cohorts.scene()
    _link, path = factories.link(factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1), scene.owner)
    assert browser(None).get(path).status_code == 200
    assert browser(None).get(f"/join/{SECRET}/").status_code == 404
    assert browser(None).get(f"/calendar/{SECRET}.ics").status_code == 404
    assert browser(None).delete(f"/check-in/{SECRET}/").status_code == 405
    whole = "\n".join(heard)
    assert path.strip("/").rpartition("/")[2] not in whole
    assert "canary" not in whole
    assert "/check-in/hidden/" in whole
    assert "Not Found: /join/hidden/" in whole


def test_what_is_logged_of_a_fault(heard: list[str]) -> None:
    try:
        raise LookupError(f"nothing at /check-in/{SECRET}/")
    except LookupError:
        structlog.get_logger("slipway.test").exception("broken", path=f"/join/{SECRET}/", count=3)
    assert "LookupError" in heard[0]
    assert "canary" not in heard[0]


@pytest.mark.django_db
def test_the_history_of_rows_knows_no_secret() -> None:
    scene = cohorts.scene()
    one = factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1, answers=factories.ANSWERS)
    _link, path = factories.link(one, scene.owner)
    assert browser(None).post(path, {"to:": "send"}).status_code == 302
    assert [one.metadata["path"] for one in Context.objects.all()] == ["/check-in/hidden/"]


def test_reports_of_faults_and_traces_know_none() -> None:
    event = {"request": {"url": f"https://slipway.example/check-in/{SECRET}/"}, "crumbs": [f"GET /join/{SECRET}/", 3]}
    assert telemetry.told(event, None) == {
        "request": {"url": "https://slipway.example/check-in/hidden/"},
        "crumbs": ["GET /join/hidden/", 3],
    }
    with TracerProvider().get_tracer("test").start_as_current_span("GET") as span:
        span.set_attributes({"http.target": f"/check-in/{SECRET}/", "http.status_code": 200})
        telemetry.traced(span, None, None)
        assert dict(span.attributes) == {"http.target": "/check-in/hidden/", "http.status_code": 200}  # type: ignore[attr-defined]  # as recorded
