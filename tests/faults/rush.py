"""The last seconds of a call: everybody submits at once over HTTP, some too late. Whose request came in time is taken, with a
receipt, to the microsecond; nobody else is."""

from __future__ import annotations

import http.client
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import KeySet

from tests.faults import report
from tests.journeys.house import House, wait_for

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
# How many, how long they have from when all is made, how long before the end the first goes, how long after it the last.
FOUNDERS, LEAD, BEFORE, AFTER = (200, 14, 10, 2) if FULL else (20, 5, 3, 1)
ON_THE_WAY = 0.5  # seconds that a line may take from a founder's press to the door, all of them on one machine
CLOCKS = 0.05  # seconds by which PostgreSQL's clock may read otherwise than a founder's
ENVIRONMENT = {"WEB_WORKERS": "2", "LOG_LEVEL": "INFO", "LOG_JSON": "1"}  # of the house: its log tells when each request came


@dataclass
class Answer:
    """What somebody was told: a status, and where it leads. `sent_at` and `told_at` are seconds since 1970."""

    number: str
    email: str
    sent_at: float
    told_at: float
    status: int
    url: str


def play(house: House, seed: int = 1) -> None:
    """Everybody submits once, at a moment of chance around the end of the grace."""
    said = [json.loads(line) for line in house.python("-m", "tests.journeys.rushers", str(FOUNDERS), str(LEAD)).splitlines()]
    *founders, end = said
    last, chance = float(end["last"]), Random(seed)
    moments = [last - BEFORE + (BEFORE + AFTER) * chance.random() for _ in founders]
    with ThreadPoolExecutor(FOUNDERS) as threads:
        answers = list(threads.map(lambda pair: _submit(house, *pair), zip(founders, moments, strict=True)))
    kept, arrivals = _kept(house), _arrivals(house)
    taken = [one for one in answers if one.url.startswith("/receipts/")]
    ways = sorted(arrivals[one.number].timestamp() - one.sent_at for one in answers)
    report.write(
        "submissions in the last seconds", founders=FOUNDERS, accepted=len(taken), refused=FOUNDERS - len(taken),
        came_in_time_but_refused=len({number for number, at in arrivals.items() if at.timestamp() < last} - kept.keys()),
        to_the_door_ms=round(1000 * ways[-1]), median_to_the_door_ms=round(1000 * ways[len(ways) // 2]),
        slowest_answer_ms=round(1000 * max(one.told_at - one.sent_at for one in answers)),
    )  # fmt: skip
    assert {one.number: one.url for one in taken} == {number: f"/receipts/{code}/" for number, (code, _at) in kept.items()}
    assert {one.status for one in answers if one not in taken} <= {302, 409}
    assert {at.timestamp() < last for at in arrivals.values()} == {True, False}, "nobody stood on one side of the end"
    assert {number: at for number, at in arrivals.items() if at.timestamp() < last} == {
        number: at for number, (_code, at) in kept.items()
    }
    assert [one for one in answers if not one.sent_at - CLOCKS <= arrivals[one.number].timestamp() <= one.told_at + CLOCKS] == []
    assert [one.number for one in answers if one.sent_at < last - ON_THE_WAY and one not in taken] == []
    _have_receipts(house, founders, taken)


def _submit(house: House, founder: dict[str, Any], at: float) -> Answer:
    time.sleep(max(0.0, at - time.time()))  # the moment is what is tested
    sent_at = time.time()
    form = urlencode({"csrfmiddlewaretoken": founder["cookies"]["slipway_csrf"]})
    status, url, _text = _ask(house, "POST", f"/applications/{founder['number']}/submit/", founder, form)
    return Answer(founder["number"], founder["email"], sent_at, time.time(), status, url)


def _ask(house: House, method: str, path: str, founder: dict[str, Any], body: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(urlsplit(house.url).netloc, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in founder["cookies"].items()),
        "Origin": house.url,
    }
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


def _kept(house: House) -> dict[str, tuple[str, datetime]]:
    """{number: (code of the receipt, when it arrived)}"""
    rows = house.rows(
        "SELECT a.number, s.receipt, s.arrived_at FROM accelerator_submission s"
        " JOIN accelerator_application a ON a.id = s.application_id WHERE starts_with(a.number, 'RUSH-')"
    )
    return {number: (receipt, at.astimezone(UTC)) for number, receipt, at in rows}


def _arrivals(house: House) -> dict[str, datetime]:
    """{number: when the request to submit it arrived}, of all, also of those that were refused."""
    lines = [json.loads(line) for line in house.said().splitlines() if '"event": "answered"' in line]
    came = [(one["path"].split("/")[2], one["arrived"]) for one in lines if one["path"].endswith("/submit/")]
    assert len(dict(came)) == len(came) == FOUNDERS
    return {number: datetime.fromisoformat(at) for number, at in came}


def _have_receipts(house: House, founders: list[dict[str, Any]], taken: list[Answer]) -> None:
    """Each stands on its page, is proven by its token, and comes by mail within a minute."""
    by_number = {one["number"]: one for one in founders}
    keys = KeySet.import_key_set(json.loads(_ask(house, "GET", "/.well-known/jwks.json", founders[0])[2]))
    tokens = dict(
        house.rows(
            "SELECT a.number, s.token FROM accelerator_submission s JOIN accelerator_application a ON a.id = s.application_id"
        )
    )
    for one in taken:
        status, _url, page = _ask(house, "GET", one.url, by_number[one.number])
        assert (status, one.url.split("/")[2] in page) == (200, True)
        assert jws.deserialize_compact(tokens[one.number], keys, algorithms=["Ed25519"]).payload
    proof = f"/verify/?{urlencode({'receipt': tokens[taken[0].number]})}"
    assert _ask(house, "GET", proof, founders[0])[0] == 200
    wanted = {one.email for one in taken}
    wait_for(lambda: wanted <= {to for to, subject in house.subjects() if "We have your application" in subject}, seconds=60)
