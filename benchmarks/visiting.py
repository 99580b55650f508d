"""A demo person at plain HTTP: signs in, then asks for pages and is timed."""

from __future__ import annotations

import http.cookiejar
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "launch-day-at-low-tide"  # noqa: S105  # the demo prints it


class Visitor:
    def __init__(self, url: str, *, address: str = "") -> None:
        """`address` is where a proxy says that this browser is."""
        self.url = url
        self.proxied = {"X-Forwarded-For": address} if address else {}
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def token(self) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name.endswith("csrf")), "")

    def get(self, path: str) -> bytes:
        with self.opener.open(self.url + path, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, **fields: str) -> int:
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.token()}).encode()
        asked = urllib.request.Request(self.url + path, data, self.proxied | {"Origin": self.url})  # noqa: S310  # loopback
        try:
            with self.opener.open(asked, timeout=30) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as refused:
            return refused.code

    def sign_in(self, who: str) -> None:
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=f"{who}@demo.slipway.example", password=PASSWORD)
        if b"data-sign-out" not in self.get("/home/"):
            raise RuntimeError(f"{who} could not sign in")


def timed(act: object, rounds: int) -> tuple[float, float]:
    """Median and 95th percentile of `rounds` calls, in milliseconds; the first three do not count."""
    took = []
    for number in range(rounds + 3):
        began = time.perf_counter()
        act()  # type: ignore[operator]  # a callable
        if number >= 3:
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[18]
