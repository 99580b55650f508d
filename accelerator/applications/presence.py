"""Which section of a draft each of its writers has open: known for a minute, told to those who write along, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.cache import cache

from accelerator.applications.models import Application

STAYS = 60  # seconds since the page was opened or last asked who is there


class Beside(NamedTuple):
    """Somebody else at the draft; `section` is its title, `here` whether it is the reader's own."""

    person: Any
    section: str
    here: bool


def arrive(application: Application, section: str, person: Any) -> None:
    """`person` has the section with this key open."""
    cache.set(_key(application, person), section, STAYS)


def beside(application: Application, section: str, reader: Any, people: Iterable[Any]) -> list[Beside]:
    """Who else of `people` has the draft open, those in the reader's section first. No query."""
    others = {one.pk: one for one in people if one.pk != reader.pk}
    titles = {one.key: one.title for one in application.sheet.version.sections()}
    there = _where(application, others.values())
    found = [Beside(others[pk], titles[key], key == section) for pk, key in there.items() if key in titles]
    return sorted(found, key=lambda one: (not one.here, one.person.name))


def asks_every(people: Sequence[Any]) -> int:
    """After how many seconds a page asks again: one whose reader is alone, for who may join meanwhile."""
    return 20 if len(people) > 1 else 45


def _where(application: Application, people: Iterable[Any]) -> dict[int, str]:
    keys = {_key(application, one): one.pk for one in people}
    found: dict[str, str] = cache.get_many(keys) if keys else {}
    return {keys[key]: section for key, section in found.items()}


def _key(application: Application, person: Any) -> str:
    return f"beside:{application.pk}:{person.pk}"
