"""Writing the trail: inside the transaction of the act itself, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.db import models

from accelerator.kit import clock
from accelerator.trail import words
from accelerator.trail.models import Access, Entry, SearchRow, key_of


def record(
    verb: str, sentence: str, *, by: Any, on: models.Model, touching: tuple[models.Model, ...] = (), **facts: Any
) -> Entry:
    """One trail row, as `entry` says."""
    made = entry(verb, sentence, by=by, on=on, touching=touching, **facts)
    made.save(force_insert=True)
    return made


def entry(verb: str, sentence: str, *, by: Any, on: models.Model, touching: tuple[models.Model, ...] = (), **facts: Any) -> Entry:
    """The same, not saved, for who writes many at once.

    `verb` is "application.submitted"; `sentence` a message id marked with gettext_noop, whose {actor}, {subject} and
    other {names} are filled when somebody reads it; `by` a person, or None for the system; `on` the subject;
    `touching` further rows whose timelines show the entry; `facts` plain text or numbers.
    """
    return Entry(
        at=clock.now(),
        actor_id=by.pk if by else None,
        actor_label=str(by)[:200] if by else "",
        verb=verb,
        sentence=sentence,
        facts={name: value if isinstance(value, int) else str(value) for name, value in facts.items()},
        subject=key_of(on),
        subject_label=str(on)[:300],
        touches=sorted({key_of(on), *(key_of(thing) for thing in touching)}),
        request_id=_request_id(),
    )


def looked(what: str, *, by: Any, at: models.Model) -> Access:
    """One access-log row: `by` opened `what` of `at`."""
    return Access.objects.create(
        at=clock.now(),
        person_id=by.pk,
        person_label=str(by)[:200],
        what=what,
        subject=key_of(at),
        subject_label=str(at)[:300],
        request_id=_request_id(),
    )


def findable(rows: Mapping[models.Model, Iterable[str]]) -> None:
    """Has each row, all of one model, found by the words of its texts from now on. One query."""
    kept = [SearchRow(noun=str(row._meta.model_name), row=row.pk, words=words.vector(texts)) for row, texts in rows.items()]
    SearchRow.objects.bulk_create(kept, update_conflicts=True, unique_fields=["noun", "row"], update_fields=["words"])


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
