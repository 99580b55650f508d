"""`manage.py up`, the process manager behind `make run`: engines, web server, worker, beat and the demo's mail catcher."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config import embedded
from config.supervisor import Program, Supervisor

BASE_DIR = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]
_READY_LIMIT = 90.0  # seconds


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    """Runs everything until a signal asks for the end; the exit code for the shell."""
    began = time.monotonic()
    os.environ.setdefault("PYTHONUNBUFFERED", "1")  # what the commands below say is seen as they say it, in a file as well
    port = os.environ.get("PORT", "8000")
    if fault := _unready(port):
        say(fault)
        return 1
    embeds = not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL")
    run = Path(os.environ.get("SLIPWAY_STATE") or BASE_DIR / ".slipway") / "run"
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("SECRET_KEY", embedded.secret_key(run))
    if embeds:
        say("Starting PostgreSQL and Valkey …")
        try:
            embedded.hold(run)
        except embedded.EnginesUnavailable as fault:
            say(str(fault))
            return 1
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DEMO", "1")
    catcher = None
    if not os.environ.get("EMAIL_URL"):
        from config import catcher as mail

        catcher, mail_port = mail.start(run / "mail")
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
    try:
        return _prepare() or _serve(port, run, began)
    finally:
        if catcher is not None:
            catcher.stop()


def _unready(port: str) -> str:
    """Why nothing would come of it, with the remedy; empty where all is there."""
    if not _is_free(port):
        return f"Port {port} is taken. Stop what uses it, or choose another: make run PORT=8001"
    if not (Path(os.environ.get("STATIC_ROOT") or BASE_DIR / ".slipway" / "static") / "staticfiles.json").is_file():
        return "The styles and scripts of the pages are not built: run make static first."
    return ""


def _is_free(port: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, ValueError, OverflowError):
            return False
    return True


def _prepare() -> int:
    """Migrates, and loads the demo world once; the first exit code that is not 0."""
    say("Bringing the database up to date …")
    code = subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], check=False).returncode
    if code == 0 and os.environ.get("DEMO") == "1":
        code = subprocess.run([*MANAGE, "demo_world", "--once"], check=False).returncode
    return code


def _programs(port: str, run: Path) -> list[Program]:
    workers, waiting = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_WAITING", "256")
    python = sys.executable
    granian = [python, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--host", "127.0.0.1", "--port", port]
    size = ["--workers", workers, "--blocking-threads", waiting, "--backpressure", "1024"]
    limits = [*size, "--no-ws", "--workers-kill-timeout", "10s"]
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    run.mkdir(parents=True, exist_ok=True)
    quiet = {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    checked = {"CELERY_SKIP_CHECKS": "1"}  # migrate has asked them all; each program would again, and load every page for it
    return [
        Program("web", [*granian, *limits, "--log-level", "error"], {"SLIPWAY_PROCESS": "web", **quiet}),
        Program(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
            {"SLIPWAY_PROCESS": "worker", **quiet, **checked},
        ),
        Program(
            "beat",
            [*celery, "beat", "--loglevel", "WARNING", "-s", str(run / "beat"), "--pidfile="],
            {"SLIPWAY_PROCESS": "beat", **quiet, **checked},
        ),
    ]


def _serve(port: str, run: Path, began: float) -> int:
    supervisor = Supervisor(_programs(port, run), say=say)
    supervisor.catch_signals()
    say("Starting web server, worker and beat …")
    supervisor.start()
    try:
        deadline = time.monotonic() + _READY_LIMIT
        ready = supervisor.watch(until=lambda: _all_answer(port) or time.monotonic() > deadline)
        if ready and time.monotonic() > deadline:
            say("Not everything answered in time; /status.json says what is missing.")
        if ready:
            _welcome(port, time.monotonic() - began)
            supervisor.watch()
        say("Stopping …")
    finally:
        supervisor.stop()
    return 0 if ready else 1


def _all_answer(port: str) -> bool:
    """Web server and database by /readyz; broker, worker and beat by /status.json."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            if answer.status != 200:
                return False
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status.json", timeout=5) as answer:
            return b'"degraded": false' in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def _welcome(port: str, took: float) -> None:
    say(f"\nSlipway runs at {os.environ['SITE_URL']} (started in {took:.0f} s). Ctrl-C stops it.\n")
    if os.environ.get("DEMO") == "1":
        subprocess.run([*MANAGE, "demo_world", "--people"], check=False)
        say(f"\nEvery mail it sends is shown at {os.environ['SITE_URL']}/mailbox/")
    else:
        say("No demo people here. Make the first admin: .venv/bin/python manage.py operator_setup NAME --admin EMAIL")
