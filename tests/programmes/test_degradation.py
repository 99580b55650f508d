"""Minutes in which the house was slow or away: counted, judged, given back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import arrived, probe
from accelerator.programmes import degradation, measuring, middleware, operations, tasks
from accelerator.programmes.measuring import Count, Tally
from accelerator.programmes.models import Call, Minute
from accelerator.programmes.operations import watching
from accelerator.trail.models import Entry
from tests.factories import programmes

CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.sampled_from([0.1, 2.9, 3.0, 3.1, 9.0]), max_size=120))
def test_slow_is_when_the_95th_percentile_passes_three_seconds(seconds: list[float]) -> None:
    slow = sum(one > 3 for one in seconds)
    rank = math.ceil(0.95 * len(seconds))
    passed = len(seconds) >= 20 and sorted(seconds)[rank - 1] > 3
    assert degradation.is_degraded(requests=len(seconds), failed=0, slow=slow, unanswered=0) is passed


@pytest.mark.parametrize(
    ("requests", "failed", "unanswered", "degraded"),
    [
        (19, 19, 0, False),
        (20, 0, 0, False),
        (20, 1, 0, True),
        (100, 1, 0, True),
        (101, 1, 0, False),
        (1000, 10, 0, True),
        (0, 0, 1, True),
        (3, 3, 1, True),
        (3, 2, 1, False),
        (0, 0, 0, False),
    ],
)
def test_failed_or_away(requests: int, failed: int, unanswered: int, degraded: bool) -> None:
    assert degradation.is_degraded(requests=requests, failed=failed, slow=0, unanswered=unanswered) is degraded


@pytest.mark.parametrize(
    ("requests", "slow", "degraded"), [(19, 19, False), (20, 1, False), (20, 2, True), (100, 5, False), (100, 6, True)]
)
def test_one_in_twenty_may_be_slow(requests: int, slow: int, degraded: bool) -> None:
    assert degradation.is_degraded(requests=requests, failed=0, slow=slow, unanswered=0) is degraded


@pytest.mark.django_db
class TestTally:
    def test_what_several_processes_count_adds_up(self) -> None:
        first, second = Tally(), Tally()
        for at, tally, count in (
            (CLOSES, first, Count(requests=1)),
            (CLOSES + timedelta(seconds=59), first, Count(requests=1, failed=1)),
            (CLOSES + MINUTE, first, Count(requests=1)),
            (CLOSES, second, Count(requests=1, slow=1)),
        ):
            tally.add(at, count)
        for tally in (first, second, first):
            tally.flush()
        rows = Minute.objects.order_by("at").values_list("at", "requests", "failed", "slow")
        assert list(rows) == [(CLOSES, 3, 1, 1), (CLOSES + MINUTE, 1, 0, 0)]

    def test_what_cannot_be_written_is_kept_and_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tally = Tally()
        for minute in range(measuring.MOST_KEPT + 5):
            tally.add(CLOSES + minute * MINUTE, Count(requests=1))
        with monkeypatch.context() as away:

            def fail(counts: Any) -> None:
                raise DatabaseError("away")

            away.setattr(measuring, "write", fail)
            tally.flush()
        tally.flush()
        assert Minute.objects.count() == measuring.MOST_KEPT
        assert Minute.objects.order_by("at").first() == Minute(at=CLOSES + 5 * MINUTE)


@pytest.mark.django_db
class TestMiddleware:
    @pytest.fixture
    def tally(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Tally:
        settings.MEASURE_MINUTES = True
        made = Tally()
        monkeypatch.setattr(measuring, "TALLY", made)
        return made

    def knock(self, path: str, status: int = 200, took: float = 0, **sent: Any) -> None:
        request = RequestFactory().generic("POST", path, **sent)
        request.arrived_at = CLOSES  # type: ignore[attr-defined]  # as Arrival sets it

        def answer(_request: Any) -> HttpResponse:
            traveller.shift(took)
            return HttpResponse(status=status)

        with time_machine.travel(CLOSES, tick=False) as traveller:
            middleware.Measuring(answer)(request)

    def test_how_it_went_by_the_minute_it_arrived_in(self, tally: Tally) -> None:
        self.knock("/calls/")
        self.knock("/calls/", 404)
        self.knock("/calls/", 503)
        self.knock("/healthz")
        self.knock("/static/app.css")
        tally.flush()
        assert list(Minute.objects.values_list("at", "requests", "failed")) == [(CLOSES, 3, 1)]

    @pytest.mark.parametrize(
        ("sent_for", "took", "size", "slow"),
        [(0, 4, 10, 1), (0, 2, 10, 0), (9, 2, 10, 0), (9, 4, 10, 1), (0, 4, 2_000_000, 1), (0, 4, arrived.TAKEN_IN + 1, 0)],
    )
    def test_slow_but_for_the_senders_pace(self, tally: Tally, sent_for: int, took: int, size: int, slow: int) -> None:
        whole = {arrived.WHOLE: CLOSES + timedelta(seconds=sent_for)} if sent_for else {}
        self.knock("/applications/", took=sent_for + took, headers={"Content-Length": str(size)}, **whole)
        tally.flush()
        assert Minute.objects.values_list("at", "requests", "slow").get() == (CLOSES, 1, slow)

    def test_nothing_is_counted_where_that_is_off(self, tally: Tally, settings: Any) -> None:
        settings.MEASURE_MINUTES = False
        self.knock("/calls/")
        tally.flush()
        assert not Minute.objects.exists()

    def test_a_page_is_counted_and_costs_no_query_until_it_is_written(self, tally: Tally, django_assert_num_queries: Any) -> None:
        client = Client()
        client.get("/calls/")
        with django_assert_num_queries(4):
            client.get("/calls/")
        tally.flush()
        assert Minute.objects.get().requests == 2


class Silent(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        pass


class TestProbe:
    @pytest.mark.parametrize(("status", "answers"), [(200, True), (302, True), (404, True), (503, False)])
    def test_any_answer_but_a_failure(self, status: int, answers: bool) -> None:
        server = HTTPServer(("127.0.0.1", 0), type("Said", (Silent,), {"status": status}))
        Thread(target=server.handle_request).start()
        try:
            assert probe.answers(f"http://127.0.0.1:{server.server_port}/readyz") is answers
        finally:
            server.server_close()

    def test_nobody_there(self) -> None:
        assert not probe.answers("http://127.0.0.1:1/readyz", seconds=1)


@pytest.mark.django_db
class TestGivenBack:
    @pytest.fixture
    def call(self) -> Call:
        return programmes.call(name="Applied AI", opens_at=CLOSES - timedelta(days=9), closes_at=CLOSES)

    def bad(self, *before: int, **counts: int) -> None:
        """Minutes that long before the close, in which every request failed."""
        Minute.objects.bulk_create(
            Minute(at=CLOSES - minutes * MINUTE, **(counts or {"requests": 20, "failed": 20})) for minutes in before
        )

    def added(self, call: Call, at: datetime = CLOSES) -> int:
        operations.give_back(at=at)
        return Call.objects.get(pk=call.pk).added_minutes

    def test_one_for_each_of_the_last_two_hours(self, call: Call) -> None:
        self.bad(0, 1, 2, 120, 121)
        self.bad(60, requests=500, failed=4)
        assert self.added(call) == 3
        assert Entry.objects.get().told() == "Applied AI closes 3 min later: this house was slow or away shortly before."
        assert self.added(call) == 3
        assert Entry.objects.count() == 1

    def test_what_somebody_moved_or_added_meanwhile_stands(self, call: Call) -> None:
        for meanwhile in ({"closes_at": CLOSES + timedelta(days=1)}, {"closes_at": CLOSES, "added_minutes": 3}):
            Call.objects.filter(pk=call.pk).update(**meanwhile)
            watching._add(call, 3)
        assert Call.objects.get(pk=call.pk).added_minutes == 3
        assert not Entry.objects.exists()
        watching._add(call, 4)
        assert Call.objects.get(pk=call.pk).added_minutes == 4

    def test_sixty_at_most(self, call: Call) -> None:
        self.bad(*range(1, 91))
        assert self.added(call) == 60

    def test_a_minute_told_late_is_given_back_late(self, call: Call) -> None:
        assert self.added(call, CLOSES - MINUTE) == 0
        self.bad(1)
        assert self.added(call, CLOSES + timedelta(minutes=5)) == 1
        assert Call.objects.get(pk=call.pk).is_open(CLOSES + timedelta(seconds=30))

    def test_calls_that_close_another_day_are_not_looked_at(self, call: Call) -> None:
        self.bad(1)
        assert self.added(call, CLOSES - timedelta(hours=2, seconds=1)) == 0
        assert self.added(call, CLOSES + timedelta(hours=2)) == 0

    def test_a_probe_that_was_never_answered_says_nothing(self, call: Call) -> None:
        self.bad(1, 2, requests=0, unanswered=1)
        assert self.added(call) == 0
        self.bad(600, answered=1)
        assert self.added(call) == 2

    def test_old_minutes_are_thrown_away(self, call: Call) -> None:
        self.bad(91 * 24 * 60, 5)
        operations.give_back(at=CLOSES)
        assert Minute.objects.count() == 1

    def test_the_worker_asks_and_writes(self, call: Call, settings: Any) -> None:
        settings.PROBE_URL = "http://127.0.0.1:1/readyz"
        self.bad(600, answered=1)
        with time_machine.travel(CLOSES - timedelta(minutes=3), tick=False):
            tasks.watch()
        assert Minute.objects.get(at=CLOSES - timedelta(minutes=3)).unanswered == 1
        assert Call.objects.get(pk=call.pk).added_minutes == 1


@pytest.mark.django_db(transaction=True)
def test_what_the_worker_found_while_the_database_was_away_is_written_when_it_is_back(settings: Any) -> None:
    settings.PROBE_URL = "http://127.0.0.1:1/readyz"
    call = programmes.call(name="Applied AI", opens_at=CLOSES - timedelta(days=9), closes_at=CLOSES)
    Minute.objects.create(at=CLOSES - timedelta(hours=9), answered=1)
    with time_machine.travel(CLOSES - 3 * MINUTE, tick=False) as traveller:
        for _ in range(2):
            with away(), pytest.raises(OperationalError):
                tasks.watch()
            traveller.shift(MINUTE)
        assert Minute.objects.count() == 1
        tasks.watch()
        traveller.shift(MINUTE)
        tasks.watch()
    found = Minute.objects.filter(at__gte=CLOSES - 3 * MINUTE).order_by("at").values_list("at", "unanswered")
    assert list(found) == [(CLOSES - before * MINUTE, 1) for before in (3, 2, 1, 0)]
    assert Call.objects.get(pk=call.pk).added_minutes == 3


@contextmanager
def away() -> Iterator[None]:
    """Inside, PostgreSQL knows no such database."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = f"{name}_away"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
