"""Pages of credits: who comes in, what each sees, what a press does, and what a second press does not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accelerator.accounts.models import Membership
from accelerator.kit import clock
from cohorts.credits import operations, queries
from cohorts.credits.models import Approval, Grant, Pool, Posting, Provider
from tests.cast import browser
from tests.credits.conftest import World
from tests.factories import accounts, startups
from tests.factories import credits as factories

pytestmark = pytest.mark.django_db
WHO = ("officer", "approver", "auditor", "partner", "founder", "manager", "outsider")


def person(world: World, who: str) -> Any:
    return accounts.operator_person(role="auditor") if who == "auditor" else getattr(world, who)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def requested(world: World, amount: str = "1000", **more: Any) -> Grant:
    return factories.grant(**({"pool": world.pool, "enrolment": world.enrolment, "by": world.officer} | more), amount=amount)


def awarded(world: World, amount: str = "1000") -> Grant:
    return factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver, amount=amount)


def door(grant: Grant, act: str = "") -> str:
    return f"/credits/grants/{grant.code}/" + (f"{act}/" if act else "")


@pytest.mark.parametrize(
    ("address", "open_to"),
    [
        ("/credits/", set(WHO)),
        ("/credits/ledger/", set(WHO)),
        ("/credits/ledger.csv", {"officer", "approver", "auditor"}),
        ("/credits/pools/new/", {"officer"}),
        ("/credits/grants/new/", {"officer"}),
        ("pool", {"officer", "approver", "auditor", "partner"}),
        ("grant", {"officer", "approver", "auditor", "founder", "manager"}),
    ],
)
def test_who_comes_in(world: World, address: str, open_to: set[str]) -> None:
    grant = requested(world)
    where = {"pool": world.pool.get_absolute_url(), "grant": door(grant)}.get(address, address)
    answers = {who: browser(person(world, who)).get(where).status_code for who in WHO}
    closed = 404 if address in ("pool", "grant") else 403
    assert answers == {who: 200 if who in open_to else closed for who in WHO}
    assert browser(None).get(where).status_code == 302


class TestOverview:
    def test_staff_see_pools_what_waits_and_the_ledger(self, world: World) -> None:
        requested(world, "40000")
        page = text(browser(world.approver).get("/credits/"))
        for part in ("General compute", "SGD 40,000", "0 of 1 approved", "Approve</button>", "CL-"):
            assert part in page
        assert "Issue credits" not in page
        assert "Issue credits" in text(browser(world.officer).get("/credits/"))

    def test_the_requester_reads_why_there_is_no_button(self, world: World) -> None:
        requested(world)
        page = text(browser(world.officer).get("/credits/"))
        assert "You requested this. Somebody else approves it." in page
        assert "Approve</button>" not in page

    def test_a_partner_sees_their_pools_and_no_startup(self, world: World) -> None:
        awarded(world, "40000")
        factories.pool(by=world.officer, name="Another provider's")
        partner = browser(world.partner)
        for where in ("/credits/", world.pool.get_absolute_url(), "/credits/ledger/"):
            page = text(partner.get(where))
            assert "General compute" in page
            assert "Quaykeeper" not in page
            assert "Training runs" not in page
            assert "Another provider" not in page

    def test_a_partner_who_left_sees_none(self, world: World) -> None:
        Membership.objects.filter(person=world.partner).update(ended_at=clock.now())
        assert browser(world.partner).get(world.pool.get_absolute_url()).status_code == 404

    def test_founders_see_their_grants_and_nobody_elses(self, world: World) -> None:
        awarded(world, "40000")
        page = text(browser(world.founder).get("/credits/"))
        assert "Quaykeeper" in page
        assert "SGD 40,000" in page
        for stranger in (world.outsider, startups.member(startups.startup())):
            assert "No credits yet" in text(browser(stranger).get("/credits/"))

    @pytest.mark.parametrize("who", ["approver", "founder"])
    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(self, world: World, who: str, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            requested(world)
        desk = browser(getattr(world, who))
        desk.get("/credits/")
        with django_assert_num_queries(OVERVIEW[who]):
            assert desk.get("/credits/").status_code == 200

    @pytest.mark.parametrize("size", [1, 3])
    def test_a_pool_and_its_ledger_cost_the_same_for_one_and_three(
        self, world: World, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            awarded(world)
        desk = browser(world.approver)
        desk.get("/credits/ledger/")
        with django_assert_num_queries(POOL):
            desk.get(world.pool.get_absolute_url())
        with django_assert_num_queries(LEDGER):
            desk.get("/credits/ledger/")


OVERVIEW = {"approver": 9, "founder": 4}
POOL, LEDGER = 9, 5


class TestNewPool:
    def sent(self, **changes: Any) -> dict[str, Any]:
        year = clock.now().year
        facts = {"new_provider": "Strait Cloud", "name": "GPU hours", "currency": "SGD", "amount": "250,000.50"}
        facts |= {"document": "Letter 7", "starts_on": f"{year}-01-01", "expires_on": f"{year + 1}-01-01"}
        return facts | changes

    def test_it_opens_with_its_funds_and_a_provider_of_its_own(self, world: World) -> None:
        response = browser(world.officer).post("/credits/pools/new/", self.sent())
        pool = Pool.objects.get(name="GPU hours")
        assert (response.status_code, response.url) == (302, pool.get_absolute_url())
        assert (pool.provider.name, queries.available(pool)) == ("Strait Cloud", Decimal("250000.50"))

    def test_at_a_provider_there_is(self, world: World) -> None:
        provider = world.pool.provider
        browser(world.officer).post("/credits/pools/new/", self.sent(provider=provider.pk, new_provider=""))
        assert Pool.objects.get(name="GPU hours").provider == provider
        assert Provider.objects.count() == 1

    @pytest.mark.parametrize("currency", ["sgd", " SGD ", "SGD\n"])
    def test_a_currency_is_read_as_it_is_meant(self, world: World, currency: str) -> None:
        assert browser(world.officer).post("/credits/pools/new/", self.sent(currency=currency)).status_code == 302
        assert Pool.objects.get(name="GPU hours").currency == "SGD"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"new_provider": ""}, "Choose a provider, or name a new one."),
            ({"amount": "0"}, "Give an amount above zero."),
            ({"amount": "-5"}, "Give an amount above zero."),
            ({"amount": "10.001"}, "SGD has 2 decimals."),
            ({"amount": "NaN"}, "Enter a number."),
            ({"amount": "1" + "0" * 16}, "more than the ledger holds"),
            ({"amount": "1" + "0" * 30}, "no more than 20 digits before the decimal point"),
            ({"currency": "SG"}, "A currency is three letters, as in SGD."),
            ({"currency": "SGDX"}, "At most 3 characters"),
            ({"currency": "ＳＧＤ"}, "A currency is three letters, as in SGD."),
            ({"new_provider": "%(name)s"}, "There is a provider of this name already. Choose it in the list."),
            ({"provider": "%(pk)s"}, "A provider is chosen already."),
            ({"starts_on": "2001-01-01"}, "This is more than twenty years away. Check the year."),
            ({"expires_on": "2099-12-31"}, "This is more than twenty years away. Check the year."),
            ({"starts_on": "2020-01-01", "expires_on": "2021-01-01"}, "This day is over"),
            ({"starts_on": "2039-01-01"}, "The pool has to expire after it starts."),
            ({"document": ""}, "Fill this in."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_left_behind(self, world: World, changes: dict[str, str], says: str) -> None:
        there = {"name": world.pool.provider.name.upper(), "pk": world.pool.provider.pk}
        changes = {name: value % there for name, value in changes.items()}
        response = browser(world.officer).post("/credits/pools/new/", self.sent(**changes))
        assert response.status_code == 422
        assert says in text(response)
        assert (Pool.objects.count(), Provider.objects.count(), Posting.objects.count()) == (1, 1, 1)


class TestNewGrant:
    def sent(self, world: World, **changes: Any) -> dict[str, Any]:
        return {"pool": world.pool.pk, "enrolment": world.enrolment.pk, "amount": "1,500", "purpose": "Training"} | changes

    def test_a_request_waits_for_somebody_else(self, world: World) -> None:
        response = browser(world.officer).post("/credits/grants/new/", self.sent(world))
        grant = Grant.objects.get()
        assert (response.status_code, response.url) == (302, door(grant))
        assert (grant.state, grant.amount, grant.requested_by) == ("requested", Decimal(1500), world.officer)
        assert queries.available(world.pool) == Decimal(100000)

    def test_links_choose_pool_and_startup(self, world: World) -> None:
        page = text(browser(world.officer).get("/credits/grants/new/"))
        assert ("Choose a pool" in page, "Choose a startup" in page, "-----" in page) == (True, True, False)
        form = browser(world.officer).get("/credits/grants/new/", {"pool": world.pool.pk}).context["form"]
        assert form["pool"].value() == str(world.pool.pk)

    def test_only_pools_that_can_give_today_are_offered(self, world: World) -> None:
        today = clock.today("UTC")
        factories.pool(by=world.officer, name="Over", expires_on=today - timedelta(days=1))
        factories.pool(by=world.officer, name="Ahead", starts_on=today + timedelta(days=1))
        last = factories.pool(by=world.officer, name="Last day", expires_on=today)
        offered = browser(world.officer).get("/credits/grants/new/").context["form"].fields["pool"].queryset
        assert list(offered) == [last, world.pool]

    def test_more_than_there_is_stands_beside_the_amount(self, world: World) -> None:
        response = browser(world.officer).post("/credits/grants/new/", self.sent(world, amount="100000.01"))
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "amount": ["General compute has SGD 100,000 left. Ask for less or choose another pool."]
        }
        assert not Grant.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [{"pool": ""}, {"pool": "999999"}, {"enrolment": ""}, {"amount": "many"}, {"purpose": " "}, {"purpose": "x" * 301}],
    )
    def test_what_cannot_be_read_makes_no_request(self, world: World, changes: dict[str, str]) -> None:
        assert browser(world.officer).post("/credits/grants/new/", self.sent(world, **changes)).status_code == 422
        assert not Grant.objects.exists()

    def test_a_startup_that_left_is_not_offered(self, world: World) -> None:
        world.enrolment.state = "departed"
        world.enrolment.save()
        assert browser(world.officer).post("/credits/grants/new/", self.sent(world)).status_code == 422


class TestApproving:
    def test_one_yes_is_enough_and_a_second_press_posts_nothing(self, world: World) -> None:
        grant, desk = requested(world), browser(world.approver)
        response = desk.post(door(grant, "approve"), follow=True)
        assert "The amount is committed; a grants officer can award it now." in text(response)
        again = desk.post(door(grant, "approve"))
        assert again.status_code == 403
        assert "no longer waiting for approval" in text(again)
        assert Posting.objects.filter(kind="commit").count() == 1

    def test_above_a_limit_it_needs_one_more(self, world: World) -> None:
        from cohorts.credits.models import ApprovalLimit

        ApprovalLimit.objects.create(currency="SGD", above=Decimal(500), needed=2)
        grant, desk = requested(world), browser(world.approver)
        assert "It needs one more person." in text(desk.post(door(grant, "approve"), follow=True))
        page = text(desk.get(door(grant)))
        assert "1 of 2 given. Nobody approves their own request." in page
        assert "You have approved this. It needs somebody else as well." in page
        browser(factories.approver()).post(door(grant, "approve"))
        assert Grant.objects.get().state == "approved"

    def test_the_requester_never_approves(self, world: World) -> None:
        grant, desk = requested(world), browser(world.officer)
        assert "You requested this. Somebody else approves it." in text(desk.get(door(grant)))
        for act in ("approve", "decline"):
            response = desk.post(door(grant, act), {"reason": "Mine"})
            assert response.status_code == 403
            assert "You requested this." in text(response)
        assert not Approval.objects.exists()

    def test_nobody_approves_for_their_own_startup(self, world: World) -> None:
        grant = requested(world)
        startups.member(world.enrolment.startup, world.approver, role="viewer")
        desk = browser(world.approver)
        assert "You belong to this startup. Somebody else approves it." in text(desk.get(door(grant)))
        for act in ("approve", "decline"):
            assert desk.post(door(grant, act), {"reason": "Mine"}).status_code == 403
        assert "Approve</button>" not in text(desk.get("/credits/"))
        assert Grant.objects.get().state == "requested"

    def test_who_left_the_startup_long_ago_may(self, world: World) -> None:
        grant = requested(world)
        startups.member(world.enrolment.startup, world.approver, ended=True)
        assert browser(world.approver).post(door(grant, "approve")).status_code == 302

    @pytest.mark.parametrize(
        ("who", "status"), [("founder", 403), ("manager", 403), ("auditor", 403), ("partner", 404), ("outsider", 404)]
    )
    def test_others_do_not(self, world: World, who: str, status: int) -> None:
        grant, desk = requested(world), browser(person(world, who))
        for act in ("approve", "decline", "award", "use", "revoke"):
            sent = {"reason": "x", "amount": "1", "period": "2026-10-31", "key": "k"}
            assert desk.post(door(grant, act), sent).status_code == status, act
        assert Grant.objects.get().state == "requested"

    def test_a_no_says_why(self, world: World) -> None:
        grant, desk = requested(world), browser(world.approver)
        assert desk.post(door(grant, "decline"), {"reason": " "}).status_code == 422
        assert desk.post(door(grant, "decline"), {"reason": "Ask for less"}).status_code == 302
        assert "Ask for less" in text(browser(world.officer).get(door(grant)))
        assert Grant.objects.get().state == "declined"

    def test_acts_are_pressed(self, world: World) -> None:
        grant = requested(world)
        for act in ("approve", "decline", "award", "use", "revoke"):
            assert browser(world.officer).get(door(grant, act)).status_code == 405


class TestUsing:
    def use(self, desk: Client, grant: Grant, **changes: str) -> Any:
        return desk.post(door(grant, "use"), {"amount": "400", "period": "2026-10-31", "key": "INV-1"} | changes)

    def test_an_award_is_pressed_once(self, world: World) -> None:
        grant, desk = requested(world), browser(world.officer)
        assert desk.post(door(grant, "award")).status_code == 409
        operations.approve(grant, by=world.approver)
        assert "Award to the startup" in text(desk.get(door(grant)))
        assert "Awarded. The founders have been told." in text(desk.post(door(grant, "award"), follow=True))
        assert desk.post(door(grant, "award")).status_code == 409
        assert Posting.objects.filter(kind="award").count() == 1

    def test_use_is_recorded_once_a_reference(self, world: World) -> None:
        grant, desk = awarded(world), browser(world.officer)
        for _ in range(2):
            assert self.use(desk, grant).status_code == 302
        assert queries.left(grant) == Decimal(600)
        other = self.use(desk, grant, amount="401")
        assert other.status_code == 422
        assert "posted before with other contents" in text(other)
        assert queries.left(grant) == Decimal(600)

    def test_references_of_two_grants_do_not_meet(self, world: World) -> None:
        first, second, desk = awarded(world), awarded(world), browser(world.officer)
        for grant in (first, second):
            self.use(desk, grant)
            assert queries.left(grant) == Decimal(600)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"amount": "1000.01"}, "Available to the startup holds SGD 1,000.00"),
            ({"amount": "0"}, "Give an amount above zero."),
            ({"amount": ""}, "Fill this in."),
            ({"period": "yesterday"}, "Write a day such as 2026-11-30."),
            ({"period": "2000-01-01"}, "Check the day."),
            ({"period": "2099-12-31"}, "Check the day."),
            ({"key": ""}, "Fill this in."),
            ({"key": "k" * 81}, "At most 80 characters"),
        ],
    )
    def test_what_is_wrong_is_said_and_uses_nothing(self, world: World, changes: dict[str, str], says: str) -> None:
        grant = awarded(world)
        response = self.use(browser(world.officer), grant, **changes)
        assert response.status_code == 422
        assert says in text(response)
        assert queries.left(grant) == Decimal(1000)

    def test_what_is_left_is_taken_back_with_a_reason(self, world: World) -> None:
        grant, desk = awarded(world), browser(world.officer)
        self.use(desk, grant)
        assert desk.post(door(grant, "revoke"), {"reason": ""}).status_code == 422
        assert desk.post(door(grant, "revoke"), {"reason": "They left"}).status_code == 302
        assert queries.available(world.pool) == Decimal(99600)
        assert desk.post(door(grant, "revoke"), {"reason": "They left"}).status_code == 422

    def test_a_founder_reads_what_is_left_and_no_buttons(self, world: World) -> None:
        grant = awarded(world)
        operations.draw_down(grant, amount=Decimal("250.5"), period=date(2026, 10, 31), key="k", by=world.officer)
        page = text(browser(world.founder).get(door(grant)))
        for part in ("SGD 749.50", "Training runs"):
            assert part in page
        for button in ("Record use", "Revoke the grant", "Approve</button>", "Award to the startup"):
            assert button not in page


class TestLedger:
    def test_older_entries_follow_without_a_gap(self, world: World) -> None:
        for number in range(26):
            operations.fund(world.pool, amount=Decimal(1), document=f"Letter {number}", key=str(number), by=world.officer)
        desk = browser(world.approver)
        first = desk.get("/credits/ledger/")
        last = first.context["entries"][-1].pk
        second = desk.get("/credits/ledger/", {"before": last})
        seen = [entry.pk for page in (first, second) for entry in page.context["entries"]]
        assert [len(page.context["entries"]) for page in (first, second)] == [50, 4]
        assert seen == sorted(set(seen), reverse=True)
        assert (first.context["more"], second.context["more"]) == (True, False)
        assert f"?before={last}" in text(first)

    @pytest.mark.parametrize("before", ["x", "-1", "", "9" * 40, "٣"])
    def test_a_strange_mark_leads_to_a_page(self, world: World, before: str) -> None:
        assert browser(world.approver).get("/credits/ledger/", {"before": before}).status_code == 200

    def test_one_pool_alone(self, world: World) -> None:
        other = factories.pool(by=world.officer, name="Other")
        page = browser(world.approver).get("/credits/ledger/", {"pool": other.slug})
        assert {entry.account.pool_id for entry in page.context["entries"]} == {other.pk}
        assert browser(world.partner).get("/credits/ledger/", {"pool": other.slug}).status_code == 404

    def test_founders_read_their_own_legs_and_no_memo(self, world: World) -> None:
        grant = awarded(world)
        other = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        operations.approve(other, by=world.approver)
        entries = browser(world.founder).get("/credits/ledger/").context["entries"]
        assert [(entry.account.grant, entry.amount) for entry in entries] == [(grant, Decimal(1000))]
        assert browser(world.outsider).get("/credits/ledger/").context["entries"] == []

    def test_expiry_near_and_far(self, world: World) -> None:
        soon = clock.today("UTC") + timedelta(days=10)
        near = factories.pool(by=world.officer, name="Near", expires_on=soon)
        states = queries.pool_states(Pool.objects.all(), on=clock.today("UTC"))
        assert (states[0].pool.name, states[0].days) == (near.name, 10)

    def test_an_expired_pool_is_not_late(self, world: World) -> None:
        over = factories.pool(by=world.officer, name="Over", expires_on=clock.today(world.officer.zone) - timedelta(days=40))
        page = text(browser(world.officer).get("/credits/"))
        assert (over.name in page, "40 days ago" in page, "days late" in page) == (True, True, False)
