"""What watches the house gets a true answer whatever is away, and the house goes on without Redis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings as house_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accelerator.applications.models import Application
from accelerator.kit import clock, doorbell, limiter
from accelerator.kit.refusals import TooMany
from accelerator.notices import health
from accelerator.notices.models import Delivery, Message
from accelerator.startups.models import Startup
from config.celery import app
from tests.cast import browser
from tests.factories import accounts, applications

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def without_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Broker and cache have addresses where nobody listens."""
    settings.CACHES = house_settings.CACHES | {"default": house_settings.CACHES["default"] | {"LOCATION": NOBODY}}
    alone = Celery("alone", broker=NOBODY, set_as_current=False)
    alone.conf.broker_transport_options = app.conf.broker_transport_options
    monkeypatch.setattr(doorbell, "current_app", alone)
    monkeypatch.setattr(health, "current_app", alone)
    monkeypatch.setattr(doorbell, "_quiet_until", float("-inf"))
    yield
    cache.clear()


def _get(path: str) -> Any:
    return Client().get(path, secure=True)


def test_the_process_answers_without_any_database(settings: Any) -> None:
    """No database is marked for this test: a query would raise."""
    settings.CLOCK_FOLLOWS_DATABASE = True
    answer = _get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


_ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
answers = {path: client.get(path, secure=True) for path in ("/healthz", "/readyz", "/status.json", "/calls/")}
print(json.dumps({path: [answer.status_code, answer.text] for path, answer in answers.items()}))
"""


def test_with_every_engine_away_the_probes_still_answer() -> None:
    away = "postgres://slipway_web@127.0.0.1:1/slipway?connect_timeout=2"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": away,
        "REDIS_URL": NOBODY,
        "CACHE_URL": NOBODY,
        "LOG_LEVEL": "CRITICAL",
    }
    done = subprocess.run([sys.executable, "-c", _ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers["/healthz"] == [200, "ok\n"]
    assert answers["/readyz"] == [503, "not ready\n"]
    assert answers["/status.json"][0] == 200
    assert json.loads(answers["/status.json"][1]) == {"degraded": True, "database": "down", "broker": "down"}
    assert answers["/calls/"][0] == 500
    assert "Your data is safe" in answers["/calls/"][1]


@pytest.mark.django_db
def test_ready_once_every_migration_is_there() -> None:
    assert _get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE django_migrations (id int, app text, name text, applied timestamptz)")
    answer = _get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")


@pytest.mark.django_db
class TestStatus:
    def test_all_is_well(self) -> None:
        for name in ("worker", "beat"):
            health.beat(name)
        body = _get("/status.json").json()
        assert body["degraded"] is False
        assert {body[name] for name in ("database", "broker", "worker", "beat", "outbox", "clock")} == {"ok"}

    def test_a_broker_that_is_away(self, without_redis: None) -> None:
        health.beat("worker")
        answer = _get("/status.json")
        assert answer.status_code == 200
        body = answer.json()
        assert (body["degraded"], body["broker"], body["worker"], body["outbox"]) == (True, "down", "ok", "ok")

    def test_a_worker_that_makes_no_rounds(self, time_machine: Any) -> None:
        time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
        health.beat("worker")
        time_machine.move_to("2026-03-01T12:02:59Z", tick=False)
        assert _get("/status.json").json()["worker"] == "ok"
        time_machine.move_to("2026-03-01T12:03:00Z", tick=False)
        body = _get("/status.json").json()
        assert (body["degraded"], body["worker"]) == (True, "down")

    def test_clocks_that_disagree(self, monkeypatch: pytest.MonkeyPatch) -> None:
        health.beat("worker")
        monkeypatch.setattr(clock, "_offset", clock.timedelta(seconds=3))
        body = _get("/status.json").json()
        assert (body["degraded"], body["clock"], body["clock_offset_ms"]) == (True, "down", 3000)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_redis")
class TestWithoutRedis:
    @pytest.mark.parametrize("address", ["/", "/calls/", "/accounts/login/", "/home/", "/inbox/"])
    def test_pages_open(self, address: str) -> None:
        assert browser(accounts.person()).get(address, secure=True, follow=True).status_code == 200

    def test_signing_in_works(self) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        client = Client()
        given = {"login": person.email, "password": accounts.PASSWORD}
        answer = client.post("/accounts/login/", given, secure=True)
        assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(person.pk))

    def test_submitting_works_and_the_mail_waits(self, django_capture_on_commit_callbacks: Any) -> None:
        application = applications.application(submitted=False)
        with django_capture_on_commit_callbacks(execute=True) as rung:
            answer = browser(application.started_by).post(f"/applications/{application.number}/submit/", secure=True)
        assert answer.status_code == 302
        application.refresh_from_db()
        assert application.state == Application.State.SUBMITTED
        message = Message.objects.get(recipient=application.started_by)
        assert Delivery.objects.get(message=message).state == Delivery.State.PENDING
        assert rung

    def test_adding_a_startup_works(self) -> None:
        answer = browser(accounts.person()).post("/startups/new/", {"name": "Quaykeeper", "country": "SG"}, secure=True)
        assert answer.status_code == 302
        assert Startup.objects.get().name == "Quaykeeper"


@pytest.mark.usefixtures("standing_clock")
def test_limits_are_counted_in_memory_meanwhile(without_redis: None) -> None:
    limiter.spend("search", "ann", most=2, seconds=60)
    limiter.spend("search", "ann", most=2, seconds=60)
    with pytest.raises(TooMany):
        limiter.spend("search", "ann", most=2, seconds=60)


def test_the_cache_answers_from_memory_meanwhile(without_redis: None) -> None:
    cache.set("keel", 1, 60)
    assert (cache.get("keel"), cache.add("keel", 2), cache.incr("keel"), cache.has_key("keel")) == (1, False, 2, True)
    cache.set_many({"bow": 3, "stern": 4})
    assert cache.get_many(["bow", "stern"]) == {"bow": 3, "stern": 4}
    cache.delete("keel")
    cache.delete_many(["bow"])
    assert (cache.get("keel"), cache.get("bow"), cache.touch("stern")) == (None, None, True)


@pytest.fixture
def doorbells(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The tests' own broker, as its client sees it."""
    monkeypatch.setattr(doorbell, "_quiet_until", float("-inf"))
    with app.connection_for_write() as broker:
        yield broker.default_channel.client


class TestDoorbell:
    def test_it_is_heard(self, doorbells: Any) -> None:
        before = doorbells.llen("celery")
        doorbell._send("tests.nobody", (1,))
        try:
            assert doorbells.llen("celery") == before + 1
        finally:
            doorbells.lpop("celery")

    def test_unheard_it_costs_little_and_once(self, without_redis: None) -> None:
        began = time.monotonic()
        doorbell._send("notices.deliver", (1,))
        first = time.monotonic() - began
        for number in range(100):
            doorbell._send("notices.deliver", (number,))
        assert first < 10
        assert time.monotonic() - began - first < 0.5
        assert doorbell._quiet_until - began > doorbell.QUIET

    @pytest.mark.django_db
    def test_it_rings_after_commit_only(self, doorbells: Any, django_capture_on_commit_callbacks: Any) -> None:
        before = doorbells.llen("celery")
        with django_capture_on_commit_callbacks(execute=True):
            doorbell.ring("tests.nobody", 1)
            assert doorbells.llen("celery") == before
        try:
            assert doorbells.llen("celery") == before + 1
        finally:
            doorbells.lpop("celery")
