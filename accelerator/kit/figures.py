"""Small figures as SVG: meters, ticks, check-in bars, sparklines. Widths are attributes, so the strict CSP holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Segment(NamedTuple):
    """A part of a stacked meter. `fill` is one of c1, c2, c3, c4, pri, ok, warn, err, mut, hatch, none."""

    value: float
    fill: str = "c1"
    label: str = ""


def _share(value: float, whole: float) -> float:
    return round(100 * max(0.0, min(float(value), float(whole))) / float(whole), 2) if whole else 0.0


@lru_cache(maxsize=4096, typed=True)
def meter(value: float, whole: float = 100, *, label: str = "", size: str = "", tone: str = "pri") -> SafeString:
    """A progress bar; without `label` it is decoration beside a printed number."""
    role = SafeString(' aria-hidden="true"')
    if label:
        role = format_html(
            ' role="progressbar" aria-valuemin="0" aria-valuemax="{}" aria-valuenow="{}" aria-label="{}"', whole, value, label
        )
    return format_html(
        '<svg class="meter {}"{}><rect class="f-{}" width="{}%" height="100%"/></svg>',
        size,
        role,
        tone,
        _share(value, whole),
    )


def stacked(segments: Iterable[Segment | Sequence[object]], whole: float, *, label: str, size: str = "lg line") -> SafeString:
    """Parts of `whole`, left to right, a hair apart. `label` says the numbers."""
    at, parts = 0.0, []
    for value, fill, *_ in segments:
        width = _share(float(str(value)), whole)
        parts.append((fill, round(at, 2), max(0.0, round(width - 0.15, 2))))
        at += width
    rects = format_html_join("", '<rect class="f-{}" x="{}%" width="{}%" height="100%"/>', parts)
    return format_html('<svg class="meter {}" role="img" aria-label="{}">{}</svg>', size, label, rects)


@lru_cache(maxsize=1024)
def ticks(done: int, whole: int) -> SafeString:
    """`done` of `whole` as upright ticks, decoration beside a printed `4/5`."""
    rects = format_html_join(
        "",
        '<rect x="{}" y="0.5" width="5" height="11" rx="1" class="{}" stroke="currentColor"/>',
        ((index * 8 + 0.5, "f-pri" if index < done else "f-none") for index in range(whole)),
    )
    return format_html(
        '<svg class="ticks t-pri" width="{}" height="12" aria-hidden="true">{}</svg>', max(1, whole * 8 - 2), rects
    )


def _gap(x: float, height: int, thick: float) -> SafeString:
    shape = '<rect x="{}" y="{}" width="{}" height="4.5" rx="1" class="f-none s-err"/>'
    return format_html(shape, x, height - 5, max(1.0, round(thick - 1, 1)))


def _bar(x: float, height: int, thick: float, tall: float, is_last: bool) -> SafeString:
    tall = round(max(1.5, tall), 1)
    shape = '<rect x="{}" y="{}" width="{}" height="{}" rx="1" fill="currentColor" opacity="{}"/>'
    return format_html(shape, x, round(height - tall, 1), thick, tall, "1" if is_last else "0.5")


def bars(values: Sequence[float | None], *, label: str, width: int = 84, height: int = 22, top: float = 0) -> SafeString:
    """Weekly bars; None is a week missed (red outline), the last one is now. `label` is the sentence."""
    top = top or max([value for value in values if value is not None] or [1]) or 1
    step = width / max(1, len(values))
    thick = max(2.0, round(step - 2, 1))
    rects = [
        _gap(round(index * step + 1.5, 1), height, thick)
        if value is None
        else _bar(round(index * step + 1, 1), height, thick, height * float(value) / top, index == len(values) - 1)
        for index, value in enumerate(values)
    ]
    return format_html(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}</svg>',
        width,
        height,
        label,
        SafeString("".join(rects)),
    )


def _runs(values: Sequence[float | None], width: int, height: int, low: float | None) -> list[list[tuple[float, float]]]:
    """The points of each unbroken run of values, left to right."""
    known = [float(value) for value in values if value is not None]
    bottom = min(known, default=0.0) if low is None else low
    span = (max(known, default=1.0) - bottom) or 1.0
    step = (width - 5) / max(1, len(values) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            y = height - 2.5 - (float(value) - bottom) / span * (height - 5)
            runs[-1].append((round(2.5 + index * step, 1), round(y, 1)))
    return [run for run in runs if run]


def _points(run: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in run)


def sparkline(
    values: Sequence[float | None], *, label: str, width: int = 96, height: int = 26, area: bool = False, low: float | None = None
) -> SafeString:
    """A line of recent values with a dot at the last; a gap stays a gap. `low` fixes the bottom (0 for amounts)."""
    lines = _runs(values, width, height, low)
    drawn = format_html_join("", '<polyline class="line" points="{}"/>', ((_points(run),) for run in lines))
    shade = SafeString("")
    if area and lines:
        shape = '<polygon points="{},{} {} {},{}" fill="currentColor" opacity="0.1"/>'
        shade = format_html(shape, lines[-1][0][0], height, _points(lines[-1]), lines[-1][-1][0], height)
    dot = format_html('<circle cx="{}" cy="{}" r="2.25" fill="currentColor"/>', *lines[-1][-1]) if lines else SafeString("")
    return format_html(
        '<svg class="spark" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}{4}{5}</svg>',
        width,
        height,
        label,
        shade,
        drawn,
        dot,
    )
