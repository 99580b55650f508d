"""Small figures are SVG with attributes only, say themselves in words, and keep inside their box."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import figures

numbers = st.floats(-1e6, 1e6)
values = st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=30)


def drawn(text: str) -> ET.Element:
    assert "style=" not in text
    return ET.fromstring(text)  # noqa: S314  # our own


def widths(svg: ET.Element) -> list[float]:
    return [float(one.get("width", "").rstrip("%")) for one in svg.iter("rect")]


@pytest.mark.parametrize(("value", "whole", "width"), [(1, 3, 33.33), (0, 3, 0), (5, 3, 100), (-1, 3, 0), (1, 0, 0)])
def test_a_meter_is_the_share(value: float, whole: float, width: float) -> None:
    assert widths(drawn(figures.meter(value, whole))) == [width]


def test_a_meter_speaks_only_where_it_has_a_label() -> None:
    quiet, loud = drawn(figures.meter(3, 5)), drawn(figures.meter(3, 5, label='3 of 5 <"'))
    assert (quiet.get("aria-hidden"), quiet.get("role")) == ("true", None)
    assert (loud.get("role"), loud.get("aria-valuenow"), loud.get("aria-valuemax")) == ("progressbar", "3", "5")
    assert loud.get("aria-label") == '3 of 5 <"'


@given(parts=st.lists(st.floats(0, 100), max_size=8))
def test_parts_stand_side_by_side_within_the_whole(parts: list[float]) -> None:
    svg = drawn(figures.stacked([(part, "c1") for part in parts], sum(parts), label="All"))
    starts = [float(one.get("x", "").rstrip("%")) for one in svg.iter("rect")]
    assert starts == sorted(starts)
    assert all(start + width <= 100.1 for start, width in zip(starts, widths(svg), strict=True))
    assert svg.get("aria-label") == "All"


def test_ticks_are_counted() -> None:
    classes = [one.get("class") for one in drawn(figures.ticks(2, 5)).iter("rect")]
    assert classes == ["f-pri", "f-pri", "f-none", "f-none", "f-none"]
    assert drawn(figures.ticks(0, 0)).get("width") == "1"


@given(values=values)
def test_bars_stay_in_their_box_and_a_gap_is_outlined(values: list[float | None]) -> None:
    svg = drawn(figures.bars(values, label="Weeks"))
    rects = list(svg.iter("rect"))
    assert len(rects) == len(values)
    for value, rect in zip(values, rects, strict=True):
        assert ("s-err" in rect.get("class", "")) == (value is None)
        assert -0.1 <= float(rect.get("y", "")) <= 22
        assert float(rect.get("y", "")) + float(rect.get("height", "")) <= 22.1


def test_the_last_bar_is_now() -> None:
    shades = [one.get("opacity") for one in drawn(figures.bars([1, 2, 3], label="Weeks")).iter("rect")]
    assert shades == ["0.5", "0.5", "1"]


@given(values=values)
def test_a_line_breaks_at_each_gap_and_stays_in_its_box(values: list[float | None]) -> None:
    svg = drawn(figures.sparkline(values, label="MRR", area=True, low=0))
    runs = "".join("." if value is None else "x" for value in values).split(".")
    lines = [one.get("points", "").split() for one in svg.iter("polyline")]
    assert [len(line) for line in lines] == [len(run) for run in runs if run]
    for x, y in (map(float, point.split(",")) for line in lines for point in line):
        assert 0 <= x <= 96
        assert 0 <= y <= 26
    assert len(list(svg.iter("circle"))) == (1 if lines else 0)
