"""Startups from a list somebody keeps elsewhere: matched by its id, never over what people changed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop

from accelerator.kit import doorbell
from accelerator.startups import finding, lists, operations
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

BATCH = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one row: created, updated, unchanged or refused; `remarks` say what was left out, kept or wrong."""

    place: int
    did: str
    name: str
    remarks: list[str] = field(default_factory=list)


def take(rows: Iterable[tuple[int, Any]], *, source: str) -> Iterator[Outcome]:
    """Takes in the rows of one list, called `source`, row by row; the caller holds the transaction and undoes all on a BadFile.

    Two imports of one source wait for each other. A row whose id came earlier in the file is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"startups.import:{source}"])
    doorbell.ring("startups.recognise")
    seen: dict[str, int] = {}
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        read = [_read(place, row, seen) for place, row in batch]
        wanted = [found.source_id for _, found in read if isinstance(found, lists.Facts)]
        held = Startup.objects.select_for_update(no_key=True).filter(source=source, source_id__in=wanted)
        there = {startup.source_id: startup for startup in held}
        for place, found in read:
            if isinstance(found, Outcome):
                yield found
            else:
                yield _taken(place, found, there.get(found.source_id), source)


def _read(place: int, row: Any, seen: dict[str, int]) -> tuple[int, lists.Facts | Outcome]:
    try:
        found = lists.facts(row)
        if found.source_id in seen:
            raise lists.BadRow(f"id {found.source_id} stands on {seen[found.source_id]} already")
    except lists.BadRow as fault:
        name = lists.clean(str(row.get("name") or ""))[:200] if isinstance(row, dict) else ""
        return place, Outcome(place, "refused", name, [str(fault)])
    seen[found.source_id] = place
    return place, found


def _taken(place: int, found: lists.Facts, startup: Startup | None, source: str) -> Outcome:
    name, said = found.kept["name"], _plain(found.kept)
    if startup is None:
        made = operations.listed(source=source, source_id=found.source_id, imported=said, **found.kept)
        sentence = gettext_noop("{subject} was added from the list {source}.")
        trail.record("startup.imported", sentence, by=None, on=made, source=source)
        return Outcome(place, "created", name, found.remarks)
    if startup.imported == said:
        return Outcome(place, "unchanged", name, found.remarks)
    news, stays = _news(startup, found.kept, said)
    if "name" in news:
        startup.former_names = operations.former([*startup.former_names, startup.name], besides=name)
    startup.former_names = list(dict.fromkeys([*startup.former_names, *found.kept["former_names"]]))
    startup.imported = said
    for field_name, value in news.items():
        setattr(startup, field_name, value)
    startup.recognised_at = None
    startup.save(update_fields=[*news, "former_names", "imported", "recognised_at"])
    finding.keep([startup])
    sentence = gettext_noop("{subject} was brought up to date from the list {source}.")
    trail.record("startup.imported", sentence, by=None, on=startup, source=source)
    return Outcome(place, "updated", name, [*found.remarks, *(f"{one} was changed here and stays" for one in stays)])


def _plain(kept: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON keeps it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}


def _news(startup: Startup, kept: dict[str, Any], said: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What the list changed since it was last read and nobody changed here; and the fields where people's own word stays."""
    before = startup.imported or {}
    fields = [name for name in operations.PROFILE if name in said]
    here = _plain({name: getattr(startup, name) for name in fields})
    moved = [name for name in fields if said[name] != before.get(name) and said[name] != here[name]]
    news = {name: kept[name] for name in moved if here[name] == before.get(name)}
    return news, [name for name in moved if name not in news]
