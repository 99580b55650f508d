"""Workers are killed with -9 while they write a large file and bring one in: both are whole in the end, and told of once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults import report
from tests.journeys.house import House, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.full]
APPLICATIONS, ROWS, KILLS = 6000, 1500, 4


def test_both_are_whole_though_workers_are_killed(tmp_path: Path) -> None:
    house = House(tmp_path, DEMO="0")
    try:
        house.wait_until_ready()
        began = time.monotonic()
        asked = json.loads(house.python("-m", "tests.journeys.filings", str(APPLICATIONS), str(ROWS)))
        chance, seen = Random(1), set()
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.2, 2))  # so that the kills fall on different moments
            was = house.kill("worker")
            seen |= set(_brought(house))
            wait_for(lambda was=was: house.is_back("worker", was), why="the worker is not back")
        wait_for(lambda: _ended(house), seconds=600, why="the files are not done")
        _judge(house, asked, seen)
        seconds = round(time.monotonic() - began)
        report.write("files while workers are killed", written=APPLICATIONS, brought_in=ROWS, kills=KILLS, seconds=seconds)
    finally:
        house.close()


def _brought(house: House) -> list[int]:
    ((count,),) = house.rows("SELECT count(*) FROM accelerator_startup WHERE starts_with(name, 'Brought ')")
    return [count]


def _ended(house: House) -> bool:
    ((left,),) = house.rows(
        "SELECT (SELECT count(*) FROM accelerator_export WHERE ready_at IS NULL AND failed_at IS NULL)"
        " + (SELECT count(*) FROM accelerator_import WHERE done_at IS NULL)"
    )
    return bool(left == 0)


def _judge(house: House, asked: dict[str, Any], seen: set[int]) -> None:
    parts = house.rows(
        "SELECT p.content FROM accelerator_exportpart p JOIN accelerator_export e ON e.id = p.export_id"
        " WHERE e.code = %s AND e.ready_at IS NOT NULL ORDER BY p.number",
        asked["export"],
    )
    whole = b"".join(bytes(one) for (one,) in parts)
    head, *lines = csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline=""))
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    told = [(row["Number"], row["Startup"], row["What does your product do?"]) for row in rows]
    assert told == _told(house, "Written ", APPLICATIONS)
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (asked["size"], asked["sha256"])
    assert seen <= {0, ROWS}
    assert _brought(house) == [ROWS]
    _told(house, "Brought ", ROWS)
    assert house.rows("SELECT count, refused FROM accelerator_import WHERE code = %s", asked["import"]) == [(ROWS, "")]
    kinds = house.rows(
        "SELECT kind, count(*) FROM accelerator_message WHERE kind LIKE 'applications%%' GROUP BY kind ORDER BY kind"
    )
    assert kinds == [("applications_brought_in", 2), ("applications_exported", 1)]


def _told(house: House, name: str, count: int) -> list[tuple[str, str, str]]:
    """Number, startup and answer of those that came in from a file, line by line as they stood there."""
    rows = house.rows(
        "SELECT a.number, s.name, sub.answers FROM accelerator_application a JOIN accelerator_startup s ON s.id = a.startup_id"
        " JOIN accelerator_submission sub ON sub.application_id = a.id WHERE starts_with(s.name, %s) ORDER BY a.id",
        name,
    )
    assert [one[1:] for one in rows] == [(f"{name}{number}", {"what": "Words"}) for number in range(count)]
    return [(number, called, answers["what"]) for number, called, answers in rows]
