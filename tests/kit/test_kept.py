"""A query built once asks for each reader anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet

from accelerator.accounts.models import Membership, Person
from accelerator.kit import clock, together
from accelerator.kit.kept import kept
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def _stands(person: Person) -> Person:
    """As the session's person comes: with their standing, and so without a query for it."""
    return Person.objects.with_standing().get(pk=person.pk)


@kept
def _others(person: Any) -> QuerySet[Person]:
    return Person.objects.exclude(pk=person.pk).exclude(memberships__person=person).order_by("email")


@kept
def _held(email: str, since: datetime, person: Any, live: bool | None) -> QuerySet[Membership]:
    found = Membership.objects.filter(person__email=email, person__joined_at__gte=since).exclude(person=person)
    found = found if live is None else found.filter(ended_at__isnull=live)
    return found.select_related("person").annotate(named=F("person__name")).order_by("pk")


@kept
def _names(person: Any, pk: int) -> QuerySet[Person, Any]:
    seen = Person.objects.all() if person.holds("trail.see") else Person.objects.filter(pk=person.pk)
    return seen.filter(pk=pk).values_list("name", flat=True)


@kept
def _these(*people: int) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=people).order_by("pk")


def test_the_person_may_stand_more_than_once_in_it() -> None:
    ann, ben, cas = (accounts.person(f"{name}@example.org") for name in ("ann", "ben", "cas"))
    assert [found.email for found in _others(ann)] == [ben.email, cas.email]
    assert [found.email for found in _others(ben)] == [ann.email, cas.email]
    assert _others.first(cas) == ann


def test_rows_come_with_relations_and_annotations_as_they_would(django_assert_num_queries: Any) -> None:
    admin, other = accounts.operator_person("admin@example.org", role="admin"), _stands(accounts.person())
    before, after = admin.joined_at, admin.joined_at + timedelta(seconds=1)
    for _ in range(2):
        with django_assert_num_queries(1):
            [held] = _held(admin.email, before, other, True)
            assert (held.person, held.named, held.role) == (admin, admin.name, "admin")
    asked = [(admin.email, after, other, True), (other.email, before, other, True), (admin.email, before, _stands(admin), True)]
    assert [_held(*one) for one in asked] == [[], [], []]
    assert [len(_held(admin.email, before, other, live)) for live in (None, False, True)] == [1, 0, 1]


def test_how_somebody_stands_shapes_what_they_are_given() -> None:
    admin, newcomer, other = accounts.operator_person(role="admin"), accounts.person(), accounts.person()
    assert admin.holds("trail.see")
    asked = [(newcomer, other.pk), (admin, other.pk), (newcomer, newcomer.pk), (other, newcomer.pk)]
    assert [_names(*one) for one in asked] == [[], [other.name], [newcomer.name], []]


def test_as_many_as_there_are() -> None:
    people = [accounts.person().pk for _ in range(70)]
    for many in (0, 1, 3, 60, 61, 70):
        assert [one.pk for one in _these(*people[:many])] == people[:many]


def test_what_belongs_to_a_row_comes_along(django_assert_num_queries: Any) -> None:
    admin = accounts.operator_person(role="admin")
    whole = kept(lambda pk: Person.objects.filter(pk=pk).prefetch_related("memberships"))
    for _ in range(2):
        with django_assert_num_queries(2):
            assert [held.role for held in whole(admin.pk)[0].memberships.all()] == ["admin"]


def test_it_is_asked_together_with_others(django_assert_num_queries: Any) -> None:
    admin, other = accounts.operator_person(role="admin"), _stands(accounts.person())
    for _ in range(2):
        held, named = _held.rows(admin.email, admin.joined_at, other, None), _names.rows(other, other.pk)
        with django_assert_num_queries(1):
            together.fetch(held, named)
            assert ([one.person for one in held], list(named)) == ([admin], [other.name])


def test_it_cannot_be_narrowed() -> None:
    asked = _these.rows(1, 2)
    with pytest.raises(TypeError):
        asked.filter(pk=1)
    with pytest.raises(TypeError):
        asked.count()


def test_nothing_can_be_found_is_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        nobody = kept(lambda pk: Person.objects.filter(pk=pk, email__in=[]))
        assert nobody(1) == nobody(2) == []


def test_what_finds_nothing_costs_nothing_beside_others(django_assert_num_queries: Any) -> None:
    nobody = kept(lambda pk: Person.objects.filter(pk=pk, email__in=[]))
    one = accounts.operator_person("ann@example.org", role="admin")
    none, found = nobody.rows(1), Person.objects.filter(pk=one.pk)
    with django_assert_num_queries(1):
        together.fetch(none, found)
        assert (list(none), list(found)) == ([], [one])


def test_a_query_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(LookupError):
        kept(lambda pk: Person.objects.filter(pk=pk, joined_at__lt=clock.now()))(1)
    with pytest.raises(LookupError):
        kept(lambda text: Person.objects.filter(name__icontains=text))("ann")
    with pytest.raises(LookupError):
        kept(lambda pk: Person.objects.all())(1)


def test_what_another_query_looks_up_in_it_is_filled_for_each() -> None:
    people = {name: accounts.operator_person(f"{name}@example.org", role="admin") for name in ("ann", "o'neil", "100%")}
    since = clock.now() - timedelta(days=1)
    reader = accounts.person()

    @kept
    def of(email: str, since: datetime, person: Any) -> QuerySet[Any, Any]:
        there = Membership.objects.filter(person__email=email, person__joined_at__gte=since).exclude(person=person)
        return there.values("person").union(Membership.objects.filter(person__name=email).values("person"), all=True)

    for one in (*people.values(), *people.values()):
        assert list(Person.objects.filter(pk__in=of.within(one.email, since, reader))) == [one]
