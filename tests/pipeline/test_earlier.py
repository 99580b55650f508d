"""What only earlier versions of the form asked: offered as filter and column as long as applications carry it."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.pipeline import queries
from accelerator.programmes.models import Call
from accelerator.questionnaires import drafting
from tests.cast import browser
from tests.factories import reviews
from tests.factories.questionnaires import published_version
from tests.pipeline.test_filters import at, chips
from tests.pipeline.test_views import AT, PAGE_QUERIES, numbers, text

pytestmark = pytest.mark.django_db
GONE = "What evidence shows that it works? (earlier form)"


@pytest.fixture
def earlier(call: Call) -> Application:
    """Sent to the first of three versions; only this one asked for proof and raised."""
    assert call.version
    form, asked = call.version.questionnaire, {"key": "raised", "type": "money", "label": "Raised", "currency": "SGD"}
    first = drafting.add_question(call.version.definition, section="evidence", question=asked)
    call.version = published_version(questionnaire=form, number=2, definition=first)
    made = reviews.application(call, name="Anchor", submitted=False)
    reviews.submission(made, raised="250000")
    shorter = drafting.remove_question(drafting.remove_question(first, "proof"), "raised")
    call.version = published_version(questionnaire=form, number=3, definition=shorter)
    call.save(update_fields=["version"])
    later = reviews.application(call, name="Buoy", submitted=False)
    later.sheet.answers = {key: one for key, one in later.sheet.answers.items() if key != "proof"}
    reviews.submission(later)
    return made


@pytest.mark.parametrize(
    "query", [{"a.proof": "re-stacks"}, {"a.raised": "min:200000"}, {"a.proof": "given:"}, {"a.raised": ["min:1", "max:300000"]}]
)
def test_the_list_is_narrowed_by_it(call: Call, earlier: Application, query: dict[str, Any]) -> None:
    found = at(call, **query)
    assert [chip[0] for chip in chips(found)] == [GONE if "a.proof" in query else "Raised (earlier form)"] * len(found.tests)
    assert list(found.narrow(queries.rows(call))) == [earlier]


def test_it_is_offered_under_a_heading_of_its_own(manager: Any, earlier: Application) -> None:
    client = browser(manager)
    groups = dict(client.get(AT + "filter/").context["groups"])
    assert list(groups)[-1] == "Earlier form"
    assert [one.label for one in groups["Earlier form"]] == [GONE, "Raised (earlier form)"]
    groups = dict(client.get(AT + "columns/").context["groups"])
    assert groups["Earlier form"] == [("a.proof", GONE), ("a.raised", "Raised (earlier form)")]
    assert "Show applications where it" in text(client.get(AT + "filter/", {"field": "a.proof"}))


def test_as_a_column_it_says_what_was_sent(manager: Any, earlier: Application) -> None:
    page = browser(manager).get(AT, {"columns": "a.proof,a.raised,a.stage", "sort": "name"})
    assert [[cell.text for cell in row.cells] for row in page.context["page"].rows] == [
        ["Re-stacks fell by 41%.", "SGD 250,000", "Pilot with paying users"],
        ["", "", "Pilot with paying users"],
    ]
    assert GONE in text(page)


def test_what_no_application_carries_is_not_offered(call: Call, manager: Any, earlier: Application) -> None:
    assert call.version
    earlier.sheet.version = call.version
    reviews.submission(earlier)
    client = browser(manager)
    assert [str(group) for group, _found in client.get(AT + "filter/").context["groups"]][-1] == "Product and evidence"
    page = client.get(AT, {"a.proof": "re-stacks"})
    assert (len(numbers(page)), "cannot be read, left out" in text(page)) == (2, True)


@pytest.mark.parametrize(
    ("query", "more"),
    # columns of answers ask which of them a conflict keeps from the reader
    [({}, 0), ({"a.stage": "pilot", "columns": "a.revenue"}, 1), ({"a.proof": "re-stacks"}, 1), ({"columns": "a.raised"}, 3)],
)
def test_only_who_asks_for_it_pays(
    manager: Any, earlier: Application, query: dict[str, str], more: int, django_assert_num_queries: Any
) -> None:
    client = browser(manager)
    client.get(AT)
    with django_assert_num_queries(PAGE_QUERIES + more):
        client.get(AT, query)
