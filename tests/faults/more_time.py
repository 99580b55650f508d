"""A round is given the minutes in which the house was away: two clicks of a manager, then worker and relay. From the first click
to the last mail it takes two minutes at most; everybody with a draft is written to once, and the trail says who and why."""

from __future__ import annotations

import http.client
import json
import os
import re
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.faults import report
from tests.journeys.house import House, wait_for

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
FOUNDERS, MINUTES = (500 if FULL else 25), 17
SECONDS = 120
WHY = "This house was slow or away shortly before the deadline."
DOOR = "/calls/longer/settings/extend/"


def play(house: House) -> None:
    asked = json.loads(house.python("-m", "tests.journeys.lengthening", str(FOUNDERS), str(MINUTES)))
    began = time.monotonic()
    status, page = _ask(house, "GET", asked["cookies"])
    seen, measured = re.search(r'name="seen" value="([^"]+)"', page), re.search(r"The measured downtime, (\d+) min", page)
    assert status == 200
    assert seen
    assert measured
    minutes = int(measured[1])  # this machine may really have been slow for one more
    assert minutes >= MINUTES
    form = {"span": "down", "why": "trouble", "seen": seen[1], "csrfmiddlewaretoken": asked["cookies"]["slipway_csrf"]}
    assert _ask(house, "POST", asked["cookies"], urlencode(form))[0] == 302
    clicked = time.monotonic() - began
    wait_for(lambda: len(_told(house)) >= FOUNDERS, seconds=SECONDS - clicked, why="not everybody was written to in time")
    seconds = time.monotonic() - began
    report.write(
        "a round given its downtime", drafts=FOUNDERS, minutes=minutes, two_clicks_s=round(clicked, 1), last_mail_s=round(seconds)
    )
    assert _told(house) == Counter(asked["writers"])
    _is_written_down(house, asked["closes"] + 60 * minutes)


def _told(house: House) -> Counter[str]:
    """How often each was written that the call is open longer."""
    return Counter(to for to, subject in house.subjects() if subject.startswith("Longer is open until"))


def _is_written_down(house: House, ends: float) -> None:
    untold = (
        "SELECT 1 FROM accelerator_extension e JOIN accelerator_call c ON c.id = e.call_id"
        " WHERE c.slug = 'longer' AND e.told_at IS NULL"
    )
    wait_for(lambda: not house.rows(untold), seconds=60, why="it is not noted that everybody was told")
    rows = house.rows(
        "SELECT round(extract(epoch FROM e.closes_at), 3)::float, e.reason, p.email, e.told_at IS NOT NULL"
        " FROM accelerator_extension e JOIN accelerator_person p ON p.id = e.by_id JOIN accelerator_call c ON c.id = e.call_id"
        " WHERE c.slug = 'longer'"
    )
    assert rows == [(round(ends, 3), WHY, "lengthening@example.org", True)]
    told = house.rows("SELECT actor_label, facts ->> 'reason' FROM accelerator_entry WHERE verb = 'call.extended'")
    assert told == [("Nurul Hakim", WHY)]


def _ask(house: House, method: str, cookies: dict[str, Any], body: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(house.url).netloc, timeout=30)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Origin": house.url,
    }
    try:
        connection.request(method, DOOR, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
