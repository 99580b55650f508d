"""What is left out is in no best set, and of many little is left."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from accelerator.decisions.limits import Row
from accelerator.decisions.worthwhile import worthwhile


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[list[int], list[Row], int]:
    size = draw(st.integers(1, 7))
    of = lambda low, high: st.lists(st.integers(low, high), min_size=size, max_size=size)  # noqa: E731
    rows = draw(st.lists(st.builds(Row, st.one_of(of(0, 1), of(-1, 1), of(0, 9)), st.integers(-1, 9)), max_size=3))
    return draw(of(0, 5)), rows, draw(st.integers(0, size))


@given(puzzles())
def test_everybody_of_any_best_set_stays(puzzle: tuple[list[int], list[Row], int]) -> None:
    levels, rows, places = puzzle
    sets = [one for size in range(places + 1) for one in combinations(range(len(levels)), size)]
    within = [one for one in sets if all(row.excess(one) == 0 for row in rows)]
    best = max((sum(levels[item] for item in one) for one in within), default=0)
    kept = worthwhile(levels, rows, places=places, among=range(len(levels)))
    for one in within:
        if sum(levels[item] for item in one) == best:
            assert set(one) <= kept


def test_of_many_little_is_left() -> None:
    chance = Random(1)
    levels = [chance.randint(1, 1000) for _ in range(3000)]
    sector = [chance.randrange(6) for _ in levels]
    rows = [Row([int(one == name) for one in sector], 4) for name in range(6)]
    rows.append(Row([chance.randint(1, 99) for _ in levels], 900))
    kept = worthwhile(levels, rows, places=20, among=range(3000))
    assert 20 < len(kept) < 400
    assert {one for one in range(3000) if levels[one] == 1000} <= kept
