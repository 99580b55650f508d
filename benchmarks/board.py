"""`python -m benchmarks.board`: the board of a cohort of 500 startups with 40 milestones each, in a house of its own.

Its figures are printed, and kept in benchmarks/results/ under the day and `-board`.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.calling import Caller
from benchmarks.large import rest
from benchmarks.visiting import timed
from tests.journeys.house import House

RESULTS = Path(__file__).parent / "results"
STARTUPS, MILESTONES = os.environ.get("BENCH_STARTUPS", "500"), os.environ.get("BENCH_MILESTONES", "40")
ROUNDS = 60
GOAL_MS = 60
_BOARD = "/cohorts/national-cohort-1/board/"
PAGES = (
    ("board, first page", _BOARD, GOAL_MS),
    ("board, last page", f"{_BOARD}?page=10", GOAL_MS),
    ("board, at risk, by lead", f"{_BOARD}?only=at_risk&group=lead", GOAL_MS),
    ("board, by sector and next due", f"{_BOARD}?group=sector&sort=due", GOAL_MS),
    ("board, searched", f"{_BOARD}?q=labs", GOAL_MS),
    ("weeks, first page", f"{_BOARD}weeks/", 0),
    ("API, 50 lines", "/api/v1/cohorts/national-cohort-1/board?limit=50", GOAL_MS),
    ("export, all as CSV", f"{_BOARD}board.csv", 0),
    ("one startup's page", "", GOAL_MS),
    ("smallest page with session and person", "/account/", 0),
)
_SESSION = """
import django; django.setup()
from benchmarks.inside import _session
from accelerator.accounts.models import Acceptance, Person
from cohorts.management.scale.cohort import MANAGER
from cohorts.roster.models import Enrolment
person = Person.objects.get(email=MANAGER)
Acceptance.objects.bulk_create(Acceptance(person=person, document=name, version="1") for name in ("terms", "privacy"))
print(_session(person), Enrolment.objects.earliest("pk").get_absolute_url())
"""


def main() -> int:
    house = House(
        Path(tempfile.mkdtemp(prefix="slipway-board-")),
        DEMO="0", WEB_WORKERS="2", API_REQUESTS_A_MINUTE="1000000", MFA_REQUIRED_FOR_OPERATORS="0",
    )  # fmt: skip
    try:
        house.wait_until_ready(900)
        house.environment |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings", "SLIPWAY_PROCESS": "command"}
        house.command("scale_cohort", "--startups", STARTUPS, "--milestones", MILESTONES)
        rest(house)
        session, startup = house.python("-c", _SESSION).split()[-2:]
        lines = _measured(Caller(house.url, session=session), startup)
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)
    text = "\n".join([*_head(), *lines]) + "\n"
    print(text)
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-board.md").write_text(text)
    return 0


def _head() -> list[str]:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}"
    return [
        f"# A board of {STARTUPS} startups with {MILESTONES} milestones each\n",
        f"command: python -m benchmarks.board · date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · machine: {machine} · {load}\n",
        f"{ROUNDS} requests each, one after the other, 50 startups a page.\n",
        "| page | median ms | p95 ms | goal, p95 | KiB, compressed |",
        "|---|---|---|---|---|",
    ]


def _measured(caller: Caller, startup: str) -> list[str]:
    lines = []
    for name, path, goal in PAGES:
        at = path or startup
        size = caller.ask(at).size / 1024
        median, high = timed(lambda at=at: caller.ask(at), ROUNDS)
        told = f"{goal} ({'met' if high <= goal else 'missed'})" if goal else "–"
        lines.append(f"| {name} | {median:.0f} | {high:.0f} | {told} | {size:.0f} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
