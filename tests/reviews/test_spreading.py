"""Even, never a conflict, the same answer for the same seed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.spreading import spread

PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(100, 109)), max_size=60, unique=True)


@given(st.integers(0, 20), st.integers(1, 10), st.integers(1, 4), st.integers(0, 3))
def test_without_conflicts_loads_end_at_most_one_apart(items: int, reviewers: int, per_item: int, seed: int) -> None:
    people = list(range(100, 100 + reviewers))
    found = spread(range(items), people, per_item=per_item, seed=seed)
    loads = Counter(dict.fromkeys(people, 0))
    loads.update(person for _, person in found.pairs)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert len(found.pairs) == items * min(per_item, reviewers)


@given(PAIRS, PAIRS, st.integers(1, 4), st.integers(0, 3))
def test_no_conflict_no_repeat_and_every_lack_told(
    conflicts: list[tuple[int, int]], before: list[tuple[int, int]], per_item: int, seed: int
) -> None:
    items, people = list(range(20)), list(range(100, 110))
    found = spread(items, people, per_item=per_item, conflicts=conflicts, given=before, seed=seed)
    assert len(set(found.pairs)) == len(found.pairs)
    assert not {*conflicts, *before} & set(found.pairs)
    for item in items:
        now = sum(one == item for one, _ in found.pairs)
        had = sum(one == item for one, _ in before)
        possible = sum((item, person) not in {*conflicts, *before} for person in people)
        assert now == min(max(0, per_item - had), possible)
        assert found.short.get(item, 0) == max(0, per_item - had - now)


@given(PAIRS, st.integers(0, 1000))
def test_same_seed_same_answer(conflicts: list[tuple[int, int]], seed: int) -> None:
    arguments = (list(range(20)), list(range(100, 110)))
    assert spread(*arguments, per_item=3, conflicts=conflicts, seed=seed) == spread(
        *arguments, per_item=3, conflicts=conflicts, seed=seed
    )


def test_another_seed_is_another_order() -> None:
    answers = {tuple(spread(range(10), range(100, 110), per_item=2, seed=seed).pairs) for seed in range(5)}
    assert len(answers) == 5


def test_what_a_reviewer_carries_already_counts() -> None:
    found = spread(range(3), ["busy", "idle"], per_item=1, load={"busy": 10})
    assert found.pairs == [(0, "idle"), (1, "idle"), (2, "idle")]


def test_the_hardest_to_serve_is_served_first() -> None:
    found = spread(["easy", "hard"], ["a", "b"], per_item=1, conflicts=[("hard", "b")], load={"a": 0, "b": 0})
    assert dict(found.pairs) == {"hard": "a", "easy": "b"}


def test_more_than_wanted_before_is_left_alone() -> None:
    assert spread(["x"], ["a", "b"], per_item=1, given=[("x", "a"), ("x", "b")]) == ([], {})
