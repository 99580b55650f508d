"""How parts are weighed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.affinities import Weights, combined, level, lightness


def test_a_weighted_mean_of_the_parts_there_are() -> None:
    bids, text = np.array([[1.0, 0.5]], dtype=np.float32), np.array([[0.0, 1.0]], dtype=np.float32)
    found = combined({"bids": bids, "text": text}, Weights(bids=3, text=1), (1, 2))
    assert found.tolist() == [[0.75, 0.625]]
    assert combined({"bids": bids}, Weights(bids=0), (1, 2)).tolist() == [[0.0, 0.0]]
    assert combined({}, Weights(), (2, 1)).tolist() == [[0.0], [0.0]]


def test_who_carries_less_is_lighter() -> None:
    assert lightness(np.array([0, 3, 6, 9.0]), np.array([6, 6, 6, 6.0])).tolist() == [1.0, 0.5, 0.0, 0.0]


@pytest.mark.parametrize(("name", "weight"), [("load", 11), ("bids", -1)])
def test_a_weight_is_from_0_to_10(name: str, weight: int) -> None:
    with pytest.raises(ValueError, match=f"{name}: a weight is from 0 to 10"):
        Weights(**{name: weight})


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1, max_size=5),
    st.integers(0, 20),
)
def test_the_level_is_the_first_at_which_all_find_room(people: list[tuple[int, int]], needed: int) -> None:
    carried, room = [one for one, _ in people], [more for _, more in people]
    found = level(carried, room, needed)

    def taken(top: int) -> int:
        return sum(sum(1 for place in range(more) if one + place < top) for one, more in people)

    most = max(one + more for one, more in people)
    assert found == next((top for top in range(most) if taken(top) >= needed), most)
