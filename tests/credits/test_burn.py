"""The rate at which a pool is used, what lapses, and how the pages say it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accelerator.kit import clock
from cohorts.credits import drawing, operations, queries
from cohorts.credits.burn import burn
from cohorts.credits.models import ApprovalLimit, Entry, Pool
from tests.cast import browser
from tests.credits.conftest import World
from tests.factories import credits as factories

TODAY = date(2026, 11, 24)
START, END = TODAY - timedelta(days=90), TODAY + timedelta(days=60)
EVEN = [(TODAY - timedelta(days=back), Decimal(3000)) for back in (5, 35, 65)]


def made(uses: list[tuple[date, Decimal]], **days: date) -> Any:
    return burn(Decimal(30000), uses, **({"starts_on": START, "ends_on": END, "today": TODAY} | days))


def test_even_use_leads_on_evenly() -> None:
    found = made(EVEN)
    assert found.left == Decimal(21000)
    assert found.rates == [Decimal(100)] * 3
    assert (found.rest, found.band, found.used_up_on) == (Decimal(15000), (Decimal(15000), Decimal(15000)), None)
    assert found.line[0] == (START, Decimal(30000))
    assert found.line[-1] == (TODAY, Decimal(21000))


def test_the_band_is_the_month_of_most_and_the_one_of_least_use() -> None:
    found = made([(TODAY - timedelta(days=5), Decimal(6000)), (TODAY - timedelta(days=35), Decimal(3000))])
    assert found.rates == [Decimal(200), Decimal(100), Decimal(0)]
    assert found.rest == Decimal(15000)
    assert found.band == (Decimal(9000), Decimal(21000))


def test_a_pool_that_runs_dry_before_its_last_day_says_when() -> None:
    found = made([(TODAY, Decimal(27000))], starts_on=TODAY - timedelta(days=10))
    assert found.rates == [Decimal(2700)]
    assert found.rest == 0
    assert found.used_up_on == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("back", "month"), [(0, 0), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (-3, 0)], ids=lambda value: str(value)
)
def test_a_use_counts_in_the_month_before_today_that_it_falls_in(back: int, month: int) -> None:
    found = made([(TODAY - timedelta(days=back), Decimal(300))], starts_on=TODAY - timedelta(days=100))
    assert [bool(rate) for rate in found.rates] == [place == month for place in range(3)]


def test_nothing_is_foretold_without_use_or_once_the_pool_is_over() -> None:
    assert made([]) is None
    assert made(EVEN, ends_on=TODAY) is None
    assert made(EVEN, starts_on=TODAY) is None


def test_the_picture_says_what_lapses_and_stays_on_its_sheet() -> None:
    found = made(EVEN)
    with clock.pretending(clock.now().replace(year=2026, month=11, day=24)):
        assert drawing.told(found, "SGD") == "About SGD 15,000 will lapse on Sat 23 Jan at the rate of the last months."
    picture = drawing.drawn(found, "SGD")
    assert "style=" not in picture
    assert 'points="38.0,32.0 ' in picture  # the first day, everything left
    assert 'cx="372.0" cy="90.0"' in picture  # the last day, half left


def test_use_up_early_is_said_with_its_day() -> None:
    found = made([(TODAY, Decimal(27000))], starts_on=TODAY - timedelta(days=10))
    with clock.pretending(clock.now().replace(year=2026, month=11, day=24)):
        assert drawing.told(found, "SGD").startswith("Used up by Wed 25 Nov at the rate")


@pytest.fixture
def used(world: World) -> World:
    """A grant of 40,000, a fifth of it used; the pool began four months ago."""
    today = clock.today("UTC")
    Pool.objects.filter(pk=world.pool.pk).update(starts_on=today - timedelta(days=120), expires_on=today + timedelta(days=100))
    world.pool.refresh_from_db()
    grant = factories.awarded(
        pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver, amount="40000"
    )
    operations.draw_down(grant, amount=Decimal(9000), period=today - timedelta(days=3), key="inv-1", by=world.officer)
    return world


def test_the_burn_of_a_pool_counts_what_was_consumed_of_everything_funded(used: World) -> None:
    (state,) = queries.pool_states(Pool.objects.all(), on=clock.today("UTC"))
    found = queries.burn_of(state, on=clock.today("UTC"))
    assert found is not None
    assert (found.whole, found.left) == (Decimal(100000), Decimal(91000))
    assert found.rest == Decimal(91000) - Decimal(100) * 100


def test_the_overview_foretells_names_the_limits_and_shows_legs_together(used: World) -> None:
    ApprovalLimit.objects.create(currency="SGD", above=Decimal(20000), needed=2)
    page = browser(used.officer).get("/credits/").content.decode()
    assert "About SGD 81,000 will lapse" in page
    assert "2 people approve anything over SGD 20,000" in page
    assert page.count('<tr class="leg">') == Entry.objects.count() // 2
    assert "−9,000.00" in page
    assert "+9,000.00" in page


def test_a_partner_sees_the_burn_of_their_pool_and_no_memo(used: World) -> None:
    page = browser(used.partner).get(used.pool.get_absolute_url()).content.decode()
    assert "Burn forecast" in page
    assert "Training runs" not in page


@pytest.mark.parametrize("grants", [1, 3])
def test_the_pages_of_credits_ask_the_same_for_one_grant_and_for_three(
    used: World, grants: int, django_assert_num_queries: Any
) -> None:
    for number in range(grants - 1):
        more = factories.awarded(
            pool=used.pool, enrolment=used.enrolment, by=used.officer, approver=used.approver, amount=f"{number + 1}00"
        )
        operations.draw_down(more, amount=Decimal(7), period=clock.today("UTC"), key=f"more-{number}", by=used.officer)
    visitor = browser(used.officer)
    visitor.get("/credits/ledger/")
    for path, asked in (("/credits/", 9), ("/credits/ledger/", 5), (used.pool.get_absolute_url(), 9)):
        with django_assert_num_queries(asked):
            assert visitor.get(path).status_code == 200
