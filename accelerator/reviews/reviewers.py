"""Reads about reviewers: what they can judge, where they are from, what they read, how much they take on, when they are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Min, Prefetch, QuerySet
from django.db.models.functions import Lower

from accelerator.kit import clock
from accelerator.programmes.models import Programme, Staff
from accelerator.reviews.models import Absence, Expertise, Profile
from accelerator.startups.models import Startup

MOST_TAGS = 20


def of(programme: Programme) -> QuerySet[Any]:
    """Its staff by name, each with what is known of them. Three queries."""
    staff = Staff.objects.live().filter(programme=programme).values("person")
    return _known().filter(pk__in=staff, is_active=True).order_by("name", "pk")


def one(person: Any) -> Any:
    """`person` with the same. Three queries."""
    return _known().get(pk=person.pk)


def _known() -> QuerySet[Any]:
    """With profile, expertise, and absences that are not over."""
    today = clock.today("Etc/GMT+12")
    absences = Prefetch("absences", Absence.objects.filter(until_on__gte=today).order_by("from_on", "pk"))
    fields = Prefetch("expertise", Expertise.objects.order_by("-level", "tag"))
    people: QuerySet[Any] = get_user_model()._default_manager.select_related("reviewing")
    return people.prefetch_related(fields, absences)


def profile(person: Any) -> Profile:
    """What is kept of `person`, or an empty one that is not. One query."""
    return Profile.objects.filter(person=person).first() or empty(person)


def empty(person: Any) -> Profile:
    """Nothing known, not saved."""
    return Profile(person_id=person.pk)


def expertise(people: Iterable[Any]) -> dict[int, dict[str, int]]:
    """{person: {tag in lower case: level from 1 to 3}}. One query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for person, tag, level in Expertise.objects.filter(person__in=people).values_list("person", "tag", "level"):
        found[person][tag.casefold()] = level
    return dict(found)


def languages(people: Iterable[Any]) -> dict[int, list[str]]:
    """{person: codes of languages they read}, of those who said. One query."""
    return {pk: read for pk, read in Profile.objects.filter(person__in=people).values_list("person", "languages") if read}


def countries(people: Iterable[Any]) -> dict[int, str]:
    """{person: code of the country they are from}, of those who said. One query."""
    return dict(Profile.objects.filter(person__in=people).exclude(country="").values_list("person", "country"))


def most(people: Iterable[Any]) -> dict[int, int]:
    """{person: how many applications of a call they take on at most}, of those who said. One query."""
    return dict(Profile.objects.filter(person__in=people, max_load__isnull=False).values_list("person", "max_load"))


def tags() -> list[str]:
    """What others wrote and in which sectors startups are, the most used first, for who begins to write. Two queries."""
    written = Expertise.objects.values(key=Lower("tag")).annotate(tag=Min("tag"), n=Count("pk")).order_by("-n", "key")
    sectors = Startup.objects.exclude(sector="").values_list("sector").annotate(n=Count("pk")).order_by("-n", "sector")
    found = {row["tag"].casefold(): row["tag"] for row in written[:100]}
    for sector, _n in sectors[:100]:
        found.setdefault(sector.casefold(), sector)
    return list(found.values())
