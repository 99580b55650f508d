"""The last evening of a call: founders save and submit over HTTP while the web server is killed. No saved answer is lost."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.faults import report
from tests.journeys.house import House, wait_for

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
# Of a sixth end, each within a minute, the supervisor says that the program keeps ending.
FOUNDERS, SAVES, KILLS = (120, 60, 5) if FULL else (12, 8, 1)
_PATIENCE = 90  # seconds that a founder goes on trying: the server is away for a few of them


@dataclass
class Founder:
    """Somebody who types into one answer, saves, and tries again whenever no answer comes."""

    url: str
    email: str
    number: str
    cookies: dict[str, str]
    key: str
    seen: int = 0
    saved: list[tuple[int, str]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)

    def write(self, saves: int) -> None:
        for turn in range(saves):
            self.save({self.key: f"{self.email} said this in turn {turn}"})
        self.save({self.key: "That is all.", **({"stage": "pilot", "true": True} if self.key == "what" else {})})

    def save(self, values: dict[str, object]) -> None:
        seen = {name: self.seen if name == self.key else 0 for name in values}
        changes = [{"name": name, "value": value, "version": seen[name]} for name, value in values.items()]
        body = self.ask("PATCH", f"/applications/{self.number}/sheet/", json.dumps({"changes": changes}), "application/json")
        self.seen = json.loads(body)["versions"][self.key]
        self.saved.append((self.seen, str(values[self.key])))

    def submit(self) -> str:
        """Where the receipt stands."""
        form = urlencode({"csrfmiddlewaretoken": self.cookies["slipway_csrf"]})
        return self.ask("POST", f"/applications/{self.number}/submit/", form, "application/x-www-form-urlencoded")

    def ask(self, method: str, path: str, body: str, kind: str) -> str:
        """The answer's body, or where it leads; asks again while nobody answers."""
        headers = {
            "Content-Type": kind,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies["slipway_csrf"],
            "Origin": self.url,
        }
        deadline = time.monotonic() + _PATIENCE
        while True:
            began = time.monotonic()
            connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, f"nobody answered {self.email}"
                time.sleep(0.2)  # as a browser waits before it tries again
                continue
            finally:
                connection.close()
            self.answers[answer.status] += 1
            self.took.append(time.monotonic() - began)
            assert answer.status in (200, 302), (answer.status, text[:300])
            return answer.headers.get("Location") or text


def play(house: House, crowd: list[dict[str, Any]]) -> None:
    """Everybody writes and submits; `KILLS` times the web server is killed while they do."""
    keys = ("what", "proof")
    wait_for(lambda: house.stands("web") > 60, seconds=90, why="the supervisor still counts how often it was killed before")
    founders = [Founder(house.url, key=keys[place % 2], **one) for place, one in enumerate(crowd)]
    began = time.monotonic()
    with ThreadPoolExecutor(FOUNDERS) as threads:
        writing = [threads.submit(one.write, SAVES) for one in founders]
        for kill in range(KILLS):
            share = FOUNDERS * SAVES * (kill + 1) // (KILLS + 1)
            wait_for(lambda share=share: _saved(founders) >= share, seconds=300)
            house.kill("web")
            back = _saved(founders) + FOUNDERS  # so many answers may have been on their way
            wait_for(lambda back=back: _saved(founders) > back, seconds=_PATIENCE, why="the web server is not back")
        for one in writing:
            one.result()
        seconds = time.monotonic() - began
        receipts = list(threads.map(Founder.submit, founders + founders))
    lost, submissions = _lost(house, founders), _submissions(house, founders)
    saves = _saved(founders)
    took = sorted(one for founder in founders for one in founder.took)
    report.write(
        "saves on the last evening", founders=FOUNDERS, saves=saves, kills=KILLS, lost=len(lost), seconds=round(seconds),
        median_ms=round(1000 * statistics.median(took)), p95_ms=round(1000 * took[int(0.95 * len(took))]),
    )  # fmt: skip
    assert lost == []
    assert saves == FOUNDERS * (SAVES + 1)
    by_draft: dict[str, set[str]] = {}
    for founder, receipt in zip(founders + founders, receipts, strict=True):
        by_draft.setdefault(founder.number, set()).add(receipt)
    assert {number: len(one) for number, one in by_draft.items()} == dict.fromkeys(submissions, 1)
    assert set(submissions.values()) == {1}


def _saved(founders: list[Founder]) -> int:
    return sum(len(one.saved) for one in founders)


def _lost(house: House, founders: list[Founder]) -> list[tuple[str, int, str]]:
    """What a founder was told is saved and is not there: as a change, or as the answer that stands."""
    changes = set(
        house.rows(
            "SELECT a.number, c.key, c.number, c.value #>> '{}' FROM accelerator_change c"
            " JOIN accelerator_application a ON a.sheet_id = c.sheet_id"
        )
    )
    stands = dict(
        house.rows("SELECT a.number, s.answers FROM accelerator_sheet s JOIN accelerator_application a ON a.sheet_id = s.id")
    )
    gone = [(one.email, *saved) for one in founders for saved in one.saved if (one.number, one.key, *saved) not in changes]
    return gone + [(one.email, *one.saved[-1]) for one in founders if stands[one.number][one.key] != one.saved[-1][1]]


def _submissions(house: House, founders: list[Founder]) -> dict[str, int]:
    """How often each of their applications was submitted."""
    rows = house.rows(
        "SELECT a.number, count(s.id) FROM accelerator_application a"
        " LEFT JOIN accelerator_submission s ON s.application_id = a.id WHERE a.number = ANY(%s) GROUP BY a.number",
        [one.number for one in founders],
    )
    return dict(rows)
