"""A process that has loaded the product once, and forks a worker or beat at each line it is sent: `python -m tests.faults.mould`.

A line is a JSON object: `log`, the file that takes what is said, and `arguments` of the `celery` command. The answer is
the pid, which leads a process group of its own. Python started anew for each of hundreds of kills would be most of the work
of the chaos test; what runs after the fork is what the command runs.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
from importlib import import_module

import django

_PR_SET_PDEATHSIG = 1
_LOADED = (
    *("config.celery", "config.schedule", "kombu.transport.redis"),
    *("celery.bin.celery", "celery.apps.worker", "celery.apps.beat", "celery.worker", "celery.worker.consumer"),
    *("celery.concurrency.prefork", "celery.fixups.django"),
)


def main() -> None:
    django.setup()
    for module in _LOADED:
        import_module(module)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _become(wanted["arguments"], wanted["log"])
        os.setpgid(pid, pid)  # before anybody is told of it, and so before anybody kills it
        print(pid, flush=True)


def _become(arguments: list[str], log: str) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a test that was killed leaves no worker behind
    from celery.__main__ import main as celery

    said, nothing = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, said, said)):
        os.dup2(file, number)
    sys.argv = ["celery", *arguments]
    celery()
    os._exit(0)


if __name__ == "__main__":
    main()
