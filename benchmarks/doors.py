"""What sign-in costs, and whether the clock tells who has an account: known and unknown addresses, interleaved."""

from __future__ import annotations

import statistics
import time

from benchmarks.visiting import Visitor

ROUNDS = 40
_DOORS = {
    "password": ("/accounts/login/", {"password": "wrong words for everybody"}, "login"),
    "reset": ("/accounts/password/reset/", {}, "email"),
}


def measured(url: str) -> list[str]:
    """Medians in milliseconds and the chance that both samples are of one kind (Mann-Whitney, two-sided)."""
    lines = [
        f"{ROUNDS} tries each for a known and an unknown address, each from a network address of its own.\n",
        "| door | known ms | unknown ms | p |",
        "|---|---|---|---|",
    ]
    for name, (path, fields, field) in _DOORS.items():
        took: dict[str, list[float]] = {"known": [], "unknown": []}
        for number in range(ROUNDS):
            known = f"reviewer{2 + number % 11}@demo.slipway.example"
            addresses = {"known": known, "unknown": f"nobody{number}@example.org"}
            for kind, address in addresses.items():
                visitor = Visitor(url, address=f"10.{number}.{len(kind)}.1")
                visitor.get(path)
                began = time.perf_counter()
                visitor.post(path, **fields, **{field: address})
                took[kind].append((time.perf_counter() - began) * 1000)
        medians = {kind: statistics.median(times) for kind, times in took.items()}
        chance = _same(took["known"], took["unknown"])
        lines.append(f"| {name} | {medians['known']:.1f} | {medians['unknown']:.1f} | {chance:.2f} |")
    return lines


def _same(left: list[float], right: list[float]) -> float:
    """Mann-Whitney's U by its normal approximation (no ties among times): the two-sided probability."""
    above = sum(1 for one in left for other in right if one > other)
    mean, spread = len(left) * len(right) / 2, (len(left) * len(right) * (len(left) + len(right) + 1) / 12) ** 0.5
    return 2 * statistics.NormalDist().cdf(-abs(above - mean) / spread)
