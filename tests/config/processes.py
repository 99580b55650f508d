"""Real processes for tests that kill them: watched through /proc, waited for with a deadline, never by a fixed sleep."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent.parent
_HOLD = """
import os, sys
from pathlib import Path
from config import embedded
try:
    embedded.hold(Path(sys.argv[1]))
except embedded.EnginesUnavailable as fault:
    sys.exit(f"refused: {fault}")
print("held", flush=True)
sys.stdin.read()
"""


def eventually(true: Callable[[], bool], *, within: float = 30.0) -> bool:
    """Whether `true` comes to hold within so many seconds."""
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def all_gone(pids: Iterable[int]) -> bool:
    there = list(pids)
    assert there
    return eventually(lambda: not any(map(runs, there)))


class User:
    """A process that holds the engines of `folder` until it is let go or killed."""

    def __init__(self, folder: Path, *prefix: str) -> None:
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", _HOLD, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> str:
        """Until it holds ("held"), or what it says when it cannot."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        return self.process.stdout.readline().strip() or self.process.stderr.read().strip()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> User:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
