"""Credits through the API: the same people, the same refusals; bodies that no row could hold are answered, not crashed on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cohorts.credits import operations, queries
from cohorts.credits.models import Grant, Posting
from tests.cast import browser
from tests.credits.conftest import World
from tests.factories import accounts, startups
from tests.factories import credits as factories
from tests.programs import walked

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/credits"


def post(person: Any, address: str, body: Any = None) -> Any:
    return browser(person).post(f"{ROOT}{address}", body or {}, content_type="application/json")


def asked(world: World, **changes: Any) -> dict[str, Any]:
    return {"pool": world.pool.slug, "enrolment": world.enrolment.code, "amount": "1500.50", "purpose": "Training"} | changes


def test_pools_with_their_amounts_as_exact_text(world: World) -> None:
    factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver, amount="40000.25")
    (pool,) = browser(world.partner).get(f"{ROOT}/pools").json()["items"]
    amounts = {name: Decimal(pool[name]) for name in ("consumed", "issued", "committed", "available")}
    assert amounts == {"consumed": 0, "issued": Decimal("40000.25"), "committed": 0, "available": Decimal("59999.75")}
    assert isinstance(pool["issued"], str)
    assert (pool["slug"], pool["provider"], pool["currency"]) == (world.pool.slug, "Nimbus Cloud", "SGD")


def test_each_sees_their_own(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    factories.pool(by=world.officer, name="Another")
    people = {"officer": world.officer, "partner": world.partner, "founder": world.founder, "outsider": world.outsider}
    seen = {
        who: [len(browser(person).get(f"{ROOT}/{what}").json()["items"]) for what in ("pools", "grants", "entries")]
        for who, person in people.items()
    }
    assert seen == {"officer": [2, 1, 8], "partner": [1, 0, 5], "founder": [0, 1, 1], "outsider": [0, 0, 0]}
    codes = {who: browser(person).get(f"{ROOT}/grants/{grant.code}").status_code for who, person in people.items()}
    assert codes == {"officer": 200, "partner": 404, "founder": 200, "outsider": 404}
    for what in ("pools", "grants", "entries", f"grants/{grant.code}"):
        assert browser(None).get(f"{ROOT}/{what}").status_code == 401


def test_a_request_goes_its_way(world: World) -> None:
    made = post(world.officer, "/grants", asked(world))
    assert (made.status_code, made.json()["state"], Decimal(made.json()["amount"])) == (201, "requested", Decimal("1500.50"))
    where = f"/grants/{made.json()['code']}"
    assert post(world.officer, f"{where}/approve").status_code == 403
    assert post(world.officer, f"{where}/award").status_code == 409
    assert post(world.approver, f"{where}/approve").json()["state"] == "approved"
    assert post(world.approver, f"{where}/award").status_code == 403
    assert post(world.officer, f"{where}/award").json()["state"] == "awarded"
    assert [post(world.officer, f"{where}/award").status_code, Posting.objects.filter(kind="award").count()] == [409, 1]


def test_a_no_needs_its_reason(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    where = f"/grants/{grant.code}/decline"
    assert [post(world.approver, where, body).status_code for body in ({}, {"reason": " "}, {"reason": "x" * 301})] == [
        422,
        409,
        422,
    ]
    assert post(world.approver, where, {"reason": "Ask for less"}).json()["state"] == "declined"


def test_nobody_approves_for_their_own_startup(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    startups.member(world.enrolment.startup, world.approver)
    refused = post(world.approver, f"/grants/{grant.code}/approve")
    assert (refused.status_code, refused.json()["title"]) == (403, "You belong to this startup. Somebody else approves it.")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"amount": "100000.01"}, 409),
        ({"amount": "0"}, 409),
        ({"amount": "-1"}, 409),
        ({"amount": "1.001"}, 409),
        ({"amount": "1e15"}, 409),
        ({"amount": "1e25"}, 422),
        ({"amount": "1e100"}, 422),
        ({"amount": "1e-19"}, 422),
        ({"amount": "NaN"}, 422),
        ({"amount": "Infinity"}, 422),
        ({"amount": None}, 422),
        ({"purpose": "x" * 301}, 422),
        ({"purpose": ""}, 422),
        ({"pool": "none"}, 404),
        ({"enrolment": "none"}, 404),
    ],
)
def test_what_no_grant_can_hold_is_answered(world: World, changes: dict[str, Any], status: int) -> None:
    assert post(world.officer, "/grants", asked(world, **changes)).status_code == status
    assert not Grant.objects.exists()


@pytest.mark.parametrize("who", ["approver", "auditor", "partner", "founder", "manager", "outsider"])
def test_only_officers_request(world: World, who: str) -> None:
    person = accounts.operator_person(role="auditor") if who == "auditor" else getattr(world, who)
    assert post(person, "/grants", asked(world)).status_code in (403, 404)
    assert not Grant.objects.exists()


def test_grants_come_newest_first_a_page_at_a_time(world: World) -> None:
    made = [factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer).code for _ in range(3)]
    pages = walked(browser(world.officer), "/credits/grants", limit=2)
    assert [[one["code"] for one in page] for page in pages] == [made[:0:-1], made[:1]]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_walking_the_ledger_meets_every_leg_once(world: World, limit: int) -> None:
    """A page may end in the middle of a posting: its other leg comes first on the next one."""
    factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    seen = [one for page in walked(browser(world.officer), "/credits/entries", limit=limit) for one in page]
    assert [one["entry"] for one in seen] == list(queries.entries(world.officer).values_list("pk", flat=True))
    assert len(seen) == 6
    assert sum(Decimal(one["amount"]) for one in seen) == 0


def test_entries_of_one_pool_and_of_none_that_is_hidden(world: World) -> None:
    other = factories.pool(by=world.officer, name="Other")
    desk = browser(world.partner)
    assert {one["pool"] for one in desk.get(f"{ROOT}/entries", {"pool": world.pool.slug}).json()["items"]} == {world.pool.slug}
    assert desk.get(f"{ROOT}/entries", {"pool": other.slug}).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("what", ["pools", "grants", "entries"])
def test_lists_cost_the_same_for_one_and_three(world: World, what: str, size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        operations.approve(grant, by=world.approver)
        factories.pool(by=world.officer, name=f"Pool {number}")
    desk = browser(world.officer)
    desk.get(f"{ROOT}/pools")
    with django_assert_num_queries(4 if what == "pools" else 3):
        assert desk.get(f"{ROOT}/{what}").status_code == 200
