"""Points on the scales of a rubric."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.programmes.scales import SCALES, Scale

ALL = st.sampled_from(list(SCALES.values()))


@given(ALL, st.integers(-5, 120))
def test_steps_and_text_are_the_same_points(scale: Scale, steps: int) -> None:
    if scale.low * scale.parts <= steps <= scale.high * scale.parts:
        assert scale.steps(scale.written(steps)) == steps
        assert scale.points(steps) == Decimal(scale.written(steps))
    else:
        with pytest.raises(ValueError, match="no points of this scale"):
            scale.steps(scale.written(steps))


@given(ALL, st.text(max_size=6))
def test_what_is_no_number_on_the_scale_is_refused(scale: Scale, text: str) -> None:
    try:
        steps = scale.steps(text)
    except ValueError:
        return
    assert scale.low * scale.parts <= steps <= scale.high * scale.parts
    assert Decimal(text.replace(",", ".")) == scale.points(steps)


@pytest.mark.parametrize(
    ("name", "text", "steps"),
    [
        ("1-5", "4", 4),
        ("1-5", "4.0", 4),
        ("0-10", "0", 0),
        ("0-10", "10", 10),
        ("yes-no", "1", 1),
        ("1-5-tenths", "4.3", 43),
        ("0-10-tenths", "9,9", 99),
    ],
)
def test_points_as_they_are_typed(name: str, text: str, steps: int) -> None:
    assert SCALES[name].steps(text) == steps


@pytest.mark.parametrize(
    ("name", "text"), [("1-5", "0"), ("1-5", "4.5"), ("0-10", "11"), ("yes-no", "2"), ("1-5-tenths", "4.35"), ("1-5", "٣")]
)
def test_points_off_the_scale(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="no points of this scale"):
        SCALES[name].steps(text)


def test_keys_anchors_and_meanings() -> None:
    assert SCALES["0-10"].keys == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    assert (SCALES["1-5-tenths"].keys, SCALES["1-5-tenths"].anchored) == ([], ["1", "2", "3", "4", "5"])
    assert [SCALES["yes-no"].named(key) for key in SCALES["yes-no"].keys] == ["No", "Yes"]
    assert SCALES["1-5-tenths"].meaning(43, {"4": "Nearly there"}) == "Nearly there"
    assert SCALES["1-5"].meaning(None, {"4": "Nearly there"}) == ""
