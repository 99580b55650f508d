"""A rubric to begin with, made in one click and then changed to taste."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Measure:
    """A criterion as it is written: `weight` in percent, `anchors` say what whole points of the scale mean."""

    name: str
    asks: str = ""
    weight: int = 0
    anchors: dict[str, str] = field(default_factory=dict)


def rubric() -> list[Measure]:
    """Five criteria whose weights add up to 100, in the language of whoever makes it."""
    return [
        _measure(
            _("Problem"),
            _("Is this a problem that somebody pays to be rid of?"),
            20,
            _("Nobody was asked"),
            _("Told by users, not yet paid for"),
            _("Users pay, and say what it saves them"),
        ),
        _measure(
            _("Evidence that it works"),
            _("What shows that the product does what it says?"),
            25,
            _("An idea, nothing built"),
            _("A prototype in users' hands"),
            _("Measured in use, by somebody else"),
        ),
        _measure(
            _("Team"),
            _("Are these the people to do it?"),
            25,
            _("The main skill is missing"),
            _("Skills are there, little time together"),
            _("Knows the field, has delivered together"),
        ),
        _measure(
            _("Market"),
            _("How far can it reach from here?"),
            15,
            _("One customer, no second in sight"),
            _("A market, the way in not clear"),
            _("A market, and a way in that works"),
        ),
        _measure(
            _("Responsible AI"),
            _("Do they know whom a wrong output harms, and what they do about it?"),
            15,
            _("Not thought about"),
            _("Risks named, no checks yet"),
            _("Risks named, checked and watched"),
        ),
    ]


def _measure(name: str, asks: str, weight: int, low: str, middle: str, high: str) -> Measure:
    return Measure(name, asks, weight, {"1": low, "3": middle, "5": high})
