"""Reads used twice: one startup under all its rows, who belongs to it, what happened to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import PROTECT, Case, Exists, F, FloatField, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpRequest

from accelerator.kit import prepared, slugs, together
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.startups.models import ROOT, ROOT_OF, Member, MemberQuerySet, Startup, StartupQuerySet
from accelerator.startups.points import Chapter, RecordTab
from accelerator.startups.signs import SIGNS, Distinction, Likeness
from accelerator.trail.models import Entry

OWN_VERBS = frozenset(
    {
        "startup.created",
        "startup.changed",
        "startup.imported",
        "startup.merged",
        "startup.unmerged",
        "member.joined",
        "member.changed",
        "member.left",
        "startup.offered",
        "startup.handed_over",
    }
)


STRENGTH = {"viewer": 0, "member": 1, "owner": 2}
_WEIGHT = Case(
    *(When(kind=kind, then=Value(2.0 ** (4 - place))) for place, kind in enumerate(SIGNS)), output_field=FloatField()
) * F("similarity")
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


@together.stepwise
def mine(person: Any) -> Steps[list[Belonging]]:
    """The standing startups `person` belongs to, under whichever row, in the order they joined; none made for tests. One query
    or none.
    """
    held = held_by(person) if person.may_stand_in("startup") else Member.objects.none()
    yield [held]
    return _belongings(held)


def belongings(person: Any, request: HttpRequest) -> list[Belonging]:
    """The same for menus, with no query of its own."""
    return _belongings(prepared.those(held_by, person, request))


@prepared.listed("startup")
def held_by(person: Any) -> MemberQuerySet:
    held = Member.objects.live().filter(person=person, startup__is_test=False)
    return held.select_related("startup__merged_into").order_by("id")


def _belongings(rows: Iterable[Member]) -> list[Belonging]:
    found: dict[int, Belonging] = {}
    for held in rows:
        startup = held.startup.merged_into or held.startup
        known = found.get(startup.pk)
        if known is None or STRENGTH[held.role] > STRENGTH[known.role]:
            found[startup.pk] = Belonging(startup, held.role)
    return list(found.values())


def members(startup: Any) -> MemberQuerySet:
    """Live members of `startup` (a row or an id) with their people, each once with the strongest role; owners first, then by
    when they joined. One query."""
    rows = Member.objects.live().of(startup)
    strongest = rows.filter(person=OuterRef("person")).order_by(_RANK, "id").values("id")[:1]
    return rows.filter(id=Subquery(strongest)).select_related("person").order_by(_RANK, "id")


def member(startup: Startup, code: str) -> Member | None:
    """The live member whose person has this code, under whichever row, with the strongest role."""
    return members(startup).select_related("startup").filter(person__code=code).first()


def referred(startups: Collection[int], *, besides: type[Model], and_by: QuerySet[Any]) -> set[int]:
    """Those of `startups` that rows of any model but `besides` refer to and would keep, or rows of `and_by`. One query."""
    kept = [
        one.related_model._base_manager.filter(**{f"{one.field.name}__in": startups}).values_list(one.field.attname)
        for one in Startup._meta.get_fields(include_hidden=True)
        if isinstance(one, ForeignObjectRel) and one.on_delete is PROTECT and one.related_model is not besides
    ]
    return {pk for (pk,) in and_by.order_by().values_list("startup").union(*kept)}


@together.stepwise
def people(startups: Iterable[int], *roles: str) -> Steps[dict[int, list[Any]]]:
    """{startup id: its people}: live in one of `roles`, or in any where none is named, and not suspended; each once, under
    whichever row they belong, in the order they joined. One query."""
    asked, found = set(startups), defaultdict[int, dict[int, Any]](dict)
    live = Member.objects.live().filter(person__is_active=True, role__in=roles or Member.Role.values)
    rows = _under(live, asked).select_related("person").order_by("id")
    yield [rows]
    for member in rows:
        for pk in asked.intersection(member.under):
            found[pk].setdefault(member.person_id, member.person)
    return {pk: list(each.values()) for pk, each in found.items()}


def team() -> ArraySubquery:
    """[{person, name}] of the live members of a row's `startup` under all its rows, in the order they joined, for annotate()."""
    root = Coalesce(OuterRef(OuterRef("startup__merged_into_id")), OuterRef(OuterRef("startup_id")))
    rows = Startup.objects.alias(root=ROOT).filter(root=root).values("id")
    live = Member.objects.live().filter(person__is_active=True, startup__in=rows).order_by("id")
    return ArraySubquery(live.values(one=JSONObject(person="person_id", name="person__name")))


@together.stepwise
def ever_belonged(startups: Iterable[int], people: Iterable[Any]) -> Steps[set[tuple[int, int]]]:
    """(startup id, person id) of those of `people` who belong to one of the startups, or once did. One query."""
    rows = _under(Member.objects.filter(person__in=people), set(startups)).values_list("under", "person_id")
    yield [rows]
    return {(startup, person) for under, person in rows for startup in under}


def times_of(people: Iterable[int]) -> QuerySet[Member, tuple[int, str, int, datetime, datetime | None]]:
    """(id of the row that stands for the startup, its name, person id, from, until or None) of every membership of `people`."""
    rows = Member.objects.filter(person__in=people).annotate(root=ROOT_OF)
    return rows.values_list("root", Coalesce("startup__merged_into__name", "startup__name"), "person", "created_at", "ended_at")


