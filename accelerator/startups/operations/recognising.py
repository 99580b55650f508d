"""What startups are recognised by, which of them are alike, and what a person said about that."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, doorbell
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.startups import likeness, queries
from accelerator.startups.models import Link, Startup
from accelerator.startups.signs import Distinction, Likeness, Sign, Trait
from accelerator.trail import operations as trail

AT_ONCE = 200  # startups
NEAR = 0.6  # of pg_trgm, from 0 to 1: how alike two bare names have to be
MANY = 12  # what more startups than this have in common tells none of them; and as many near names are looked at
_FIND = """
    WITH mine AS (
        SELECT startup_id, kind, value FROM accelerator_trait own WHERE startup_id = ANY(%(ids)s) AND %(many)s >= (
            SELECT count(*) FROM (
                SELECT 1 FROM accelerator_trait t WHERE t.kind = own.kind AND t.value = own.value LIMIT %(many)s + 1
            ) counted
        )
    ),
    pairs AS (
        SELECT mine.startup_id AS one, other.startup_id AS two, kind, value AS said, 1.0::float AS similarity
            FROM mine JOIN accelerator_trait other USING (kind, value)
        UNION ALL
        SELECT mine.startup_id, near.startup_id, 'name',
                least(mine.value, near.value) || ' ≈ ' || greatest(mine.value, near.value), near.similarity
            FROM mine CROSS JOIN LATERAL (
                SELECT startup_id, value, similarity(value, mine.value) FROM accelerator_trait
                    WHERE kind = 'name' AND value %% mine.value AND value <> mine.value
                        AND regexp_replace(value, '[^0-9]', '', 'g') = regexp_replace(mine.value, '[^0-9]', '', 'g')
                    ORDER BY 3 DESC, 1 LIMIT %(many)s
            ) near
            WHERE mine.kind = 'name'
    )
    INSERT INTO accelerator_likeness (created_at, first_id, second_id, kind, said, similarity)
        SELECT %(at)s, least(one, two), greatest(one, two), kind,
                (array_agg(said ORDER BY similarity DESC, said))[1], max(similarity)
            FROM pairs WHERE one <> two GROUP BY 2, 3, 4
    ON CONFLICT (first_id, second_id, kind) DO UPDATE SET said = excluded.said, similarity = excluded.similarity
    RETURNING id
"""


def require_keeper(by: Any, *startups: Startup) -> None:
    """Raises Forbidden unless `by` keeps the records of all of them in order."""
    if not all(by.has_perm("startups.keep", one) for one in startups):
        raise Forbidden(_("Only operator admins, and managers of programmes that both applied to, compare and merge startups."))


def look_again(*startups: Startup) -> None:
    """Something changed by which these are recognised: a worker looks for others like them."""
    for one in startups:
        Startup.objects.same(one).update(recognised_at=None)
    doorbell.ring("startups.recognise")


@transaction.atomic
def recognise() -> int:
    """Looks for others like the next AT_ONCE startups that wait for it; how many they were. One worker at a time.

    What somebody changes at this moment waits for the next time: held, so that nothing changes between being read and marked as
    recognised.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('startups.recognise', 0))")
    waiting = Startup.objects.standing().filter(recognised_at=None).order_by("pk")
    ids = list(waiting.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        _write_traits(ids)
        _find(ids)
        Startup.objects.filter(pk__in=ids).update(recognised_at=clock.now())
    return len(ids)


def _write_traits(ids: list[int]) -> None:
    """Of these standing startups, from the records of all their rows. Five queries, however many they are."""
    names: dict[int, list[str]] = defaultdict(list)
    addresses: dict[int, list[str]] = defaultdict(list)
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = {one.pk: one for one in Startup.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))}
    root = {one.pk: one.merged_into_id or one.pk for one in rows.values()}
    for one in rows.values():
        names[root[one.pk]] += [one.name, *one.former_names]
        addresses[root[one.pk]].append(one.website)
    for startup, url in Link.objects.filter(startup__in=rows, kind=Link.Kind.PRODUCT).values_list("startup_id", "url"):
        addresses[root[startup]].append(url)
    for startup, code in queries.proven(rows):
        found[root[startup]].add((Sign.FOUNDER, code))
    for one in rows.values():
        key = root[one.pk]
        number, country = one.registration_number, str(one.registration_country or "")
        found[key] |= likeness.traits(names=names[key], addresses=addresses[key], number=number, country=country)
    Trait.objects.filter(startup__in=ids).delete()
    Trait.objects.bulk_create(
        [Trait(startup_id=key, kind=kind, value=value) for key in ids for kind, value in sorted(found[key])], batch_size=2000
    )


def _find(ids: list[int]) -> None:
    """Writes what these have in common with others; what is so no longer goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(NEAR)])
        cursor.execute(_FIND, {"ids": ids, "at": clock.now(), "many": MANY})
        found = [row[0] for row in cursor.fetchall()]
    old = Likeness.objects.filter(Q(first__in=ids) | Q(second__in=ids), first__merged_into=None, second__merged_into=None)
    old.exclude(pk__in=found).delete()


@transaction.atomic
def tell_apart(one: Startup, other: Startup, *, by: Any, why: str) -> Distinction:
    """They are two startups: the signs known now are settled; a new kind of sign brings the two up again."""
    require_keeper(by, one, other)
    if not why.strip():
        raise Refusal(_("Say how you know that they are two startups."), field="why")
    first, second = sorted((one, other), key=lambda startup: startup.pk)
    made = Distinction.objects.create(first=first, second=second, by=by, why=why.strip())
    Likeness.objects.filter(first=first, second=second, apart=None).update(apart=made)
    sentence = gettext_noop("{actor} told {subject} and {other} apart: {why}")
    trail.record("startup.told_apart", sentence, by=by, on=one, touching=(other,), other=other, why=made.why)
    return made


@transaction.atomic
def doubt(one: Startup, other: Startup, *, by: Any) -> None:
    """Brings two that were told apart up again."""
    require_keeper(by, one, other)
    first, second = sorted((one, other), key=lambda startup: startup.pk)
    if Likeness.objects.filter(first=first, second=second).exclude(apart=None).update(apart=None):
        sentence = gettext_noop("{actor} brought {subject} and {other} up again as one startup.")
        trail.record("startup.doubted", sentence, by=by, on=one, touching=(other,), other=other)
