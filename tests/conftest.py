"""Real engines, the web role, real workers. No test switches a guard off."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from threading import local
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import Context, Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, expect, sync_playwright

from accelerator.kit import clock
from config import celery as _celery  # noqa: F401  doorbells ring through this app, to the tests' own broker
from tests import database
from tests.browser import people
from tests.engines import STATE

# No test fails because the machine is busy.
hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("house")

# Names of static files stay as they are: no test waits for the front end to be collected and hashed.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# An empty folder: else every browser of a test lists all that is collected before its first page.
settings.STATIC_ROOT = STATE / "static"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Private files of one worker are not another's.
settings.STORAGES["default"]["OPTIONS"]["location"] = STATE / "files" / os.environ.get("PYTEST_XDIST_WORKER", "main")


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


def _empty(self: TransactionTestCase) -> None:
    """Empties the tables that hold rows, as their owner: the web role may not, and Django's own clean-up truncates all of a
    hundred tables and makes content types and permissions anew, which costs more than most of the tests that commit."""
    with database.as_owner():
        database.empty()


TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined,method-assign]


class _Depth(local):
    """How many templates this thread is inside of."""

    now = 0


_depth = _Depth()


def _render(self: Template, context: Context) -> SafeString:
    if _depth.now == 0:
        template_rendered.send(sender=self, template=self, context=context)
    _depth.now += 1
    try:
        return self.nodelist.render(context)
    finally:
        _depth.now -= 1


@pytest.fixture(autouse=True, scope="session")
def _light_pages(django_test_environment: None) -> None:
    """Django's test client copies the context of every template it sees: for a page of a hundred components that costs more than
    the page. `response.context` is the outermost template's alone."""
    Template._render = _render  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()


@pytest.fixture
def standing_clock(time_machine: Any) -> None:
    """The time it is, standing: no window of a limit ends while a test fills it."""
    time_machine.move_to(clock.now(), tick=False)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return people.launching()


@pytest.fixture(scope="module")
def chromium(browser_type_launch_args: dict[str, object]) -> Iterator[Browser]:
    """A browser for one module: Playwright's loop in the thread must not outlive the tests that use it.

    What is expected may take as long as a full machine, or a request that waits to be sent once more, takes.
    """
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)  # type: ignore[arg-type]
        yield browser
        browser.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What starts processes and waits for them goes first: its waiting is filled with the rest, and no long test is left last."""
    if os.environ.get("SLIPWAY_SIZE") != "full":
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("full")])
        items[:] = [item for item in items if not item.get_closest_marker("full")]
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("journey", "browser", "faults")))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays until the end: the collector need not look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that did not run is a failure, unless tests/allowed_skips.txt has its reason."""
    if not os.environ.get("CI") or hasattr(session.config, "workerinput"):
        return
    allowed = [line for line in (Path(__file__).parent / "allowed_skips.txt").read_text().splitlines() if line and line[0] != "#"]
    lost = [skip for skip in _skipped if not any(reason in skip for reason in allowed)]
    if lost:
        print("\nskipped, but not allowed to be:", *lost, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
