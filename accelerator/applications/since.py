"""What a startup says of itself now and said otherwise before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What is compared, in this order: the facts a programme decides by.
FACTS: dict[str, Promise] = {
    "name": _("Name"),
    "stage": _("Stage"),
    "team_size": _("People"),
    "one_liner": _("In one line"),
    "website": _("Website"),
    "country": _("Country"),
    "location": _("Main place"),
    "sector": _("Sector"),
    "registration": _("Registration"),
    "founded_on": _("Founded on"),
}


class Fact(NamedTuple):
    """A fact that is another now; "" where nothing was said."""

    label: str | Promise
    was: str
    now: str


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[Fact]:
    """What differs between two states of a profile, in words, by keys of FACTS; what is missing is nothing said."""
    found = [Fact(label, before.get(key, ""), after.get(key, "")) for key, label in FACTS.items()]
    return [fact for fact in found if fact.was != fact.now]
