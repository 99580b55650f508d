"""A list of thousands is narrowed through its indexes: PostgreSQL's own plans of what the page asks say so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accelerator.applications import operations
from accelerator.applications.operations.importing import Brought
from accelerator.kit import clock
from accelerator.programmes.models import Call
from tests import database
from tests.cast import browser
from tests.factories import questionnaires, reviews

pytestmark = pytest.mark.django_db(transaction=True)  # only the owner looks through tables, on a connection of its own
APPLICATIONS, PART = 2500, 500


@pytest.fixture
def call() -> Call:
    """One application in fifty is a pilot, and says so in a word of its own. Looked through as the database does by itself, and
    as often as it grows: what it plans for empty tables reads them whole for every row.
    """
    call = reviews.call(slug="spring", name="Spring")
    by, brought = reviews.manager(call), [Brought({"name": f"Startup {place}"}, _answers(place)) for place in range(APPLICATIONS)]
    for start in range(0, APPLICATIONS, PART):
        operations.bring_in(call, brought=brought[start : start + PART], by=by, at=clock.now())
        with database.as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE accelerator_application, accelerator_submission")
            cursor.execute("VACUUM ANALYZE accelerator_extract, accelerator_searchrow, accelerator_progress")
    return call


def _answers(place: int) -> dict[str, Any]:
    rare = place % 50 == 0
    said = f"Predicts how long ship {place} stays at its berth, {'to the lantern' if rare else 'to the hour'}."
    return questionnaires.ANSWERS | {"what": said, "stage": "pilot" if rare else "idea"}


def _plans(call: Call, query: str, *, holding: str) -> list[str]:
    """How PostgreSQL finds those of the page that are asked for by the operator `holding`."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    desk = browser(reviews.manager(call))
    with connection.execute_wrapper(note):
        page = desk.get(f"/calls/spring/pipeline/{query}").content.decode()
    assert page.count("<tr>") == 1 + APPLICATIONS // 50  # the head and all that fit
    plans = []
    with connection.cursor() as cursor:
        for sql, params in asked:
            if f" {holding} " in sql:
                cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


def test_a_choice_and_a_word_are_looked_up_where_they_are_kept(call: Call) -> None:
    for query, holding, index in (("?a.stage=pilot", "&&", "extract_terms"), ("?q=lantern", "@@", "search_words")):
        plans = _plans(call, query, holding=holding)
        assert [f"Bitmap Index Scan on {index}\n" in plan for plan in plans] == [True], plans