@dataclass(frozen=True)
class Sign:
    """`word` says what kind of sign it is, `said` what they have in common."""

    kind: str
    word: str
    said: str


@dataclass(frozen=True)
class Pair:
    """Two startups and what they have in common; `distinction` where somebody told them apart."""

    first: Startup
    second: Startup
    signs: list[Sign]
    distinction: Distinction | None


def alike(person: Any, *, apart: bool = False) -> QuerySet[Likeness, Any]:
    """Keys of the pairs whose records `person` keeps, those with the surest signs first: open ones, or those told `apart`."""
    rows = Likeness.objects.kept_by(person).filter(apart__isnull=not apart)
    return rows.values("first", "second").annotate(weight=Sum(_WEIGHT)).order_by("-weight", "first", "second")


def pairs(keys: Iterable[Mapping[str, int]]) -> list[Pair]:
    """The pairs of these keys with all their signs. Three queries, however many they are."""
    wanted = [(key["first"], key["second"]) for key in keys]
    ids = {pk for pair in wanted for pk in pair}
    startups = Startup.objects.in_bulk(ids)
    rows = Likeness.objects.filter(first__in=ids, second__in=ids).select_related("apart__by").order_by(_WEIGHT.desc(), "id")
    found: dict[tuple[int, int], list[Likeness]] = defaultdict(list)
    for row in rows:
        found[row.first_id, row.second_id].append(row)
    names = _names(row.said for row in rows if row.kind == "founder")
    return [
        Pair(
            startups[one],
            startups[two],
            [Sign(row.kind, row.get_kind_display(), names.get(row.said, row.said)) for row in found[one, two]],
            next((row.apart for row in found[one, two] if row.apart), None),
        )
        for one, two in wanted
    ]


def twins(startup: Startup, person: Any) -> list[tuple[Startup, Pair]]:
    """The others that may be one with `startup`, as far as `person` keeps both records, the surest first, at most ten. One query
    where there is none.
    """
    here = Q(first=startup) | Q(second=startup)
    return [(one.second if one.first == startup else one.first, one) for one in pairs(alike(person).filter(here)[:10])]


def _names(codes: Iterable[str]) -> dict[str, str]:
    people = get_user_model().objects.filter(code__in=set(codes))
    return {person.code: str(person) for person in people}


def proven(startups: Collection[int]) -> list[tuple[int, str]]:
    """(startup id, person's code) of live members, under these very rows, who have proved their address. One query."""
    own = EmailAddress.objects.filter(user=OuterRef("person"), verified=True, email__iexact=OuterRef("person__email"))
    rows = Member.objects.live().filter(Exists(own), startup__in=startups)
    return list(rows.values_list("startup_id", "person__code"))


def _under(members: MemberQuerySet, startups: set[int]) -> Any:
    """Those of `members` of the startups, with the ids of all its rows as `under`."""
    rows = Startup.objects.alias(root=ROOT).filter(root=OuterRef("root")).values("id")
    asked = Startup.objects.filter(pk__in=startups).values("pk")
    return members.of(asked).annotate(root=ROOT_OF, under=ArraySubquery(rows))


@together.stepwise
def role(startup: Startup, person: Any) -> Steps[str]:
    """The strongest role `person` has in `startup`; "" for none."""
    held = Member.objects.live().of(startup).filter(person=person).order_by(_RANK, "id").values_list("role", flat=True)[:1]
    yield [held]
    return held[0] if held else ""


@together.stepwise
def tabs(startup: Startup, person: Any) -> Steps[list[RecordTab]]:
    """What upper areas show of this startup to this person."""
    found = yield from together.each(registered("record_tabs"), startup, person)
    return sorted(chain.from_iterable(found), key=lambda tab: tab.place)


@together.stepwise
def chapters(startup: Startup, person: Any) -> Steps[list[Chapter]]:
    """Its years with the house, the latest first: what upper areas know of them and `person` may see."""
    found = yield from together.each(registered("chapters"), startup, person)
    return sorted(chain.from_iterable(found), key=lambda chapter: chapter.at, reverse=True)


def timeline(startup: Startup, person: Any) -> QuerySet[Entry]:
    """Trail entries that touch the startup, newest first: all for who sees the trail; else what happened to its record, and for
    its own people all that they may read of what it did: where it applies is nobody else's to know.
    """
    entries = Entry.objects.about(*same(startup)).newest_first()
    if person.holds("trail.see"):
        return entries
    belongs = Exists(Member.objects.live().of(startup).filter(person=person))
    told = {verb for give in registered("timeline") for verb in give()}
    return entries.filter(Q(verb__in=OWN_VERBS) | (Q(verb__in=told) & Q(belongs)))


def as_it_was(startup: int, at: datetime) -> Startup | None:
    """The row as it stood at `at`, not to be saved; as it began, where its history begins later. One query."""
    events = apps.get_model("accelerator", "StartupEvent").objects.filter(pgh_obj_id=startup)
    until = Q(pgh_created_at__lte=at)
    latest = Case(When(until, then="pgh_id"))  # of those that came later there is none, and the first of them is sorted last
    held = events.order_by(latest.desc(nulls_last=True), "pgh_id").values().first()
    kept = {field.attname for field in Startup._meta.concrete_fields}
    return Startup(**{name: value for name, value in held.items() if name in kept}) if held else None


def free_slug(name: str) -> str:
    """A slug for `name` that no startup has at this moment. One query."""
    wanted = slugs.slug_of(name, "startup")
    return slugs.free(wanted, set(Startup.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)))
