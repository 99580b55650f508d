"""The best set of 50 from 10,000 applications under six limits, what each limit costs, and why there is none: `python -m
benchmarks.choosing [applications] [places]`. Nothing but the solver: no database, no page."""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from fractions import Fraction
from random import Random

from accelerator.decisions.choosing import Infeasible, choose
from accelerator.decisions.limits import Count, Each, Limit, Share, Sum

RUNS = 5


def main(applications: int = 10_000, places: int = 50) -> None:
    from ortools.sat.python import cp_model  # noqa: F401  read from disk before the clock runs

    scores, limits = world(applications, places)
    times = []
    for seed in range(RUNS):
        begun = time.perf_counter()
        found = choose(scores, places=places, limits=limits, seed=seed)
        times.append(time.perf_counter() - begun)
    print(
        f"{applications:,} applications, {places} places, {len(limits)} limits: score {found.score:.3f}, proven {found.is_proven}"
    )
    print(f"  set, prices and tie: median {sorted(times)[RUNS // 2]:.2f} s, longest {max(times):.2f} s of {RUNS}")
    for price in found.prices:
        print(f"  {price.limit.name:<28} costs {price.gain:.3f}, binds for {price.units:f}")
    home = limits[3]
    assert isinstance(home, Count)
    begun = time.perf_counter()
    try:
        choose(scores, places=places, limits=[*limits, Count("few from home", "most", home.among, home.bound - 5)])
    except Infeasible as none:
        clash = ", ".join(f"{one.what if isinstance(one.what, str) else one.what.name} ({one.short})" for one in none.clashes)
        print(f"  a contradiction explained: {time.perf_counter() - begun:.2f} s: {clash}")


def world(applications: int, places: int) -> tuple[dict[int, Decimal], list[Limit]]:
    """Means of five reviews, a dozen sectors, four countries, and credits asked for in no round amounts."""
    chance = Random(4)
    every = range(applications)
    scores = {one: (Decimal(sum(min(5000, max(1000, round(chance.gauss(3300, 900)))) for _ in range(5))) / 5000) for one in every}
    sector = {one: chance.choice("abcdefghijkl") for one in every}
    country = {one: chance.choices(["SG", "MY", "ID", "IN"], [4, 2, 2, 1])[0] for one in every}
    women, ideas = ({one for one in every if chance.random() < share} for share in (0.18, 0.3))
    credits = {one: Decimal(chance.randint(1_000_00, 120_000_00)) / 100 for one in every}
    home, far = ({one for one in every if country[one] == code} for code in ("SG", "IN"))
    limits: list[Limit] = [
        Each("at most a tenth per sector", "most", sector, max(1, places // 10)),
        Share("30 % women-led", "least", women, Fraction(3, 10)),
        Sum("credits", "most", credits, Decimal(places * 24_000)),
        Count("half from home", "least", home, places // 2),
        Share("a fifth of ideas", "most", ideas, Fraction(1, 5)),
        Count("some from afar", "least", far, places // 8),
    ]
    return scores, limits


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
