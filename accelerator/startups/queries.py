"""Reads used twice: one startup under all its rows, who belongs to it, what happened to it."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, Value, When

from accelerator.kit import slugs
from accelerator.kit.registered import registered
from accelerator.startups.models import Member, MemberQuerySet, Startup, StartupQuerySet
from accelerator.startups.points import RecordTab
from accelerator.trail.models import Entry

OWN_VERBS = frozenset(
    {
        "startup.created",
        "startup.changed",
        "startup.imported",
        "member.joined",
        "member.changed",
        "member.left",
    }
)


def same(startup: Startup) -> StartupQuerySet:
    """Every row that is this startup: the one that stays and all that were merged into it. One query a step of the chain."""
    found = {startup.pk}
    root = startup
    while root.merged_into is not None and root.merged_into_id not in found:
        root = root.merged_into
        found.add(root.pk)
    layer = set(found)
    while layer:
        layer = set(Startup.objects.filter(merged_into__in=layer).values_list("pk", flat=True)) - found
        found |= layer
    return Startup.objects.filter(pk__in=found)


def mine(person: Any) -> MemberQuerySet:
    """Live memberships of `person` in standing startups, oldest first, each with its startup. One query or none."""
    if not person.may_stand_in("startup"):
        return Member.objects.none()
    live = Member.objects.live().filter(person=person, startup__merged_into=None)
    return live.select_related("startup").order_by("id")


def members(startup: Startup) -> MemberQuerySet:
    """Live members with their people: owners first, then by when they joined. One query."""
    rank = Case(When(role="owner", then=Value(0)), When(role="member", then=Value(1)), default=Value(2))
    return Member.objects.live().filter(startup=startup).select_related("person").order_by(rank, "id")


def role(startup: Startup, person: Any) -> str:
    """The role `person` has in `startup`; "" for none."""
    held = Member.objects.live().filter(startup=startup, person=person).values_list("role", flat=True).first()
    return held or ""


def tabs(startup: Startup, person: Any) -> list[RecordTab]:
    """What upper areas show of this startup to this person."""
    found = [tab for give in registered("record_tabs") for tab in give(startup, person)]
    return sorted(found, key=lambda tab: tab.place)


def timeline(startup: Startup, person: Any) -> QuerySet[Entry]:
    """Trail entries that touch the startup, newest first: all for who sees the trail, else what its own people may read."""
    entries = Entry.objects.about(*same(startup)).newest_first()
    if person.holds("trail.see"):
        return entries
    verbs = OWN_VERBS.union(*(give() for give in registered("timeline")))
    return entries.filter(verb__in=verbs)


def free_slug(name: str) -> str:
    """A slug for `name` that no startup has at this moment. One query."""
    wanted = slugs.slug_of(name, "startup")
    return slugs.free(wanted, set(Startup.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)))
