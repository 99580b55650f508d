"""The fields of a review in the making, by the names the page, the API and autosave use.

`points-2` and `reason-2` belong to the criterion at position 2; `comment`, `feedback` (what the startup may
read) and `private_note` to the review.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit.lines import joined
from accelerator.kit.refusals import Refusal
from accelerator.programmes.scales import Scale

WHOLE = ("comment", "feedback", "private_note")
LONGEST = {"reason": 2000, "comment": 5000, "feedback": 5000, "private_note": 5000}
_NAME = re.compile(rf"(points|reason)-([0-9]{{1,4}})|({'|'.join(WHOLE)})")


class Unfit(Refusal):
    """A value or a name that no review can hold."""

    status = 422


class Clash(NamedTuple):
    """The same reviewer saved this field elsewhere since it was read: both texts, and the version that stands."""

    name: str
    yours: str
    theirs: str
    version: int


class Field(NamedTuple):
    """`position` is the criterion's, 0 for what belongs to the whole review."""

    kind: str
    position: int


def is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def field(name: str, positions: set[int]) -> Field:
    """What `name` stands for. Refuses names that this rubric does not have."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise Unfit(_("A review has no such field."), field=name)
    kind, position, whole = found.groups()
    if whole:
        return Field(whole, 0)
    if int(position) not in positions:
        raise Unfit(_("The rubric has no such criterion."), field=name)
    return Field(kind, int(position))


def cleaned(name: str, kind: str, value: str, scale: Scale) -> str:
    """`value` as it is stored; points as the scale writes them, or "" to take them back. Refuses what is off it or too long."""
    text = joined(value).strip()
    if kind == "points":
        return _on(scale, text, name) if text else ""
    if len(text) > LONGEST[kind]:
        over = len(text) - LONGEST[kind]
        said = ngettext(
            "%(over)s character over the limit. Shorten it to save.",
            "%(over)s characters over the limit. Shorten it to save.",
            over,
        )
        raise Unfit(said % {"over": over}, field=name)
    return text


def _on(scale: Scale, text: str, name: str) -> str:
    try:
        return scale.written(scale.steps(text))
    except ValueError:
        bounds = {"low": scale.low, "high": scale.high}
        if scale.parts == 1:
            raise Unfit(_("Scores go from %(low)s to %(high)s.") % bounds, field=name) from None
        raise Unfit(_("Scores go from %(low)s to %(high)s, with one decimal.") % bounds, field=name) from None
