"""A call of 10,000 applications under the production web server, each act beside the floor measured in the same run."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import psycopg

from benchmarks import acts
from benchmarks.acts import Act
from benchmarks.calling import Answer, Caller, rate
from config import embedded
from tests.journeys.house import ROOT, House, free_port, wait_for

_EVER_SENT = (
    "SELECT count(*) FROM accelerator_application a JOIN accelerator_call c ON c.id = a.call_id "
    "WHERE c.prefix = 'NR' AND a.submitted_at IS NOT NULL"
)
CLIENTS = 8
ROUNDS = 40
SECONDS = float(os.environ.get("BENCH_SECONDS", "9"))
GOES = 9  # where a share of the floor is the goal
GOES_OF_OTHERS = 3


class Goal(NamedTuple):
    wanted: str
    met: bool

    def __str__(self) -> str:
        return f"{self.wanted}: {'met' if self.met else '**missed**'}"


@dataclass(frozen=True)
class Measured:
    """`rate` is a second at eight clients; `first` and `whole` are medians, `high` the 95th percentile, in ms."""

    name: str
    queries: int
    first: float
    whole: float
    high: float
    size: int
    rate: float = 0
    share: float = 1.0  # of the floor's rate in the same seconds, `floor`
    floor: float = 0
    goals: tuple[Goal, ...] = ()


def measured(house: House) -> tuple[list[str], list[dict[str, Any]]]:
    """A table for people and its rows for programs."""
    rest(house)
    known = json.loads(house.python("-m", "benchmarks.inside"))
    with _floor(house) as url:
        floor = partial(_at_floor, url, known["sessions"]["manager"])
        lone = replace(_one("floor", 3, floor()), rate=round(rate(floor(), SECONDS), 1))
        rows = [lone, *(_row(act, house.url, known, floor) for act in acts.ALL)]
    _require_complete(house, known)
    return [*_table(rows), f"\nThe export holds all {known['sent']} applications that were ever submitted."], [
        asdict(one) for one in rows
    ]


_RECOGNISE = "from accelerator.startups import operations as o\nwhile o.recognise() == o.AT_ONCE: pass"


def rest(house: House) -> None:
    """What many new startups ask of workers is done now, a minute of PostgreSQL's that would else begin with some later sweep;
    then the worker is waited for, and what autovacuum does after so many rows.
    """
    house.command("shell", "--verbosity", "0", "-c", _RECOGNISE)
    wait_for(lambda: house.spends(60) < 0.05, seconds=1200, why="the worker has not come to rest")
    with psycopg.connect(embedded.urls(house.folder / "run").owner, autocommit=True) as database:
        database.execute("VACUUM ANALYZE")


@contextmanager
def _floor(house: House) -> Iterator[str]:
    """The floor beside the house: the same server, as many workers, the same database."""
    port = free_port()
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings", "SLIPWAY_PROCESS": "web"}
    environment.setdefault("SECRET_KEY", embedded.secret_key(house.folder / "run"))
    environment |= {"MEASURE_MINUTES": "0", "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "256", "--backpressure", "1024", "--no-ws", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        url = f"http://localhost:{port}"
        wait_for(lambda: _answers(url), why="the floor does not answer")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # loopback
            return True
    except OSError:
        return False


def _at_floor(url: str, session: str) -> list[Callable[[], Answer]]:
    """Each time with connections of its own: a server closes those that were idle while an act was measured."""
    return [partial(Caller(url, session).ask, "/") for _ in range(CLIENTS)]


def _row(act: Act, url: str, known: dict[str, Any], floor: Callable[[], list[Callable[[], Answer]]]) -> Measured:
    """In turn with the floor, and the middle one of several goes counts: a machine is not as fast in every second."""
    hands = list(_hands(act, url, known))
    found = _one(act.name, known["queries"][act.name], hands)
    count = GOES if act.goal_share else GOES_OF_OTHERS
    goes = [(rate(floor(), SECONDS / GOES), rate(hands, SECONDS / count)) for _ in range(count)]
    beside, often = sorted(goes, key=lambda go: go[1] / go[0])[count // 2]
    print(f"  {act.name}: {found.whole:.1f} ms, {often:.1f} a second", flush=True)
    found = replace(found, rate=round(often, 1), share=round(often / beside, 3), floor=round(beside, 1))
    return replace(found, goals=tuple(_goals(act, found)))


def _goals(act: Act, found: Measured) -> Iterator[Goal]:
    if act.method == "GET":
        yield Goal("at most 12 queries", found.queries <= 12)
    if act.goal_ms:
        yield Goal(f"p95 within {act.goal_ms} ms", found.high <= act.goal_ms)
    if act.goal_share:
        yield Goal(f"{act.goal_share} of the floor", found.share >= act.goal_share)
    if act.name == "submit":
        yield Goal("20 a second", found.rate >= 20)
    if act.name.startswith("export"):
        yield Goal("begins within 500 ms", found.first <= 500)


def _hands(act: Act, url: str, known: dict[str, Any]) -> Iterator[Callable[[], Answer]]:
    """One for each client; whoever writes has drafts of their own."""
    whole = iter(known["whole"])
    for place in range(CLIENTS):
        if act.name == "submit":
            yield partial(_submit, act, url, whole)
        elif act.name == "autosave":
            yield partial(
                _save,
                act,
                known["drafts"][place],
                itertools.count(known["drafts"][place]["version"]),
                _caller(act, url, known, place),
            )
        else:
            numbers = {"number": known["submitted"], "draft": known["drafts"][place]["number"], "review": known["review"]}
            path = act.path.format(**numbers)
            yield partial(_caller(act, url, known, place).ask, path)


def _caller(act: Act, url: str, known: dict[str, Any], place: int) -> Caller:
    if act.path.startswith("/api/"):
        return Caller(url, token=known["token"])
    sessions = {"anybody": "", "founder": known["drafts"][place]["session"]}
    session = (sessions | known["sessions"])[act.who]
    return Caller(url, session)


def _save(act: Act, draft: dict[str, Any], versions: Iterator[int], caller: Caller) -> Answer:
    version = next(versions)
    body = act.body(version, f"A founder goes on writing, {version} times by now, about what the product does and for whom.")
    return caller.ask(act.path.format(draft=draft["number"]), act.method, body, act.media)


def _submit(act: Act, url: str, whole: Iterator[dict[str, Any]]) -> Answer:
    draft = next(whole)
    return Caller(url, draft["session"]).ask(act.path.format(whole=draft["number"]), act.method, b"submit=1", act.media)


def _one(name: str, queries: int, hands: list[Callable[[], Answer]]) -> Measured:
    for _ in range(3):
        hands[0]()
    rounds = 5 if name.startswith("export") else ROUNDS
    told = [hands[0]() for _ in range(rounds)]
    took = [one.whole * 1000 for one in told]
    first = statistics.median(one.first for one in told) * 1000
    high = statistics.quantiles(took, n=20, method="inclusive")[18]
    return Measured(
        name,
        queries,
        round(first, 1),
        round(statistics.median(took), 1),
        round(high, 1),
        told[-1].size,
    )


def _require_complete(house: House, known: dict[str, Any]) -> None:
    """Raises where the export lacks a row."""
    export = next(act for act in acts.ALL if act.name.startswith("export"))
    content = Caller(house.url, known["sessions"]["manager"], gzip=False).ask(export.path).body.decode()
    lines = sum(1 for _line in csv.reader(io.StringIO(content))) - 1
    sent = house.rows(_EVER_SENT)[0][0]
    if lines != sent:
        raise RuntimeError(f"the export has {lines} applications of {sent}")


def _table(rows: list[Measured]) -> Iterator[str]:
    goes = f"{CLIENTS} clients for {SECONDS:.0f} s in {GOES} goes in turn with the floor, of which the middle one counts"
    few = f"{GOES_OF_OTHERS} goes where no share is the goal"
    yield f"{ROUNDS} requests one after the other, then {goes}; {few}. Times are those of one client.\n"
    yield "| act | SQL | first ms | median ms | p95 ms | a second | the floor beside it | of the floor | bytes | goals |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in rows:
        figures = f"{one.queries} | {one.first:.0f} | {one.whole:.0f} | {one.high:.0f} | {one.rate:.1f}"
        figures += f" | {one.floor:.0f} | {one.share:.2f}"
        yield f"| {one.name} | {figures} | {one.size:,} | {', '.join(map(str, one.goals))} |"
    goals = [goal for one in rows for goal in one.goals]
    yield f"\n{sum(goal.met for goal in goals)} of {len(goals)} goals are met."
