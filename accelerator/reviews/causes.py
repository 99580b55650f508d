"""Where conflicts of interest are known from. What all sources look at is asked in two statements, however many they look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from allauth.account.models import EmailAddress
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accelerator.accounts.models import Membership
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.together import Steps
from accelerator.reviews import domains
from accelerator.reviews.models import Relation
from accelerator.reviews.points import Edge
from accelerator.startups import likeness
from accelerator.startups.models import ROOT, ROOT_OF, Member, Startup

Key = TypeVar("Key", bound=Hashable)
_REASON, _NAMED = 300, 3


class Time(NamedTuple):
    """Somebody was in `where`, a startup or an organisation of that name, from `start` until `end`, empty while they are."""

    where: str
    name: str
    person: int
    called: str
    start: datetime
    end: datetime | None

    def meets(self, other: Time) -> bool:
        first, last = (self, other) if self.start <= other.start else (other, self)
        return first.end is None or first.end > last.start


@dataclass(frozen=True)
class Known:
    """About the startups that applied and the people who would judge them: `applied` and what else is by startup, by the id of
    the row that stands for it; `team` who is in it now; `domains` by person.
    """

    people: set[int]
    applied: Mapping[int, list[int]]
    names: Mapping[int, set[str]]
    sites: Mapping[int, set[str]]
    team: Mapping[int, set[int]]
    times: Sequence[Time]
    domains: Mapping[int, set[str]]
    relations: Sequence[Any]

    def edges(self, startup: int, person: int, source: str, reason: str, cause: str) -> Iterator[Edge]:
        """Of each application of the startup; none of who is in it, which tells all."""
        if person not in self.team[startup]:
            for application in self.applied[startup]:
                yield Edge(application, person, source, reason[:_REASON], cause[:_REASON])


def one_parameter(ids: Iterable[int]) -> RawSQL:
    """Ids to look a column up in, as one parameter however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted(ids)])  # a text of ours


def found(applications: Sequence[Application], people: Sequence[Any]) -> Steps[list[Edge]]:
    """All edges that the sources below find, two steps."""
    known = yield from _known(applications, people)
    return [edge for source in SOURCES for edge in source(known)]


def _known(applications: Sequence[Application], people: Sequence[Any]) -> Steps[Known]:
    asked, applied = {person.pk for person in people}, one_parameter(one.startup_id for one in applications)
    startups = Startup.objects.filter(pk__in=applied).annotate(root=ROOT)
    rows = startups.values_list("pk", "root", "website", "name", "former_names")
    roots = Startup.objects.filter(pk__in=applied).values(root=ROOT)
    present = Member.objects.live().annotate(root=ROOT_OF).filter(root__in=roots).values_list("root", "person")
    yield [rows, present]
    team = _gathered(present)
    everybody = one_parameter(asked.union(*team.values()))
    in_startups, in_organisations = _memberships(everybody)
    addresses = EmailAddress.objects.filter(user__in=everybody, verified=True).values_list("user", "email")
    relations = Relation.objects.on(clock.today("UTC")).filter(person__in=one_parameter(asked)).select_related("startup")
    yield [in_startups, in_organisations, addresses, relations]
    at = _gathered((person, domains.own(email)) for person, email in addresses)
    root = {pk: of for pk, of, *_rest in rows}
    sites = _gathered((of, domains.own(website)) for _pk, of, website, *_rest in rows)
    for startup, members in team.items():
        sites[startup].update(*(at[person] for person in members))
    return Known(
        people=asked,
        applied=_listed((root[one.startup_id], one.pk) for one in applications),
        names=_gathered((of, likeness.bare(name)) for _pk, of, _website, first, former in rows for name in (first, *former)),
        sites=sites,
        team=team,
        times=[
            *(Time(f"startup:{of}", *rest) for of, *rest in in_startups),
            *(Time(f"organisation:{of}", *rest) for of, *rest in in_organisations),
        ],
        domains=at,
        relations=list(relations),
    )


