"""Real engines, the web role, real workers. No test switches a guard off."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase

from config import celery as _celery  # noqa: F401  doorbells ring through this app, to the tests' own broker
from tests import database

os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")

# Names of static files stay as they are: no test waits for the front end to be collected and hashed.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_name: str) -> Iterator[None]:
    """Replaces pytest-django's own: built as owner, used as web, cloned from a template."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
        name = database.create(worker_name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.drop(name)


_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_as_owner(self: TransactionTestCase) -> None:
    """The web role may not TRUNCATE, so Django's clean-up runs as owner."""
    with database.as_owner():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[attr-defined,method-assign]


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    cache.clear()
    yield
