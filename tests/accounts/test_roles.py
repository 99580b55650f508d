"""Roles are named sets of permissions; who holds what is asked of live memberships only."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accelerator.accounts import roles
from accelerator.accounts.models import Membership, Organisation, Person
from accelerator.kit import clock
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_separation_of_duties_is_in_the_sets() -> None:
    assert "credits.approve" in roles.ALL["approver"].permissions
    assert "credits.manage" not in roles.ALL["approver"].permissions
    assert "people.manage" not in roles.ALL["programme_manager"].permissions
    assert {name for name, role in roles.ALL.items() if "people.manage" in role.permissions} == {"admin"}
    assert {name for name, role in roles.ALL.items() if "settings.change" in role.permissions} == {"admin"}


def test_kinds_have_their_roles() -> None:
    assert set(roles.of_kind("partner")) == {"partner"}
    assert set(roles.of_kind("operator")) == {"admin", "programme_manager", "grants_officer", "approver", "auditor"}


@pytest.mark.parametrize(("name", "word"), [("admin", "Operator admin"), ("owner", "owner"), ("team_mate", "team mate")])
def test_every_role_has_a_word(name: str, word: str) -> None:
    assert roles.word(name) == word


def test_an_ended_role_carries_nothing() -> None:
    person = accounts.operator_person(role="auditor")
    Membership.objects.filter(person=person).update(ended_at=clock.now())
    again = Person.objects.get(pk=person.pk)
    assert again.holds("trail.see") is False
    assert again.is_operator() is False


def test_roles_add_up() -> None:
    person = accounts.operator_person(role="auditor")
    Membership.objects.create(person=person, organisation=accounts.operator(), role="approver")
    again = Person.objects.get(pk=person.pk)
    assert again.permissions_held() == roles.ALL["auditor"].permissions | roles.ALL["approver"].permissions


def test_a_role_nobody_knows_any_more_carries_nothing() -> None:
    person = accounts.operator_person(role="harbour_master")
    assert person.permissions_held() == frozenset()
    assert person.is_operator() is False


def test_a_partner_is_no_operator() -> None:
    partner = accounts.partner_person()
    assert partner.holds("pools.see_own") is True
    assert partner.is_operator() is False


def test_standing_comes_with_the_person(django_assert_num_queries: object) -> None:
    made = accounts.operator_person(role="auditor")
    with django_assert_num_queries(1):  # type: ignore[operator]
        person = Person.objects.with_standing().get(pk=made.pk)
        assert person.holds("trail.see")
        assert person.is_operator()
        assert person.has_factor is True
        assert person.owes_acceptance is False


def test_recovery_codes_alone_are_no_second_factor() -> None:
    made = accounts.operator_person(factor=False)
    accounts.second_factor(made)
    made.authenticator_set.update(type="recovery_codes")  # type: ignore[attr-defined]
    assert Person.objects.with_standing().get(pk=made.pk).has_factor is False


def test_one_operator_only() -> None:
    accounts.operator()
    with pytest.raises(IntegrityError, match="one_operator"), transaction.atomic():
        Organisation.objects.create(kind="operator", slug="second", name="Second")


def test_a_role_is_held_once() -> None:
    person = accounts.operator_person(role="auditor")
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(person=person, organisation=accounts.operator(), role="auditor")


def test_addresses_differ_in_more_than_case() -> None:
    accounts.person("thanh@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="THANH@example.org", name="Another")


def test_who_sees_whom() -> None:
    somebody, admin = accounts.person(), accounts.operator_person()
    assert list(Person.objects.visible_to(somebody)) == [somebody]
    assert set(Person.objects.visible_to(admin)) == {somebody, admin}
