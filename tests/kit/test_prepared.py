"""A query written once asks for each person anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest

from accelerator.accounts.models import Membership, Person
from accelerator.kit import prepared
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def _roles(person: Any) -> QuerySet[Membership]:
    return Membership.objects.live().filter(person=person).order_by("-role")


def _others(person: Any) -> QuerySet[Person]:
    return Person.objects.exclude(pk=person.pk).exclude(memberships__person=person).order_by("email")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two counts and no others: roles of everybody, other people for who may stand in a programme."""
    monkeypatch.setattr(prepared, "_COUNTED", {})
    monkeypatch.setattr(prepared, "_LISTED", {})
    prepared.counted()(_roles)
    prepared.counted("programme")(_others)


def _counts(person: Any, request: HttpRequest | None = None) -> list[int]:
    request = request or HttpRequest()
    return [prepared.count(rows, person, request) for rows in (_roles, _others)]


def test_each_has_their_own(counted: None) -> None:
    admin, newcomer = accounts.operator_person(role="admin"), accounts.person()
    accounts.operator_person(role="auditor")
    assert [_counts(one) for one in (admin, newcomer, admin)] == [[1, 2], [0, 2], [1, 2]]


def test_what_was_written_since_is_there(counted: None) -> None:
    admin = accounts.operator_person(role="admin")
    Membership.objects.update(ended_at=admin.joined_at)
    assert _counts(admin)[0] == 0


def test_who_stands_nowhere_is_not_counted_for(counted: None) -> None:
    admin = accounts.operator_person(role="admin")
    accounts.person()
    assert _counts(Person.objects.with_standing().get(pk=admin.pk)) == [1, 0]


def test_all_counts_of_a_request_cost_one_query(counted: None, django_assert_num_queries: Any) -> None:
    person = accounts.person()
    for _ in range(2):
        request = HttpRequest()
        with django_assert_num_queries(1):
            assert _counts(person, request) == _counts(person, request)
