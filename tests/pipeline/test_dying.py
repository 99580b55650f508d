"""A worker dies over a file: nothing half done stands, another goes on where it was, and who asked hears once how it ended."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection, transaction

from accelerator.applications.models import Application
from accelerator.kit import clock, trying
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.pipeline import operations
from accelerator.pipeline.models import Export, ExportPart, Import
from accelerator.programmes.models import Call
from accelerator.startups.models import Startup
from tests.cast import browser
from tests.factories import reviews
from tests.kit.test_table import cells

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, PART = 5, 2
FILE = b"name,what\n" + b"".join(b"Startup %d,Words\n" % number for number in range(ROWS))


@pytest.fixture
def call() -> Call:
    return reviews.call(name="Spring")


@pytest.fixture
def manager(call: Call) -> Any:
    return reviews.manager(call)


@pytest.fixture
def export(call: Call, manager: Any, monkeypatch: pytest.MonkeyPatch) -> Export:
    monkeypatch.setattr("accelerator.pipeline.operations.exporting.AT_ONCE", PART)
    made = [reviews.application(call, name=f"Startup {number}").pk for number in range(ROWS)]
    return operations.ask(call, ids=made, form="csv", by=manager)


@pytest.fixture
def taken(call: Call, manager: Any) -> Import:
    made = operations.take(call, name="list.csv", content=FILE, by=manager)
    operations.bring_in(made, by=manager)
    return made


def killed(act: Callable[[], Any], *, at: str) -> None:
    """Lets a worker go until it writes into the table `at`, then ends its session: that is what the database sees of kill -9."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {at} IN SHARE ROW EXCLUSIVE MODE")
        dying = threads.submit(run)
        waits = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        while not cursor.execute(waits) and not cursor.fetchall() and not dying.done():
            pass
        with pytest.raises(OperationalError):
            dying.result()


def told() -> list[str]:
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


class TestExport:
    def part(self, export: Export) -> None:
        killed(lambda: operations.advance(export.pk), at="accelerator_exportpart")

    def test_the_next_worker_goes_on_with_the_part_that_was_lost(self, export: Export, manager: Any) -> None:
        assert operations.advance(export.pk)
        for tries in (1, 2):
            self.part(export)
            export.refresh_from_db()
            assert (export.done, export.tries, ExportPart.objects.count()) == (PART, tries, 1)
        while operations.advance(export.pk):
            pass
        export.refresh_from_db()
        assert (export.done, export.tries, export.failed_at, told()) == (ROWS, 0, None, ["applications_exported"])
        desk = browser(manager)
        head, *lines = cells(desk.get(f"/exports/{export.code}/file/"))
        assert [line[1] for line in lines] == [f"Startup {number}" for number in range(ROWS)]
        at_once = cells(desk.get(f"/calls/{export.call.slug}/pipeline/export.csv"))
        assert sorted([head, *lines]) == sorted(at_once)

    def test_it_fails_clearly_where_every_worker_dies_of_it(self, export: Export, manager: Any) -> None:
        assert operations.advance(export.pk)
        for _worker in range(trying.MOST):
            self.part(export)
        assert [operations.advance(export.pk) for _again in range(2)] == [False, False]
        export.refresh_from_db()
        assert (export.failed_at is not None, ExportPart.objects.count(), told()) == (True, 0, ["applications_not_exported"])
        desk = browser(manager)
        page = desk.get(export.get_absolute_url()).content.decode()
        assert "The file could not be written" in page
        assert "hx-get" not in page.partition("<main")[2].partition("could not be written")[0]
        assert desk.get(f"/exports/{export.code}/file/").status_code == 404
        with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
            assert operations.expire() == 1

    def test_given_up_ones_are_not_among_those_under_way(self, export: Export, manager: Any) -> None:
        for _more in range(4):
            operations.ask(export.call, ids=[1], form="csv", by=manager)
        with pytest.raises(Refusal, match="5 files"):
            operations.ask(export.call, ids=[1], form="csv", by=manager)
        Export.objects.filter(pk=export.pk).update(failed_at=clock.now())
        operations.ask(export.call, ids=[1], form="csv", by=manager)


class TestImport:
    def carry(self, taken: Import) -> None:
        killed(lambda: operations.carry_out(taken.pk), at="accelerator_message")

    def test_all_or_nothing_though_it_was_written_to_the_last_line(self, taken: Import) -> None:
        for tries in (1, 2):
            self.carry(taken)
            taken.refresh_from_db()
            assert (taken.done_at, taken.tries, Application.objects.count(), Startup.objects.count()) == (None, tries, 0, 0)
        for _worker in range(2):
            operations.carry_out(taken.pk)
        taken.refresh_from_db()
        assert (taken.count, Application.objects.count(), told()) == (ROWS, ROWS, ["applications_brought_in"])

    def test_it_fails_clearly_where_every_worker_dies_of_it(self, taken: Import, manager: Any) -> None:
        for _worker in range(trying.MOST):
            self.carry(taken)
        operations.carry_out(taken.pk)
        taken.refresh_from_db()
        assert taken.refused == "It could not be brought in, however often it was tried. Try it in smaller files."
        assert (Application.objects.count(), told()) == (0, ["applications_not_brought_in"])
        assert taken.refused in browser(manager).get(taken.get_absolute_url()).content.decode()
