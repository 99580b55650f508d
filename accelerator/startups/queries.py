"""Reads used twice: one startup under all its rows, who belongs to it, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

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


STRENGTH = {"viewer": 0, "member": 1, "owner": 2}
_RANK = Case(When(role="owner", then=Value(0)), When(role="member", then=Value(1)), default=Value(2))


@dataclass(frozen=True)
class Belonging:
    """A startup, as it stands, and the strongest role of somebody in it."""

    startup: Startup
    role: str

    @property
    def word(self) -> str:
        return str(Member.Role(self.role).label)


def same(startup: Startup) -> StartupQuerySet:
    """Every row that is this startup: the one that stays and all that were merged into it."""
    return Startup.objects.same(startup)


def mine(person: Any) -> list[Belonging]:
    """The standing startups `person` belongs to, under whichever row, in the order they joined. One query or none."""
    if not person.may_stand_in("startup"):
        return []
    found: dict[int, Belonging] = {}
    for held in Member.objects.live().filter(person=person).select_related("startup__merged_into").order_by("id"):
        startup = held.startup.merged_into or held.startup
        known = found.get(startup.pk)
        if known is None or STRENGTH[held.role] > STRENGTH[known.role]:
            found[startup.pk] = Belonging(startup, held.role)
    return list(found.values())


def members(startup: Startup) -> MemberQuerySet:
    """Live members with their people, each once with the strongest role: owners first, then by when they joined. One query."""
    rows = Member.objects.live().of(startup)
    strongest = rows.filter(person=OuterRef("person")).order_by(_RANK, "id").values("id")[:1]
    return rows.filter(id=Subquery(strongest)).select_related("person").order_by(_RANK, "id")


def role(startup: Startup, person: Any) -> str:
    """The strongest role `person` has in `startup`; "" for none."""
    held = Member.objects.live().of(startup).filter(person=person).order_by(_RANK).values_list("role", flat=True).first()
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
