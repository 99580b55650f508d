"""Several acts at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection, transaction


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs `acts` in threads that start together; their results in order, an exception raised here."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def overtaken(act: Callable[[], Any], *, by: Callable[[], Any], then: Callable[[], Any] = lambda: None) -> Any:
    """What `act` comes to where another transaction was first: `by` runs, `act` begins in a thread and waits for a lock of that,
    `then` runs too, and all of it is committed. An exception of `act` is raised here.
    """

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            by()
            waiting = threads.submit(run)
            while not (waiting.done() or somebody_waits()):
                pass
            then()
        return waiting.result()


@contextmanager
def meanwhile(asked: str, act: Callable[[], Any]) -> Iterator[None]:
    """Runs `act` once, right after the first statement in which `asked` stands; fails where there is none."""
    left = [act]

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if asked in sql and left:
            left.pop()()
        return found

    with connection.execute_wrapper(run):
        yield
    assert not left, asked


def somebody_waits() -> bool:
    """Whether another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def until_others_wait() -> None:
    """Returns once a connection to this database waits for an advisory lock."""
    waits = False
    while not waits:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database()"
                " WHERE locktype = 'advisory' AND NOT granted)"
            )
            waits = cursor.fetchone()[0]
