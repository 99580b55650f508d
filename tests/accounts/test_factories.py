"""The people tests are made with are what they say."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_person_can_be_reached() -> None:
    made = accounts.person("thanh@example.org", "Thanh Vo")
    assert EmailAddress.objects.get(user=made).verified is True
    assert not made.has_usable_password()
    assert made.permissions_held() == frozenset()


def test_operator_person_holds_what_the_role_carries() -> None:
    made = accounts.operator_person(role="grants_officer")
    assert made.holds("credits.manage")
    assert not made.holds("people.manage")


def test_suspended_person_holds_nothing() -> None:
    made = accounts.suspended_person()
    assert made.is_active is False
    assert made.permissions_held() == frozenset()
