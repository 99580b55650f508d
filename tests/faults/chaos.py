"""What the chaos test is made of: a relay that writes down every mail before it answers, and workers that are killed.

The oracle is the relay's own list against the rows that were committed; nothing of the product is asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

import redis
from aiosmtpd.controller import Controller
from django.conf import settings

from accelerator.notices.models import Delivery
from tests import database

ROOT = Path(__file__).resolve().parents[2]
_BROKER, _CACHE = 12, 13  # numbers of Valkey databases that nothing else in the tests uses
_CRASH_WINDOW = 0.02  # seconds between taking a mail and saying so
LEASE, SWEEP = 8, 1  # seconds
_LINE = len("<0123456789.email@slipway>\n")


class Register:
    """A relay on loopback: the Message-ID is on disk before the sender hears "250". It refuses the next `out` mails."""

    def __init__(self, log: Path) -> None:
        self.log, self.out = log, 0
        log.touch()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's
        if self.out:
            self.out -= 1
            return "421 out of service"
        envelope.mail_from = address
        return "250 go on"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        found = re.search(rb"^Message-ID:\s*(\S+)", envelope.content, re.IGNORECASE | re.MULTILINE)
        assert found
        with self.log.open("a") as lines:
            lines.write(found[1].decode() + "\n")
        await asyncio.sleep(_CRASH_WINDOW)
        return "250 taken"

    def taken(self) -> Counter[str]:
        return Counter(self.log.read_text().split())


class Crew:
    """Workers and beat over the test's database, each a process group of its own, so that kill -9 takes all of it."""

    def __init__(self, register: Register, relay: str, folder: Path, *, workers: int = 2) -> None:
        self.workers = [f"worker{number}" for number in range(1, workers + 1)]
        self.environment = os.environ | {
            "DATABASE_URL": database.web_address(),
            "REDIS_URL": re.sub(r"\d+$", str(_BROKER), settings.BROKER_URL),
            "CACHE_URL": re.sub(r"\d+$", str(_CACHE), settings.CACHE_URL),
            "EMAIL_URL": f"smtp://127.0.0.1:{register.port}",
            "MAIL_RELAY": f"accelerator.notices.relay.{relay}",
            "MAIL_RELAY_LOG": str(register.log),
            "NOTICE_LEASE_SECONDS": str(LEASE),
            "SWEEP_SECONDS": str(SWEEP),
            "REMIND_SECONDS": str(SWEEP),
            "SLIPWAY_PROCESS": "worker",
            "CELERY_SKIP_CHECKS": "1",  # as `manage.py up` starts them
        }
        self.folder = folder
        self.processes: dict[str, int] = {}

    def __enter__(self) -> Crew:
        self.forget()
        self.mould = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.mould"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in (*self.workers, "beat"):
            self.start(name)
        return self

    def start(self, name: str) -> None:
        beat = ["beat", "-s", str(self.folder / "beat"), "--pidfile="]
        worker = ["worker", "--concurrency", "1", "--hostname", f"{name}@chaos", "--without-gossip", "--without-mingle"]
        arguments = ["-A", "config", *(beat if name == "beat" else worker), "--loglevel", "ERROR"]
        assert self.mould.stdin is not None
        assert self.mould.stdout is not None
        print(json.dumps({"log": str(self.folder / f"{name}.log"), "arguments": arguments}), file=self.mould.stdin, flush=True)
        self.processes[name] = int(self.mould.stdout.readline())

    def promise(self, count: int, seed: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.promise", str(count), str(seed)],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        pid = self.processes.pop(name)
        os.killpg(pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), seconds=30, why=f"{name} does not end")

    def forget(self) -> None:
        """The broker loses everything it holds."""
        for number in (_BROKER, _CACHE):
            with redis.Redis.from_url(re.sub(r"\d+$", str(number), settings.CACHE_URL)) as client:
                client.flushdb()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.mould.communicate()


def wait_until(true: Any, *, seconds: float, why: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why
        time.sleep(0.05)


def batter(crew: Crew, register: Register, *, count: int, kills: int, outage: int, chance: Random) -> None:
    """Kills a worker or beat at each further share of the mail; once the broker forgets and the relay refuses `outage`."""
    for number in range(1, kills + 1):
        share = count * number // (kills + 1)
        wait_until(lambda share=share: register.log.stat().st_size >= share * _LINE, seconds=60, why=f"no {share} mails: {count}")
        time.sleep(chance.random() * 0.1)  # anywhere in the crash window, or outside it
        if number == kills // 2:
            crew.forget()
            register.out = outage
        name = "beat" if number % 7 == 0 else f"worker{1 + number % 2}"
        crew.kill(name)
        crew.start(name)


def harry(crew: Crew, *, until: Callable[[], bool], kills: int, every: float, chance: Random, seconds: float) -> int:
    """Kills a worker at random about `every` seconds, `kills` times or until all is done; then waits for that. How many."""
    killed, deadline = 0, time.monotonic() + seconds
    while killed < kills and not until():
        time.sleep(every * (0.5 + chance.random()))
        name = chance.choice(crew.workers)
        crew.kill(name)
        crew.start(name)
        killed += 1
    wait_until(until, seconds=deadline - time.monotonic(), why="not all is done")
    return killed


def is_settled() -> bool:
    return not Delivery.objects.filter(state__in=[Delivery.State.PENDING, Delivery.State.SENDING]).exists()
