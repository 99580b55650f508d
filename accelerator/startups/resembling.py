"""Startups that are here already under what a list from elsewhere names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from accelerator.startups import likeness
from accelerator.startups.models import Startup
from accelerator.startups.operations.recognising import MANY
from accelerator.startups.queries import Sign
from accelerator.startups.signs import SIGNS, Trait


@dataclass(frozen=True)
class Known:
    """A startup that is here and what it has in common with one that is named, the surest sign first."""

    startup: Startup
    signs: list[Sign]


class Named(NamedTuple):
    """What a list tells a startup by: its name, its web addresses, its number in the register of `country`."""

    name: str
    addresses: Sequence[str] = ()
    number: str = ""
    country: str = ""


def known(person: Any, named: Sequence[Named]) -> list[list[Known]]:
    """For each the startups of the same name, but for case and legal form, the same web domain or registration number, as far as
    `person` may see them. What more than MANY have in common tells none of them. One query.
    """
    asked = [likeness.traits(names=[one.name], addresses=one.addresses, number=one.number, country=one.country) for one in named]
    there = _there(person, set[tuple[str, str]]().union(*asked))
    return [_signed([sign for trait in traits for sign in there.get(trait, ())]) for traits in asked]


def _there(person: Any, traits: set[tuple[str, str]]) -> dict[tuple[str, str], list[Trait]]:
    values, found = defaultdict[str, list[str]](list), defaultdict[tuple[str, str], list[Trait]](list)
    for kind, value in traits:
        values[kind].append(value)
    wanted = reduce(or_, (Q(kind=kind, value__in=each) for kind, each in values.items()), Q(pk__in=[]))
    rows = Trait.objects.filter(wanted, startup__in=Startup.objects.visible_to(person).standing())
    for row in rows.select_related("startup").only("kind", "value", "startup__name", "startup__slug"):
        found[row.kind, row.value].append(row)
    return {trait: each for trait, each in found.items() if len(each) <= MANY}


def _signed(traits: list[Trait]) -> list[Known]:
    found: dict[int, Known] = {}
    for row in sorted(traits, key=lambda row: (row.startup_id, SIGNS.index(row.kind))):
        one = found.setdefault(row.startup_id, Known(row.startup, []))
        one.signs.append(Sign(row.kind, row.get_kind_display(), row.value))
    return list(found.values())
