"""Times of a day and who gets which: checked against all ways there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.fitting import Time, fit, laid_out

DAY = datetime(2031, 3, 3, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(hours=hour, minutes=minute)


def test_a_day_with_a_break_and_gaps() -> None:
    found = laid_out(at(9), at(12), minutes=25, gap=5, pause=(at(10, 10), at(10, 30)))
    assert [one[0].strftime("%H:%M") for one in found] == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    assert {one[1] - one[0] for one in found} == {timedelta(minutes=25)}
    assert laid_out(at(9), at(9, 20), minutes=25) == []
    assert laid_out(at(9), at(9, 25), minutes=25) == [(at(9), at(9, 25))]


@given(st.integers(0, 600), st.integers(0, 600), st.integers(5, 90), st.integers(0, 30), st.integers(0, 600), st.integers(1, 120))
def test_laid_out_times_never_overlap_nor_reach_into_the_break(
    begins: int, lasts: int, minutes: int, gap: int, pauses: int, pause: int
) -> None:
    from_, until = at(0, begins), at(0, begins + lasts)
    rest = (at(0, pauses), at(0, pauses + pause))
    found = laid_out(from_, until, minutes=minutes, gap=gap, pause=rest)
    for one, other in pairwise(found):
        assert other[0] - one[1] >= timedelta(minutes=gap) or one[1] <= rest[0] <= rest[1] == other[0]
    assert all(from_ <= one[0] and one[1] <= until for one in found)
    assert all(one[1] <= rest[0] or one[0] >= rest[1] for one in found)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[int], list[Time], set[tuple[int, int]]]:
    who = list(range(draw(st.integers(0, 4))))
    starts = draw(st.lists(st.tuples(st.integers(9, 12), st.integers(0, 2)), max_size=5))
    times = [Time(100 + place, at(hour), panel) for place, (hour, panel) in enumerate(starts)]
    pairs = [(one, time.key) for one in who for time in times]
    barred = set(draw(st.lists(st.sampled_from(pairs), unique=True))) if pairs else set()
    return who, times, barred


def every_way(who: list[int], times: list[Time], barred: set[tuple[int, int]]) -> list[dict[int, Time]]:
    """Each way to give each of `who` one time or none."""
    padded: list[Time | None] = [*times, *([None] * len(who))]
    ways = {way[: len(who)] for way in permutations(padded, len(who))}
    found = [{one: time for one, time in zip(who, way, strict=True) if time} for way in ways]
    return [way for way in found if not any((one, time.key) in barred for one, time in way.items())]


@given(cases(), st.integers(0, 5))
def test_as_many_as_can_be_and_the_earliest_times(case: tuple[list[int], list[Time], set[tuple[int, int]]], seed: int) -> None:
    who, times, barred = case
    found = fit(who, times, barred=barred, seed=seed)
    starts = {time.key: time.starts_at for time in times}
    assert not {(one, key) for one, key in found.placed.items()} & barred
    assert len(set(found.placed.values())) == len(found.placed)
    assert found.left == [one for one in who if one not in found.placed]
    ways = every_way(who, times, barred)
    most = max(len(way) for way in ways)
    best = min(sorted(time.starts_at for time in way.values()) for way in ways if len(way) == most)
    assert sorted(starts[key] for key in found.placed.values()) == best


@given(cases())
def test_the_same_lot_the_same_answer(case: tuple[list[int], list[Time], set[tuple[int, int]]]) -> None:
    who, times, barred = case
    assert fit(who, times, barred=barred, seed=3) == fit(who, times, barred=barred, seed=3)


def test_panels_with_the_same_hours_are_filled_in_turn() -> None:
    times = [Time(10 * panel + hour, at(hour), panel) for panel in (1, 2, 3) for hour in (9, 10)]
    found = fit(list(range(4)), times, loads={1: 1})
    assert sorted(found.placed.values()) == [19, 29, 30, 39]


def test_the_lot_is_no_alphabet() -> None:
    """Of twenty startups and one time each gets it under some lot."""
    first = {next(iter(fit(list(range(4)), [Time(1, at(9), 1)], seed=seed).placed)) for seed in range(40)}
    assert first == {0, 1, 2, 3}
