"""A query written once asks for each person anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from accelerator.accounts.models import Membership, Person
from accelerator.kit import prepared
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def _roles(person: Any) -> QuerySet[Membership]:
    return Membership.objects.live().filter(person=person).order_by("-role")


def _others(person: Any) -> QuerySet[Person]:
    return Person.objects.exclude(pk=person.pk).exclude(memberships__person=person).order_by("email")[:2]


def test_each_has_their_own() -> None:
    admin, newcomer = accounts.operator_person(role="admin"), accounts.person()
    accounts.operator_person(role="auditor")
    assert [prepared.count(_roles, one.pk) for one in (admin, newcomer, admin)] == [1, 0, 1]
    assert [[held.role for held in prepared.fetch(_roles, one.pk)] for one in (newcomer, admin)] == [[], ["admin"]]


def test_what_was_written_since_is_there() -> None:
    admin = accounts.operator_person(role="admin")
    before = prepared.count(_roles, admin.pk)
    Membership.objects.update(ended_at=admin.joined_at)
    assert (before, prepared.count(_roles, admin.pk), prepared.fetch(_roles, admin.pk)) == (1, 0, [])


def test_the_person_may_stand_more_than_once_in_it() -> None:
    ann, ben, cas = (accounts.person(f"{name}@example.org") for name in ("ann", "ben", "cas"))
    assert [found.email for found in prepared.fetch(_others, ann.pk)] == [ben.email, cas.email]
    assert [found.email for found in prepared.fetch(_others, ben.pk)] == [ann.email, cas.email]


def test_each_costs_one_query(django_assert_num_queries: Any) -> None:
    person = accounts.person()
    for _ in range(2):
        with django_assert_num_queries(2):
            prepared.count(_roles, person.pk)
            prepared.fetch(_roles, person.pk)
