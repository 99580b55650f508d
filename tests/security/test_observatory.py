"""The scorer itself: a table is worth what its rows are."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from tests.security.observatory import score

GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 130),
        ({"Content-Security-Policy": ""}, 75),
        ({"Content-Security-Policy": "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'"}, 80),
        ({"Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-eval'; frame-ancestors 'none'"}, 110),
        ({"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"}, 125),
        ({"Content-Security-Policy": "default-src 'none'"}, 80),
        ({"Strict-Transport-Security": ""}, 80),
        ({"Strict-Transport-Security": "max-age=86400"}, 120),
        ({"X-Content-Type-Options": ""}, 125),
        ({"Referrer-Policy": "unsafe-url"}, 125),
        ({"Cross-Origin-Resource-Policy": ""}, 120),
    ],
)
def test_each_row_of_the_table(change: dict[str, str], expected: int) -> None:
    response = HttpResponse()
    for name, value in (GOOD | change).items():
        if value:
            response[name] = value
    assert score(response)[0] == expected


@pytest.mark.parametrize(
    ("flags", "expected"), [({}, 135), ({"secure": False}, 60), ({"httponly": False}, 70), ({"samesite": ""}, 80)]
)
def test_cookies(flags: dict[str, object], expected: int) -> None:
    response = HttpResponse()
    for name, value in GOOD.items():
        response[name] = value
    response.set_cookie("__Host-slipway_session", "x", **({"secure": True, "httponly": True, "samesite": "Lax"} | flags))  # type: ignore[arg-type]
    assert score(response)[0] == expected
