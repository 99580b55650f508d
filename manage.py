#!/usr/bin/env python
"""Django's commands, and `up`: everything at once."""

from __future__ import annotations

import os
import sys

# These alter tables, so they run as the role that owns them.
AS_OWNER = {"migrate", "makemigrations", "sqlmigrate", "lintmigrations", "pgtrigger", "dbshell"}
# These never ask the database.
WITHOUT_ENGINES = {
    "help",
    "--help",
    "--version",
    "version",
    "check",
    "collectstatic",
    "makemessages",
    "compilemessages",
    "lintmigrations",
}


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "up":
        from config import up

        sys.exit(up.main())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SLIPWAY_PROCESS", "command")
    if command in AS_OWNER:
        os.environ.setdefault("SLIPWAY_ROLE", "owner")
    if command not in WITHOUT_ENGINES and not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _hold()
    from django.core.management import execute_from_command_line

    from config import celery as _celery  # noqa: F401  doorbells ring through this app

    execute_from_command_line(sys.argv)


def _hold() -> None:
    from pathlib import Path

    from config import embedded

    state = os.environ.get("SLIPWAY_STATE") or Path(__file__).resolve().parent / ".slipway"
    try:
        embedded.hold(Path(state) / "run")
    except embedded.EnginesUnavailable as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
