"""A walk through a running demo: signed in as somebody, one page of every kind that links lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Response

from tests.browser.people import Visitor

PASSWORD = "launch-day-at-low-tide"
PEOPLE = ("manager", "reviewer", "founder", "cofounder", "mentor", "officer", "approver", "partner", "auditor", "admin")
# Not pages to look at: files, other people's software, and acts that end the walk.
_LEAVE_OUT = ("/desk/", "/api/v1/", "/static/", "/accounts/logout", "/accounts/social", "/accounts/google", "/accounts/oidc")
_FILES = (".csv", ".json", ".pdf", ".zip", ".ics", ".yaml", ".eml")
# Nouns whose rows hold what pages of the desk differ by: filters, a search, rows within rows, JSON, sums.
_DESK = ("accelerator/application", "accelerator/rubric", "accelerator/startup", "accelerator/version", "cohorts/grant")


def sign_in(visitor: Visitor, who: str) -> None:
    """Through the real door; the demo's people have no second factor."""
    visitor.page.goto(f"{visitor.url}/accounts/login/")
    visitor.page.locator("input[name=login]").fill(f"{who}@demo.slipway.example")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator(
        "form:has(input[name=password]) button[type=submit], form:has(input[name=password]) button"
    ).first.click()
    visitor.page.wait_for_url("**/home/**")


def kinds(visitor: Visitor, *, start: str = "/home/", most: int = 200) -> Iterator[str]:
    """Paths by breadth, the page of each open in `visitor` when it is given: one a URL pattern, at most `most`."""
    waiting, known = deque([start]), set()
    while waiting and len(known) < most:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or kind in known:
            continue
        known.add(kind)
        answer = _opened(visitor, path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path
        waiting.extend(_links(visitor))


def _opened(visitor: Visitor, path: str) -> Response | None:
    """None of what is downloaded, not shown."""
    try:
        answer = visitor.page.goto(visitor.url + path)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None
    visitor.page.wait_for_load_state()
    return answer


def desk(visitor: Visitor) -> Iterator[str]:
    """The support desk, page by page: its first one, an app's, and of a few nouns the list, a row and its history."""
    for path in ("/desk/", "/desk/accelerator/"):
        visitor.page.goto(visitor.url + path)
        yield path
    for noun in _DESK:
        visitor.page.goto(f"{visitor.url}/desk/{noun}/?q=a")
        yield f"/desk/{noun}/"
        visitor.page.goto(f"{visitor.url}/desk/{noun}/")
        row = visitor.page.locator("#result_list tbody a").first.get_attribute("href") or ""
        for path in (row, row.replace("/change/", "/history/")):
            visitor.page.goto(visitor.url + path)
            yield path


def _kind(path: str) -> str | None:
    bare = urlsplit(path).path
    if bare.startswith(_LEAVE_OUT) or bare.endswith(_FILES) or "/files/" in bare:
        return None
    try:
        found = resolve(bare)
    except Resolver404:
        return None
    shows = urlsplit(path).query if found.view_name == "call_decisions" else ""
    return f"{found.view_name}?{shows}"


def _links(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    inside = [address.removeprefix(visitor.url) for address in found if address.startswith(visitor.url + "/")]
    return [address.partition("#")[0] for address in inside]


def visit(browser: Browser, url: str, who: str, *, phone: bool, dark: bool) -> Visitor:
    visitor = Visitor(browser, url, phone=phone, dark=dark)
    if who != "anybody":
        sign_in(visitor, who)
    return visitor
