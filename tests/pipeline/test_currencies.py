"""Filters by money compare within one currency, and say whom that leaves out."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from accelerator.pipeline import queries
from accelerator.programmes.models import Call
from accelerator.questionnaires import drafting
from tests.cast import browser
from tests.factories import reviews
from tests.factories.questionnaires import published_version
from tests.pipeline.test_filters import at, chips
from tests.pipeline.test_views import AT, PAGE_QUERIES, numbers, text

pytestmark = pytest.mark.django_db


def sent(call: Call, name: str, revenue: str, **fields: Any) -> None:
    reviews.submission(reviews.application(call, name=name, submitted=False, **fields), revenue=revenue)


def asked_anew(call: Call, **attributes: Any) -> None:
    """The form asks for revenue otherwise from now on."""
    assert call.version
    now = call.version
    changed = deepcopy(now.definition)
    asked = drafting.question(changed, "revenue")
    asked.update(attributes)
    if asked["type"] == "number":
        del asked["currency"]
    call.version = published_version(questionnaire=now.questionnaire, number=now.number + 1, definition=changed)
    call.save(update_fields=["version"])


@pytest.fixture
def mixed(call: Call) -> Call:
    """Anchor told SGD; Buoy and Crane told USD, which the form asks for now; Dory told nothing."""
    sent(call, "Anchor", "100000", sector="Ports")
    asked_anew(call, currency="USD")
    sent(call, "Buoy", "100000", sector="Ports")
    sent(call, "Crane", "50")
    sent(call, "Dory", "")
    return call


@pytest.mark.parametrize(
    ("query", "left", "said", "others"),
    [
        ({"a.revenue": "min:1,000"}, ["Buoy"], ["USD 1,000"], 1),
        ({"a.revenue": "max:100000"}, ["Buoy", "Crane"], ["USD 100,000"], 1),
        ({"a.revenue": "min:USD 1000"}, ["Buoy"], ["USD 1,000"], 1),
        ({"a.revenue": "min:sgd1000.50"}, ["Anchor"], ["SGD 1,000.50"], 2),
        ({"a.revenue": ["min:SGD 1", "max:SGD 99999"]}, [], ["SGD 99,999", "SGD 1"], 2),
        ({"a.revenue": "max:EUR 999999"}, [], ["EUR 999,999"], 3),
        ({"a.revenue": "min:SGD 1", "sector": "Ports"}, ["Anchor"], ["Ports", "SGD 1"], 1),
        ({"a.revenue": "given:"}, ["Anchor", "Buoy", "Crane"], [""], 0),
    ],
)
def test_within_one_currency(mixed: Call, query: dict[str, Any], left: list[str], said: list[str], others: int) -> None:
    found = at(mixed, **query)
    names = found.narrow(queries.rows(mixed)).order_by("startup__name").values_list("startup__name", flat=True)
    assert (list(names), [chip[2] for chip in chips(found)], found.otherwise_priced) == (left, said, others)


@pytest.mark.parametrize("value", ["min:USD", "min:XXX 100", "min:USD lots", "min:100 USD"])
def test_what_is_no_amount_of_money(mixed: Call, value: str) -> None:
    (chip,) = at(mixed, **{"a.revenue": value}).chips
    assert chip.invalid


def test_the_list_and_the_export_say_whom_they_leave_out(mixed: Call, manager: Any) -> None:
    client = browser(manager)
    one, two = "1 application gave another currency and is left out.", "2 applications gave another currency and are left out."
    assert one in text(client.get(AT, {"a.revenue": "min:1"}))
    assert two in text(client.get(AT + "export/", {"on": "a.revenue=min:SGD 1"}))
    assert "another currency" not in text(client.get(AT, {"a.stage": "pilot"}))


def test_the_filter_names_its_currency(mixed: Call, manager: Any) -> None:
    client = browser(manager)
    asked = client.get(AT + "filter/", {"field": "a.revenue"})
    assert asked.context["form"].fields["currency"].choices == [("USD", "USD"), ("SGD", "SGD")]
    assert "Amounts in another currency are left out, and counted." in text(asked)
    chosen = {"field": "a.revenue", "op": "min", "value": "1,000", "currency": "SGD"}
    assert client.get(AT + "filter/", chosen)["Location"] == f"{AT}?a.revenue=SGD+1%2C000"
    refused = client.get(AT + "filter/", chosen | {"currency": "EUR"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["currency"])


def test_of_one_currency_it_is_named_without_asking(call: Call, manager: Any) -> None:
    client = browser(manager)
    assert '<input type="hidden" name="currency" value="SGD"' in text(client.get(AT + "filter/", {"field": "a.revenue"}))
    chosen = {"field": "a.revenue", "op": "max", "value": "5", "currency": "SGD"}
    assert client.get(AT + "filter/", chosen)["Location"] == f"{AT}?a.revenue=max%3ASGD+5"
    assert client.get(AT + "filter/", chosen | {"value": ""}).status_code == 422


def test_what_was_no_money_once_is_of_no_currency(call: Call) -> None:
    asked_anew(call, type="number")
    sent(call, "Anchor", "7")
    asked_anew(call, type="money", currency="SGD")
    sent(call, "Buoy", "7")
    found = at(call, **{"a.revenue": "min:1"})
    assert (found.narrow(queries.rows(call)).get().startup.name, found.otherwise_priced) == ("Buoy", 1)


@pytest.mark.parametrize(("currency", "more"), [("SGD", 0), ("USD", 1)])
def test_only_several_currencies_cost_a_query(
    call: Call, manager: Any, currency: str, more: int, django_assert_num_queries: Any
) -> None:
    asked_anew(call, currency=currency, label="Revenue a month")
    sent(call, "Anchor", "5")
    client = browser(manager)
    client.get(AT, {"a.revenue": "min:1"})
    with django_assert_num_queries(PAGE_QUERIES + more):
        assert len(numbers(client.get(AT, {"a.revenue": "min:1"}))) == 1
