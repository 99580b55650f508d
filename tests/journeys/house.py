"""A whole house in a folder of its own: engines, web server, worker, beat and mail catcher, as `make run` starts them."""

from __future__ import annotations

import mailbox
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from config import embedded

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
# How each part's command line is told from the others'.
_MARKS = {"web": b"granian", "worker": b"config\x00worker", "beat": b"config\x00beat"}


def wait_for(what: Callable[[], T], *, seconds: float = 60, why: str = "") -> T:
    """What `what` gives as soon as it is true; AssertionError after `seconds`. Polls, since there is nothing to be told by."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {why or what}")


# Databases of the tests' own broker, of which each of these borrowers has two: one test never hears another's doorbell.
# Three browsers' houses share one: nothing of any waits for a doorbell.
_BROKERS = {"again": 4, "sending": 4, "desk": 6, "plans": 6, "boarding": 6, "autosave": 8, "up": 10, "rush": 12, "walk": 14}


@contextmanager
def lent(to: str) -> Iterator[dict[str, str]]:
    """The tests' own engines with a fresh migrated database, as settings name them: a house on them is up in seconds."""
    from django.conf import settings

    from tests import database

    broker, cache = (re.sub(r"\d+$", str(_BROKERS[to] + more), settings.BROKER_URL) for more in (0, 1))
    cache = cache.replace("redis+socket://", "unix://").replace("virtual_host", "db")
    with database.another(to) as (web, owner):
        yield {"DATABASE_URL": web, "DATABASE_OWNER_URL": owner, "REDIS_URL": broker, "CACHE_URL": cache}


class House:
    """`manage.py up` in `folder`. Close it when done."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "CI", "TMPDIR")}
        self.environment = {
            **inherited,
            "SLIPWAY_STATE": str(folder),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self._read: dict[str, EmailMessage] = {}
        self.log = (folder / "up.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def wait_until_ready(self, seconds: float = 420) -> None:
        wait_for(
            lambda: "Slipway runs at" in self.said() or self.process.poll() is not None, seconds=seconds, why=self.said()[-2000:]
        )
        assert self.process.poll() is None, self.said()[-3000:]

    def said(self) -> str:
        return (self.folder / "up.log").read_text(errors="replace")

    def command(self, *arguments: str) -> str:
        """Runs a management command in this house and gives what it prints."""
        return self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> str:
        """Runs Python in this house: `-m`, a module and what it is told."""
        environment = {name: value for name, value in self.environment.items() if name != "PORT"}
        environment.setdefault("SECRET_KEY", embedded.secret_key(self.folder / "run"))
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What its database answers."""
        address = self.environment.get("DATABASE_URL") or embedded.urls(self.folder / "run").database
        with psycopg.connect(address) as database:
            return database.execute(query, values).fetchall()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Every mail the catcher took, oldest first, those to the address `to`."""
        folder = self.folder / "run" / "mail"
        if not folder.exists():
            return []
        box = mailbox.Maildir(folder, create=False)
        for key in set(box.keys()) - self._read.keys():
            self._read[key] = BytesParser(policy=policy.default).parsebytes(box.get_bytes(key))
        return [self._read[key] for key in sorted(self._read) if to in str(self._read[key]["To"])]

    def mail(self, to: str, subject: str, *, seconds: float = 60) -> str:
        """The text of the newest mail to `to` whose subject has `subject` in it, once it is there."""

        def newest() -> str:
            found = [mail for mail in self.mails(to) if subject in str(mail["Subject"])]
            part = found[-1].get_body(preferencelist=("plain",)) if found else None
            return part.get_content() if part else ""

        return wait_for(newest, seconds=seconds, why=f"no mail {subject!r} to {to}; there: {self.subjects()}")

    def link(self, to: str, subject: str, *, seconds: float = 60) -> str:
        """The address in that mail that leads into this house."""
        found = re.search(rf"{re.escape(self.url)}/\S+", self.mail(to, subject, seconds=seconds))
        assert found, self.mail(to, subject)
        return found[0]

    def subjects(self) -> list[tuple[str, str]]:
        return [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails()]

    def kill(self, name: str) -> int:
        """Kills the part `name` (web, worker, beat) with SIGKILL and waits until its own children have gone after it; its pid."""
        killed = next(child for child in self._children() if _MARKS[name] in Path(f"/proc/{child}/cmdline").read_bytes())
        under = _children_of(killed)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in under), why=f"children of {name} stay")
        return killed

    def is_back(self, name: str, was: int) -> bool:
        """Whether `name` runs again under another pid."""
        return any(_MARKS[name] in Path(f"/proc/{child}/cmdline").read_bytes() for child in self._children() if child != was)

    def stands(self, name: str) -> float:
        """For how many seconds `name` has run."""
        pid = next(child for child in self._children() if _MARKS[name] in Path(f"/proc/{child}/cmdline").read_bytes())
        began = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return float(Path("/proc/uptime").read_text().split()[0]) - began

    def answers(self) -> bool:
        """Whether the web server does."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310  # loopback
                return bool(answer.status == 200)
        except OSError:
            return False

    def spends(self, seconds: float) -> float:
        """How much of one processor its own parts use, engines aside, for so many seconds from now."""
        before, began = _spent(self.process.pid), time.monotonic()
        time.sleep(seconds)
        return (_spent(self.process.pid) - before) / (time.monotonic() - began)

    def _children(self) -> list[int]:
        return _children_of(self.process.pid)

    def close(self) -> None:
        """Stops everything the way Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _spent(pid: int) -> float:
    """Seconds of processor that `pid` and all under it have used; none of one that is gone."""
    if not Path(f"/proc/{pid}/stat").exists():
        return 0
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") + sum(map(_spent, _children_of(pid)))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def lodging(to: str, folder: Path) -> Iterator[House]:
    """A house of one web process on lent engines, once it answers; closed in the end."""
    with lent(to) as engines:
        made = House(folder, WEB_WORKERS="1", **engines)
        try:
            made.wait_until_ready()
            yield made
        finally:
            made.close()
