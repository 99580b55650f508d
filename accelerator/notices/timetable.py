"""Reminders of many subjects brought to a timetable. What waits is held against what is wanted within the database: three
statements for however many subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db import connection

from accelerator.kit import clock, codes

NOT_RELEASED = "it was held"  # why staff's holding ended in nothing being said


class Slot(NamedTuple):
    """When and as which kind of message `rule` speaks of every subject that follows the same table."""

    rule: str
    kind: str
    local_on: date
    local_at: time
    zone: str
    due_at: datetime


Table = Sequence[Slot]


class Subject(NamedTuple):
    """Of `key` (trail.key_of) table number `table` says all that is to be said, None nothing. What would have been said up to
    `after` is not said any more."""

    key: str
    table: int | None
    after: datetime


_WAITS = "r.source = %(source)s AND r.subject = ANY(%(keys)s) AND (%(rule)s = '' OR r.rule = %(rule)s)"
_WANTED = """
    SELECT s.key, s.after, t.rule, t.kind, t.local_on, t.local_at, t.zone, t.due_at
      FROM unnest(%(told)s::text[], %(numbers)s::int[], %(afters)s::timestamptz[]) AS s (key, number, after)
      JOIN unnest(%(places)s::int[], %(rules)s::text[], %(kinds)s::text[], %(days)s::date[], %(times)s::time[],
                  %(zones)s::text[], %(dues)s::timestamptz[]) AS t (number, rule, kind, local_on, local_at, zone, due_at)
     USING (number)
"""
# What staff held stays held where its rule speaks at another moment, even where the old one passed since `begun`.
_CARRIED = f"""
    SELECT subject, rule, state, own_subject, own_text
      FROM (SELECT DISTINCT ON (r.subject, r.rule) r.*
              FROM accelerator_reminder r
             WHERE {_WAITS}
               AND (r.state IN ('planned', 'held')
                    OR r.state = 'skipped' AND r.reason = %(not_released)s AND r.settled_at >= %(begun)s)
             ORDER BY r.subject, r.rule, r.id) first
     WHERE state <> 'planned' OR own_subject <> '' OR own_text <> ''
"""  # noqa: S608  # of constants
# NOT IN is looked up in a hash, whatever the planner thinks of arrays; NOT EXISTS might hold each row against each.
# One that is held while its rule's moment moves into the past ends as those do whose moment comes: at that moment, unsaid.
_CANCEL = f"""
    WITH wanted AS ({_WANTED}), gone AS (
        SELECT r.id FROM accelerator_reminder r
         WHERE {_WAITS} AND r.state IN ('planned', 'held')
           AND (r.subject, r.rule, r.kind, r.local_on, r.due_at)
               NOT IN (SELECT w.key, w.rule, w.kind, w.local_on, w.due_at FROM wanted w)
         ORDER BY r.id FOR NO KEY UPDATE
    ), passed AS (
        SELECT DISTINCT ON (r.subject, r.rule) r.id, w.kind, w.local_on, w.local_at, w.zone, w.due_at
          FROM accelerator_reminder r JOIN wanted w ON (w.key, w.rule) = (r.subject, r.rule)
         WHERE {_WAITS} AND r.state = 'held' AND w.due_at <= w.after
           AND NOT EXISTS (SELECT FROM accelerator_reminder o
                            WHERE o.id <> r.id AND o.state <> 'cancelled'
                              AND (o.source, o.kind, o.subject, o.rule, o.local_on)
                                  = (r.source, w.kind, r.subject, r.rule, w.local_on))
         ORDER BY r.subject, r.rule, r.id
    )
    UPDATE accelerator_reminder r
       SET state = CASE WHEN p.id IS NULL THEN 'cancelled' ELSE 'skipped' END, settled_at = %(at)s,
           reason = CASE WHEN p.id IS NULL THEN %(reason)s ELSE %(not_released)s END,
           kind = coalesce(p.kind, r.kind), local_on = coalesce(p.local_on, r.local_on),
           local_at = coalesce(p.local_at, r.local_at), zone = coalesce(p.zone, r.zone), due_at = coalesce(p.due_at, r.due_at)
      FROM gone LEFT JOIN passed p USING (id)
     WHERE r.id = gone.id AND r.state IN ('planned', 'held')
"""  # noqa: S608
# A conflict is the same one that waits, or was said: it stays.
_PLAN = f"""
    WITH wanted AS (SELECT w.*, row_number() OVER () AS place FROM ({_WANTED}) w WHERE w.due_at > w.after)
    INSERT INTO accelerator_reminder (created_at, code, source, kind, subject, rule, local_on, local_at, zone, due_at,
                                      state, reason, own_subject, own_text)
    SELECT %(at)s, c.code, %(source)s, w.kind, w.key, w.rule, w.local_on, w.local_at, w.zone, w.due_at,
           CASE WHEN b.rule IS NULL OR b.state = 'planned' THEN 'planned' ELSE 'held' END, '',
           coalesce(b.own_subject, ''), coalesce(b.own_text, '')
      FROM wanted w
      JOIN unnest(%(codes)s::text[]) WITH ORDINALITY AS c (code, place) USING (place)
      LEFT JOIN unnest(%(c_keys)s::text[], %(c_rules)s::text[], %(c_states)s::text[], %(c_subjects)s::text[], %(c_texts)s::text[])
           AS b (key, rule, state, own_subject, own_text) USING (key, rule)
    ON CONFLICT DO NOTHING
"""  # noqa: S608


def bring(
    source: str,
    subjects: Sequence[Subject],
    tables: Sequence[Table],
    *,
    reason: str,
    rule: str = "",
    begun: datetime | None = None,
) -> None:
    """Brings the reminders of `subjects` that `source` planned (of one `rule`, where given) to their tables, in the caller's
    transaction.

    Those that stay right stay, others are cancelled with `reason` and wanted ones planned. What staff held or worded stays so
    where its rule speaks at another moment; it counts as held too where its moment passed since `begun`, and ends as not released
    where the other moment is over. Nothing is said twice: what a rule said of a subject on a day it does not say again.
    """
    at = clock.now()
    facts: dict[str, Any] = _columns(subjects, tables) | {"source": source, "rule": rule, "at": at, "begun": begun or at}
    facts |= {"reason": reason[:200], "not_released": NOT_RELEASED}
    count = sum(len(tables[one.table]) for one in subjects if one.table is not None)
    with connection.cursor() as cursor:
        if count:
            cursor.execute(_CARRIED, facts)
            names = ("c_keys", "c_rules", "c_states", "c_subjects", "c_texts")
            facts |= dict(zip(names, _turned(cursor.fetchall(), len(names)), strict=True))
        cursor.execute(_CANCEL, facts)
        if count:
            cursor.execute(_PLAN, facts | {"codes": [codes.new() for _one in range(count)]})


def _columns(subjects: Sequence[Subject], tables: Sequence[Table]) -> dict[str, list[Any]]:
    told = [one for one in subjects if one.table is not None]
    rows = [(number, *slot) for number, table in enumerate(tables) for slot in table]
    names = ("places", "rules", "kinds", "days", "times", "zones", "dues")
    return {
        "keys": [one.key for one in subjects],
        **dict(zip(("told", "numbers", "afters"), _turned(told, 3), strict=True)),
        **dict(zip(names, _turned(rows, len(names)), strict=True)),
    }


def _turned(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows as columns, `width` of them even where there is no row."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _one in range(width)]
