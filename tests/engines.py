"""Loaded before Django: tests have engines of their own, under .slipway/test, shared by nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from config import embedded

STATE = Path(__file__).resolve().parent.parent / ".slipway" / "test"

os.environ.update(
    {
        "SLIPWAY_STATE": str(STATE),
        "SLIPWAY_PROCESS": "test",
        "SECRET_KEY": "a key for tests, long enough to please the checks, worth nothing",
        "SITE_URL": "https://testserver",
        "SSL_REDIRECT": "0",
        "CLOCK_FOLLOWS_DATABASE": "0",
        "LOG_LEVEL": "ERROR",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's sync interface runs inside a loop
    }
)
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "DEBUG", "DEMO", "SLIPWAY_ROLE"):
    os.environ.pop(name, None)

if os.environ.get("SLIPWAY_TEST_DATABASE_URL"):  # somebody brings engines
    os.environ["DATABASE_URL"] = os.environ["SLIPWAY_TEST_DATABASE_URL"]
    os.environ["DATABASE_OWNER_URL"] = os.environ["SLIPWAY_TEST_OWNER_URL"]
    os.environ["REDIS_URL"] = os.environ["SLIPWAY_TEST_REDIS_URL"]
else:
    # Limits and doorbells of one xdist worker are nothing to another: each has two numbered databases of its own.
    number = 2 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = embedded.urls(STATE / "run", broker_db=number)
    os.environ.update(REDIS_URL=own.broker, CACHE_URL=own.cache)
    embedded.hold(STATE / "run", durable=False)
