"""The scales a rubric may score on. Pure. Points are kept as whole numbers of steps: 43 on a scale of tenths is 4.3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NUMBER = re.compile(r"[0-9]{1,2}([.,][0-9])?")
YES_NO = "yes-no"
_WORDS = {"0": _("No"), "1": _("Yes")}


@dataclass(frozen=True)
class Scale:
    """Points from `low` to `high`; `parts` steps make one point."""

    name: str
    label: Promise
    low: int
    high: int
    parts: int = 1

    @property
    def keys(self) -> list[str]:
        """The points to choose from, as text, lowest first; none where there are too many and a number is typed."""
        return [str(point) for point in range(self.low, self.high + 1)] if self.parts == 1 else []

    @property
    def anchored(self) -> list[str]:
        """The whole points whose meaning a criterion tells."""
        return [str(point) for point in range(self.low, self.high + 1)]

    @property
    def step(self) -> Decimal:
        return Decimal(1) / self.parts

    def steps(self, text: str) -> int:
        """`text` such as "4" or "4.3" as steps. ValueError where it is off the scale or between two steps."""
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"no points of this scale: {text}")
        exact = Decimal(text.replace(",", ".")) * self.parts
        if exact != int(exact) or not self.low * self.parts <= exact <= self.high * self.parts:
            raise ValueError(f"no points of this scale: {text}")
        return int(exact)

    def points(self, steps: int) -> Decimal:
        """Steps as points: exact."""
        return Decimal(steps) / self.parts

    def written(self, steps: int | None) -> str:
        """Steps as text, the reverse of steps(); "" for none."""
        return "" if steps is None else f"{self.points(steps):f}"

    def named(self, point: str) -> str:
        """A point of keys as a reviewer reads it."""
        return str(_WORDS.get(point, point)) if self.name == YES_NO else point

    def meaning(self, steps: int | None, anchors: dict[str, str]) -> str:
        """What the anchors say about these steps: of the nearest whole point below."""
        return "" if steps is None else anchors.get(str(steps // self.parts), "")


SCALES = {
    one.name: one
    for one in (
        Scale("1-5", _("1 to 5"), 1, 5),
        Scale("0-10", _("0 to 10"), 0, 10),
        Scale(YES_NO, _("Yes or no"), 0, 1),
        Scale("1-5-tenths", _("1 to 5 in tenths"), 1, 5, 10),
        Scale("0-10-tenths", _("0 to 10 in tenths"), 0, 10, 10),
    )
}
USUAL = "1-5"
