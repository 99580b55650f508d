"""What one process does at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from accelerator.kit import locking
from tests import database
from tests.together import until_others_wait

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_comes_second_waits_until_the_first_is_done() -> None:
    done = []

    def second() -> None:
        with locking.alone("quay"):
            done.append("second")

    with ThreadPoolExecutor(1) as threads:
        with locking.alone("quay"):
            waiting = threads.submit(second)
            until_others_wait()
            connection.ensure_connection()
            done.append("first")
        waiting.result()
    assert done == ["first", "second"]


def test_another_name_waits_for_nobody_and_a_fault_lets_go() -> None:
    with pytest.raises(ZeroDivisionError), locking.alone("quay"), locking.alone("berth"):
        _ = 1 / 0
    with locking.alone("quay"):
        pass


def test_two_migrate_one_after_the_other() -> None:
    with database.as_owner(), ThreadPoolExecutor(1) as threads:
        with locking.alone("migrate"):
            waiting = threads.submit(call_command, "migrate", verbosity=0)
            until_others_wait()
            assert not waiting.done()
        waiting.result()
