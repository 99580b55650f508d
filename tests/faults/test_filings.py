"""Workers are killed with -9 while they write a large file and bring one in: both are whole in the end, and told of once."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from random import Random

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


def _judge(house: House, asked: dict[str, str], seen: set[int]) -> None:
    parts = house.rows(
        "SELECT p.content FROM accelerator_exportpart p JOIN accelerator_export e ON e.id = p.export_id"
        " WHERE e.code = %s AND e.ready_at IS NOT NULL ORDER BY p.number",
        asked["export"],
    )
    lines = list(csv.reader(io.StringIO(b"".join(bytes(one) for (one,) in parts).decode("utf-8-sig"), newline="")))
    assert [line[1] for line in lines[1:]] == [f"Written {number}" for number in range(APPLICATIONS)]
    assert seen <= {0, ROWS}
    assert _brought(house) == [ROWS]
    assert house.rows("SELECT count, refused FROM accelerator_import WHERE code = %s", asked["import"]) == [(ROWS, "")]
    kinds = house.rows(
        "SELECT kind, count(*) FROM accelerator_message WHERE kind LIKE 'applications%%' GROUP BY kind ORDER BY kind"
    )
    assert kinds == [("applications_brought_in", 2), ("applications_exported", 1)]
