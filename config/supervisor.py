"""Keeps a few processes running together: all up, or all down, and nothing left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
_PATIENCE = 15.0  # seconds between TERM and KILL
_BACKOFFS = (1, 2, 4, 8, 16)  # seconds before each restart; a process that stays up a minute starts over


@dataclass
class Program:
    """One process to keep running: its name, command, and what its environment adds."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    faults: int = 0
    next_start: float = 0.0


class Supervisor:
    """Starts programs in groups of their own; the kernel ends them with us even on kill -9 of us."""

    def __init__(self, programs: list[Program], *, say: Callable[[str], None]) -> None:
        self.programs = programs
        self.say = say
        self.stopping = False

    def catch_signals(self) -> None:
        """INT, TERM and HUP ask for the end; the loop does the work."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True

    def start(self) -> None:
        for program in self.programs:
            self._start(program)

    def _start(self, program: Program) -> None:
        parent = os.getpid()

        def tie() -> None:
            os.setpgrp()
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        program.child = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            preexec_fn=tie,  # started from the main thread only
        )
        program.started_at = time.monotonic()

    def watch(self, *, until: Callable[[], bool] | None = None) -> bool:
        """Keeps everything running until asked to stop (False), or until `until` says so (True)."""
        while not self.stopping:
            for program in self.programs:
                if not self._is_well(program):
                    self.stopping = True
            if until is not None and not self.stopping and until():
                return True
            time.sleep(0.2)
        return False

    def _is_well(self, program: Program) -> bool:
        """Restarts a program that ended; False when it ended too often."""
        now = time.monotonic()
        if program.child is None:
            if now >= program.next_start:
                self._start(program)
            return True
        if program.child.poll() is None:
            return True
        _kill_group(program.child, signal.SIGKILL)  # its own children outlive a kill -9 of it
        if now - program.started_at > 60:
            program.faults = 0
        if program.faults == len(_BACKOFFS):
            self.say(f"{program.name} keeps ending (last exit {program.child.returncode}); stopping everything.")
            return False
        program.next_start = now + _BACKOFFS[program.faults]
        program.faults += 1
        self.say(f"{program.name} ended with {program.child.returncode}; starting it again.")
        program.child = None
        return True

    def stop(self) -> None:
        """TERM to all, KILL to what is left after a while; returns when nothing runs."""
        running = [program.child for program in self.programs if program.child is not None]
        for child in running:
            if child.poll() is None:
                _kill_group(child, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for child in running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _kill_group(child, signal.SIGKILL)
            child.wait()


def _kill_group(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        pass
