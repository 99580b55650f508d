"""How often something may happen, counted in the shared cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import ngettext

from accelerator.kit import clock, codes
from accelerator.kit.refusals import TooMany


@dataclass(frozen=True)
class Allowance:
    """`used` of `most` in a window of `seconds`; the next window begins in `wait` seconds."""

    most: int
    seconds: int
    used: int
    wait: int

    def require(self) -> None:
        """Raises TooMany where the use that was counted is past `most`."""
        if self.used > self.most:
            minutes = -(-self.wait // 60)
            said = ngettext(
                "That was too often. Try again in %(count)d minute.",
                "That was too often. Try again in %(count)d minutes.",
                minutes,
            )
            raise TooMany(said % {"count": minutes}, wait=self.wait)

    def headers(self) -> list[tuple[str, str]]:
        """What a program is told of it (draft-ietf-httpapi-ratelimit-headers)."""
        left = max(0, self.most - self.used)
        policy, present = f'"default";q={self.most};w={self.seconds}', f'"default";r={left};t={self.wait}'
        return [("RateLimit-Policy", policy), ("RateLimit", present)]


def spend(what: str, who: str, *, most: int, seconds: int) -> None:
    """Counts one use of `what` by `who`; raises TooMany past `most` in the present window of `seconds`."""
    count(what, who, most=most, seconds=seconds).require()


def count(what: str, who: str, *, most: int, seconds: int) -> Allowance:
    """Counts one use of `what` by `who` in the present window of `seconds`.

    The window is fixed, its counter atomic (INCR), and `who` is stored as a digest only.
    """
    at = int(clock.now().timestamp())
    window, passed = divmod(at, seconds)
    key = f"limit:{what}:{codes.digest(who)}:{window}"
    return Allowance(most, seconds, _counted(key, seconds + 5), seconds - passed)


def _counted(key: str, life: int) -> int:
    if cache.add(key, 1, life):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # the key ran out between the two calls
        return 1
