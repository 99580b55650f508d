"""The demo's cloud credits: three pools, grants at every stage, a ledger of some months."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from accelerator.accounts.models import Organisation
from accelerator.kit import clock
from cohorts.credits import operations as credits
from cohorts.credits.models import ApprovalLimit, Grant, Pool, Provider
from cohorts.management.demo.intake import Scene
from cohorts.roster.models import Cohort, Enrolment

# provider, whether it is the partner's, pool, currency, amount, valid from and until in days from today
_POOLS = (
    ("Northgate Cloud", True, "Northgate Cloud credits", "SGD", "900000", -120, 245),
    ("Meridian Compute", False, "Meridian GPU hours", "USD", "240000", -120, 62),
    ("Open Harbour AI", False, "Open Harbour model credits", "SGD", "120000", -90, 25),
)
_PURPOSES = ("Training and hosting the pilot", "Evaluation runs", "Hosting for two pilot sites", "Fine-tuning on own data")
# pool, place in the cohort, amount, day asked, how far: r(equested) d(eclined) a(pproved) w(awarded) u(sed)
_GRANTS = (
    (0, 0, "45000", -100, "u"),
    (0, 1, "60000", -98, "u"),
    (0, 2, "40000", -97, "u"),
    (0, 3, "75000", -95, "u"),
    (0, 5, "30000", -90, "u"),
    (0, 6, "90000", -80, "u"),
    (0, 8, "25000", -60, "w"),
    (0, 10, "80000", -12, "w"),
    (0, 12, "55000", -5, "a"),
    (0, 13, "40000", -2, "r"),
    (1, 0, "24000", -92, "u"),
    (1, 4, "36000", -88, "u"),
    (1, 7, "48000", -70, "u"),
    (1, 9, "60000", -40, "w"),
    (1, 11, "70000", -9, "d"),
    (2, 0, "12000", -75, "u"),
    (2, 14, "18000", -74, "u"),
    (2, 15, "20000", -30, "w"),
    (2, 16, "15000", -1, "r"),
)


def award_credits(scene: Scene) -> None:
    """Pools with funds, requests by the officer, approvals by the second person, months of use."""
    officer = scene.cast["officer"]
    pools = []
    for provider, is_partner, name, currency, amount, starts, expires in _POOLS:
        made = Provider.objects.create(
            slug=name.lower().replace(" ", "-"), name=provider, partner=_partner(scene) if is_partner else None
        )
        with clock.pretending(scene.day(starts, 12)):
            pools.append(
                credits.open_pool(
                    made,
                    name=name,
                    currency=currency,
                    starts_on=scene.day(starts).date(),
                    expires_on=scene.day(expires).date(),
                    amount=Decimal(amount),
                    document=f"Letter of {provider}",
                    by=officer,
                )
            )
    ApprovalLimit.objects.create(currency="SGD", above=Decimal(100000), needed=2)
    active = Cohort.objects.get(call=scene.calls["past"]).enrolments.filter(state=Enrolment.State.ACTIVE)
    enrolments = list(active.select_related("startup").order_by("id"))
    own = next(place for place, one in enumerate(enrolments) if one.startup == scene.startups["Quaykeeper"])
    enrolments[0], enrolments[own] = enrolments[own], enrolments[0]
    _in_order(
        _story(scene, pools[pool], enrolments[place % len(enrolments)], Decimal(amount), day=day, fate=fate, number=number)
        for number, (pool, place, amount, day, fate) in enumerate(_GRANTS)
    )


def _in_order(stories: Iterable[Iterator[datetime]]) -> None:
    """Goes on with whichever story acts next, so that the ledger runs in the order of its dates."""
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        with clock.pretending(at):
            then = next(story, None)
        if then is not None:
            heapq.heappush(waiting, (then, number, story))


def _partner(scene: Scene) -> Organisation:
    return scene.cast["partner"].memberships.get().organisation


def _story(
    scene: Scene, pool: Pool, enrolment: Enrolment, amount: Decimal, *, day: int, fate: str, number: int
) -> Iterator[datetime]:
    """What becomes of one request: yields when it acts next, and does so when it is asked again."""
    officer, approver = scene.cast["officer"], scene.cast["approver"]
    yield scene.day(day, 10, number)
    grant = credits.request(pool, enrolment=enrolment, amount=amount, purpose=_PURPOSES[number % 4], by=officer)
    if fate == "r":
        return
    yield scene.day(day, 15, number)
    if fate == "d":
        credits.decline(grant, reason="More than the pilot needs. Ask again with the usage of the first month.", by=approver)
        return
    credits.approve(grant, by=approver)
    if fate == "a":
        return
    yield scene.day(day + 1, 9, number)
    credits.award(grant, by=officer)
    if fate == "u":
        yield from _use(scene, grant, day=day, number=number)


def _use(scene: Scene, grant: Grant, *, day: int, number: int) -> Iterator[datetime]:
    """One draw-down a month, each a share of the amount to the cent."""
    for month, on in enumerate(range(day + 20, 0, 30)):
        yield (at := scene.day(on, 8, number))
        used = (grant.amount * Decimal(scene.chance.randint(14, 32)) / 100).quantize(Decimal("0.01"))
        period = (at - timedelta(days=10)).date()
        credits.draw_down(grant, amount=used, period=period, key=f"use:{grant.code}:{month}", by=scene.cast["officer"])
