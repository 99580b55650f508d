"""The ledger as a file: exact amounts, harmless in a spreadsheet, on record who took it."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accelerator.trail.models import Access
from cohorts.credits import operations
from tests.cast import browser
from tests.credits.conftest import World
from tests.factories import credits as factories

pytestmark = pytest.mark.django_db
DOOR = "/credits/ledger.csv"


def rows(person: Any, **asked: str) -> list[list[str]]:
    response = browser(person).get(DOOR, asked)
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


def test_every_leg_oldest_first_with_exact_amounts(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    operations.draw_down(grant, amount=Decimal("0.000000000000000001"), period=date(2026, 10, 31), key="k", by=world.officer)
    head, *lines = rows(world.approver)
    told = "Posting, Recorded (UTC), Effective, Kind, Pool, Account, Startup, Currency, Amount, Balance after, By, Memo"
    assert head == told.split(", ")
    assert len(lines) == 8
    assert [line[3] for line in lines[::2]] == ["fund", "commit", "award", "draw_down"]
    used = next(line for line in lines if line[3] == "draw_down" and line[5] == "grant")
    assert used[2:] == [
        "2026-10-31", "draw_down", "General compute", "grant", "Quaykeeper", "SGD", "-0.000000000000000001",
        "999.999999999999999999", "Jun Officer", "Training runs",
    ]  # fmt: skip
    assert sum(Decimal(line[8]) for line in lines) == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_nothing_a_person_typed_runs_in_a_spreadsheet(world: World, start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    world.enrolment.startup.name = name
    world.enrolment.startup.save()
    world.officer.name = name
    world.officer.save()
    pool = factories.pool(by=world.officer, name=name)
    grant = factories.grant(pool=pool, enrolment=world.enrolment, by=world.officer, purpose=name)
    operations.approve(grant, by=world.approver)
    operations.award(grant, by=world.officer)
    lines = rows(world.approver, pool=pool.slug)[1:]
    texts = {line[place] for line in lines for place in (4, 6, 10, 11)} - {"", "Letter of 2 January", "Farah Approver"}
    assert texts == {f"'{name}"}


def test_a_quote_or_a_line_in_a_name_adds_no_row(world: World) -> None:
    pool = factories.pool(by=world.officer, name='Say "hello",\r\n=1+1')
    assert [len(line) for line in rows(world.approver, pool=pool.slug)] == [12, 12, 12]


def test_one_pool_alone_and_none_that_is_not_there(world: World) -> None:
    other = factories.pool(by=world.officer, name="Other")
    assert {line[4] for line in rows(world.approver, pool=other.slug)[1:]} == {"Other"}
    assert browser(world.approver).get(DOOR, {"pool": "none"}).status_code == 404


def test_who_took_it_is_on_record(world: World) -> None:
    rows(world.approver, pool=world.pool.slug)
    assert [(one.person_id, one.what) for one in Access.objects.all()] == [(world.approver.pk, "ledger export")]


def test_it_is_a_file_that_is_kept_nowhere(world: World) -> None:
    response = browser(world.approver).get(DOOR)
    assert response["Content-Disposition"] == 'attachment; filename="ledger.csv"'
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("size", [1, 3])
def test_it_costs_the_same_for_one_and_three(world: World, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    desk = browser(world.approver)
    desk.get("/credits/")
    with django_assert_num_queries(4):
        assert b"".join(desk.get(DOOR).streaming_content)  # type: ignore[attr-defined]
