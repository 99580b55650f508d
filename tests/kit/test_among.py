"""One of a few is one of exactly those."""

from __future__ import annotations

import pytest
from django.db.models import Q

from accelerator.accounts.models import Membership, Person
from accelerator.kit.among import among
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_it_holds_for_those_that_the_query_finds() -> None:
    ann, ben = (accounts.operator_person(f"{name}@example.org", role="admin") for name in ("ann", "ben"))
    cleo = accounts.person("cleo@example.org")
    few = Person.objects.filter(email__in=[ann.email, cleo.email]).values("pk")
    assert [one.person for one in Membership.objects.filter(among("person", few))] == [ann]
    assert [one.person for one in Membership.objects.filter(~Q(among("person", few)))] == [ben]


def test_of_none_nobody_is_one() -> None:
    accounts.operator_person("ann@example.org", role="admin")
    few = Person.objects.filter(name="nobody is called so").values("pk")
    assert not Membership.objects.filter(among("person", few)).exists()
    assert Membership.objects.exclude(among("person", few)).count() == 1
