"""Which decisions need a reason: those that go against the means, against the panel, or decide a tie at the last place.

Pure. A score is a mean, 0 where nobody scored; outcomes are the values of a decision.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

ACCEPT = "accept"
LOWER, HIGHER, TIE, PANEL = "lower", "higher", "tie", "panel"  # the rules, by name


class Weighed(NamedTuple):
    """What a decision about one application is held against.

    Of the other decided applications `best_passed` is the highest score that is not accepted and `least_taken` the lowest that
    is, None where there is none. `at_the_line` is the score that several share at the last place where not all of them fit.
    `voted` is the panel's outcome, "" without one.
    """

    score: Decimal
    best_passed: Decimal | None = None
    least_taken: Decimal | None = None
    at_the_line: Decimal | None = None
    voted: str = ""


def rules(outcome: str, weighed: Weighed) -> list[str]:
    """Those that `outcome` touches, so that it needs a reason; none where it follows the means and the panel."""
    if outcome == ACCEPT:
        against = [LOWER] if weighed.best_passed is not None and weighed.score < weighed.best_passed else []
    else:
        against = [HIGHER] if weighed.least_taken is not None and weighed.score > weighed.least_taken else []
    tied = [TIE] if weighed.at_the_line is not None and weighed.score == weighed.at_the_line else []
    panel = [PANEL] if weighed.voted not in ("", outcome) else []
    return against + tied + panel