def _memberships(people: RawSQL) -> tuple[Any, Any]:
    """(where, its name, person, their name, from, until) in startups and in organisations."""
    called = Coalesce("startup__merged_into__name", "startup__name")
    whose = ("person", "person__name", "created_at", "ended_at")
    in_startups = Member.objects.filter(person__in=people).annotate(root=ROOT_OF, called=called)
    in_organisations = Membership.objects.filter(person__in=people)
    return (
        in_startups.values_list("root", "called", *whose),
        in_organisations.annotate(called=F("organisation__name")).values_list("organisation", "called", *whose),
    )


def _gathered(pairs: Iterable[tuple[Key, Any]]) -> dict[Key, set[Any]]:
    """{key: what came with it}, without what is empty."""
    found: dict[Key, set[Any]] = defaultdict(set)
    for key, value in pairs:
        if value:
            found[key].add(value)
    return found


def _listed(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def member(known: Known) -> Iterator[Edge]:
    """Belongs to the startup, or once did, under whichever row."""
    belong = {(one.where, one.person) for one in known.times if one.person in known.people}
    for startup, applications in known.applied.items():
        for person in known.people:
            if (f"startup:{startup}", person) in belong:
                yield from (Edge(application, person, "member", "") for application in applications)


def organisation(known: Known) -> Iterator[Edge]:
    """Has a role in the organisation where somebody of the startup has one."""
    now = [one for one in known.times if one.end is None and one.where.startswith("organisation")]
    staff = _by_place(one for one in now if one.person in known.people)
    at = _by_person(now)
    for startup in known.applied:
        places = {place.where: place.name for person in known.team[startup] for place in at[person]}
        for where, name in places.items():
            for person in {one.person for one in staff[where]}:
                yield from known.edges(startup, person, "organisation", name, where)


def _by_place(times: Iterable[Time]) -> dict[str, list[Time]]:
    found: dict[str, list[Time]] = defaultdict(list)
    for one in times:
        found[one.where].append(one)
    return found


def _by_person(times: Iterable[Time]) -> dict[int, list[Time]]:
    found: dict[int, list[Time]] = defaultdict(list)
    for one in times:
        found[one.person].append(one)
    return found


def domain(known: Known) -> Iterator[Edge]:
    """Has a verified address at the domain of the startup's website, or where somebody of the startup has one."""
    here = _gathered((name, person) for person in known.people for name in known.domains.get(person, ()))
    for startup in known.applied:
        for name in known.sites.get(startup, ()):
            for person in here.get(name, ()):
                yield from known.edges(startup, person, "domain", name, f"domain:{name}")


def colleague(known: Known) -> Iterator[Edge]:
    """Was in another startup, or in an organisation, at the same time as somebody who is in this startup now. Who is in one
    organisation with them now is told by that.
    """
    there = _by_place(one for one in known.times if one.person in known.people)
    at = _by_person(known.times)
    for startup in known.applied:
        met: dict[tuple[str, str, int], set[str]] = defaultdict(set)
        for theirs in (one for person in known.team[startup] for one in at[person] if one.where != f"startup:{startup}"):
            for mine in there[theirs.where]:
                if mine.person != theirs.person and mine.meets(theirs) and not _both_now(mine, theirs):
                    met[theirs.where, theirs.name, mine.person].add(theirs.called)
        for (where, name, person), names in met.items():
            yield from known.edges(startup, person, "colleague", _said(name, names), where)


def _both_now(mine: Time, theirs: Time) -> bool:
    return mine.where.startswith("organisation") and mine.end is None and theirs.end is None


def _said(name: str, people: Collection[str]) -> str:
    """`Tidewise: Ann Lee, Bo Tan, …`"""
    return f"{name}: {', '.join(sorted(people)[:_NAMED])}{', …' if len(people) > _NAMED else ''}"


def relation(known: Known) -> Iterator[Edge]:
    """Declared a relation to the startup, or to an organisation of its name or its domain."""
    for one in known.relations:
        root = one.startup and (one.startup.merged_into_id or one.startup_id)
        name = likeness.bare(one.name) if one.name else ""
        for startup in known.applied:
            if root == startup or name in known.names[startup] or one.domain in known.sites.get(startup, ()):
                yield from known.edges(startup, one.person_id, one.kind, one.note or one.named, f"relation:{one.code}")


SOURCES = (member, organisation, domain, colleague, relation)
