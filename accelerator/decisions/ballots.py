"""What a panel's votes come to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """Votes on one application: `cast` by outcome, `able` how many people can vote on it, `quorum` how many have to."""

    cast: dict[str, int]
    able: int
    quorum: int

    @property
    def total(self) -> int:
        return sum(self.cast.values())

    @property
    def reached(self) -> bool:
        return self.quorum > 0 and self.total >= self.quorum

    @property
    def within_reach(self) -> bool:
        """Whether enough people can vote at all."""
        return self.able >= self.quorum

    @property
    def complete(self) -> bool:
        return self.total >= self.able

    @property
    def outcome(self) -> str:
        """What more voted for than for anything else, once the quorum is reached; "" before, and where two have as many."""
        ahead = Counter(self.cast).most_common(2)
        if not self.reached or (len(ahead) == 2 and ahead[0][1] == ahead[1][1]):
            return ""
        return ahead[0][0]


def count(votes: Iterable[str], *, able: int, quorum: int) -> Count:
    return Count(dict(Counter(sorted(votes)).most_common()), able, quorum)
