"""How long scores take to calibrate, in a process of its own: `python -m benchmarks.calibration`. No house, no database."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

WITHIN = 10  # seconds, for 200,000 scores


class Size(NamedTuple):
    """Each of `items` is scored by `each` of `reviewers`."""

    items: int
    reviewers: int
    each: int


SIZES = (Size(10_000, 100, 3), Size(1_128, 2_972, 65), Size(40_000, 2_000, 5))


def measured() -> list[str]:
    """A table in seconds."""
    told = subprocess.run([sys.executable, "-m", "benchmarks.calibration"], capture_output=True, text=True, check=True).stdout
    return told.splitlines()


def main() -> int:
    """Wall and processor time, since a machine may be busy; `flips`, `moves` and `odd` are what the ranking page asks besides."""
    print(f"Goal: {SIZES[-1].items * SIZES[-1].each:,} scores calibrated within {WITHIN} s.\n")
    print("| scores | items | reviewers | calibrate s | processor s | flips s | moves s | odd s | MB at most so far | goal |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size in SIZES:
        print(_row(size), flush=True)
    return 0


def _row(size: Size) -> str:
    from accelerator.reviews import scoring

    scores = _scores(size)
    calibration, took, worked = _timed(lambda: scoring.calibrate(scores))
    _flips, crossed, _ = _timed(lambda: scoring.flips(calibration, size.items // 20))
    _moves, moved, _ = _timed(lambda: scoring.moves(calibration, size.items // 20, step=0.1, low=1, high=5))
    _odd, looked, _ = _timed(lambda: scoring.odd(calibration))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    goal = ("met" if took <= WITHIN else "**missed**") if size is SIZES[-1] else ""
    numbers = f"| {len(scores):,} | {size.items:,} | {size.reviewers:,} "
    return f"{numbers}| {took:.1f} | {worked:.1f} | {crossed:.1f} | {moved:.1f} | {looked:.1f} | {most:.0f} | {goal} |"


def _scores(size: Size) -> list[tuple[int, int, float]]:
    """Points from 1 to 5 in tenths, of harsh and lenient reviewers; always the same ones."""
    import numpy as np

    chance = np.random.default_rng(1)
    worth, harsh = chance.normal(3, 0.7, size.items), chance.normal(0, 0.4, size.reviewers)
    who = [chance.choice(size.reviewers, size.each, replace=False) for _ in range(size.items)]
    item, reviewer = np.repeat(np.arange(size.items), size.each), np.concatenate(who)
    said = worth[item] - harsh[reviewer] + chance.normal(0, 0.6, len(item))
    return list(zip(item.tolist(), reviewer.tolist(), np.clip(said, 1, 5).round(1).tolist(), strict=True))


def _timed(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """(answer, seconds on the wall, seconds of processors)."""
    began, worked = time.perf_counter(), time.process_time()
    answer = act()
    return answer, time.perf_counter() - began, time.process_time() - worked


if __name__ == "__main__":
    sys.exit(main())
