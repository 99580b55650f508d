"""What credits show on other pages: menus, what to do next, cards of the home page, search."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory

from cohorts.credits import operations, registered
from cohorts.credits.models import Grant
from tests.credits.conftest import World
from tests.factories import accounts, startups
from tests.factories import credits as factories

pytestmark = pytest.mark.django_db


def requested(world: World, amount: str = "1000") -> Grant:
    return factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount=amount)


def awarded(world: World) -> Grant:
    return factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)


def menu(person: Any) -> list[tuple[str, int | None]]:
    request = RequestFactory().get("/home/")
    request.user, request.session = person, {}  # type: ignore[assignment]
    return [(entry.label, entry.count) for entry in registered.menu(person, request)]


class TestMenu:
    def test_staff_see_what_waits_beside_it(self, world: World) -> None:
        assert menu(world.approver) == [("Cloud credits", None), ("Ledger", None)]
        requested(world)
        assert menu(world.approver) == [("Cloud credits", 1), ("Ledger", None)]

    def test_partners_and_founders_have_their_own(self, world: World) -> None:
        assert menu(world.partner) == [("Our pools", None)]
        assert menu(world.founder) == [("Cloud credits", None)]
        assert menu(world.outsider) == []


class TestNextActions:
    def test_who_can_approve_is_asked_and_the_requester_is_not(self, world: World) -> None:
        grant = requested(world, "40000")
        (action,) = registered.next_actions(world.approver)
        assert (action.title, action.url, action.detail) == (
            "Approve SGD 40,000 for Quaykeeper",
            grant.get_absolute_url(),
            "Training runs",
        )
        assert registered.next_actions(world.officer) == []
        for person in (world.founder, world.partner, world.manager, accounts.operator_person(role="auditor")):
            assert registered.next_actions(person) == []

    def test_nobody_is_asked_about_their_own_startup(self, world: World) -> None:
        requested(world)
        startups.member(world.enrolment.startup, world.approver)
        assert registered.next_actions(world.approver) == []

    def test_an_officer_is_asked_to_award_what_is_approved(self, world: World) -> None:
        grant = requested(world)
        operations.approve(grant, by=world.approver)
        (action,) = registered.next_actions(world.officer)
        assert (action.title, action.detail) == ("Award the approved credits to Quaykeeper", "General compute")
        assert registered.next_actions(world.approver) == []
        operations.award(grant, by=world.officer)
        assert registered.next_actions(world.officer) == []

    @pytest.mark.parametrize("size", [1, 3])
    def test_they_cost_the_same_for_one_and_three(self, world: World, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            requested(world)
            operations.approve(requested(world), by=world.approver)
        officer = factories.officer()
        registered.next_actions(officer)
        with django_assert_num_queries(1):
            assert len(registered.next_actions(officer)) == 2 * size


class TestHomeCards:
    def test_pools_for_staff_and_partners(self, world: World) -> None:
        for person in (world.officer, world.partner):
            (card,) = registered.home_cards(person)
            assert [state.pool for state in card.context["pools"]] == [world.pool]

    def test_what_is_left_for_founders(self, world: World) -> None:
        assert registered.home_cards(world.founder) == []
        grant = awarded(world)
        operations.draw_down(grant, amount=Decimal(250), period=date(2026, 10, 31), key="k", by=world.officer)
        (card,) = registered.home_cards(world.founder)
        (shown,) = card.context["grants"]
        assert (shown, shown.rest, shown.share_left) == (grant, Decimal(750), 75)
        assert registered.home_cards(world.outsider) == []

    def test_what_is_declined_or_taken_back_is_not_shown(self, world: World) -> None:
        operations.revoke(awarded(world), reason="Back", by=world.officer)
        operations.decline(requested(world), reason="No", by=world.approver)
        assert registered.home_cards(world.founder) == []


class TestSearch:
    @pytest.mark.parametrize(("who", "found"), [("officer", 2), ("partner", 1), ("founder", 1), ("manager", 1), ("outsider", 0)])
    def test_each_finds_what_they_may_see(self, world: World, who: str, found: int) -> None:
        awarded(world)
        person = getattr(world, who)
        hits = registered.search(person, "general") + registered.search(person, "QUAY")
        assert len(hits) == found

    def test_at_most_five_of_each(self, world: World) -> None:
        for _ in range(6):
            requested(world)
        assert len(registered.search(world.officer, "quay")) == 5
