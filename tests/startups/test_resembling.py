"""Startups that are here already under what a list names: by bare name and web domain, for whoever may see them."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.startups.operations.recognising import MANY
from accelerator.startups.resembling import Named, known
from accelerator.startups.tasks import recognise
from tests.factories import accounts, startups
from tests.factories.reviews import application, call, manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Any:
    return accounts.operator_person(role="admin")


def told(person: Any, *named: tuple[str, ...]) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    recognise()
    asked = [Named(name, [site], *register) for name, site, *register in named]
    return [[(one.startup.name, [(s.kind, s.said) for s in one.signs]) for one in each] for each in known(person, asked)]


def test_by_name_present_or_former_and_by_domain(admin: Any) -> None:
    startups.startup("Tide-Table Pte. Ltd.", website="https://app.tide.example")
    startups.startup("Crane", former_names=["Tidetable"])
    assert told(
        admin, ("TIDE TABLE", "https://tide.example"), ("Else", ""), ("", ""), ("Other", "https://www.tide.example/x")
    ) == [
        [
            ("Tide-Table Pte. Ltd.", [("domain", "tide.example"), ("name", "tidetable")]),
            ("Crane", [("name", "tidetable")]),
        ],
        [],
        [],
        [("Tide-Table Pte. Ltd.", [("domain", "tide.example")])],
    ]


def test_by_the_number_in_one_register(admin: Any) -> None:
    startups.startup("Tide Table", registration_number="202012345K", registration_country="SG")
    said = [("registration", "SG 202012345K")]
    assert told(admin, ("Else", "", "2020-12345 k", "SG"), ("Else", "", "202012345K", "MY"), ("Else", "", "202012345K", "")) == [
        [("Tide Table", said)],
        [],
        [],
    ]


def test_neither_an_alike_name_nor_a_host_that_many_share(admin: Any) -> None:
    startups.startup("Quaykeeper", website="https://quay.github.io")
    assert told(admin, ("Quaykeepers", "https://tide.github.io")) == [[]]


def test_one_that_was_merged_is_the_one_that_stays_and_one_made_for_tests_is_none(admin: Any) -> None:
    stays = startups.startup("Crane")
    startups.startup("Tide Table", merged_into=stays)
    startups.startup("Tide Table", is_test=True)
    assert told(admin, ("Tide Table", "")) == [[("Crane", [("name", "tidetable")])]]


def test_managers_hear_of_those_that_applied_to_them(admin: Any) -> None:
    startups.startup("Tide Table")
    one = application(call(), name="Tide Table Ltd")
    assert told(manager(one.call), ("Tide Table", "")) == [[("Tide Table Ltd", [("name", "tidetable")])]]
    assert told(manager(call()), ("Tide Table", "")) == [[]]
    assert len(told(admin, ("Tide Table", ""))[0]) == 2


@pytest.mark.parametrize(("count", "there"), [(MANY, MANY), (MANY + 1, 0)])
def test_what_very_many_have_in_common_tells_none_of_them(admin: Any, count: int, there: int) -> None:
    for number in range(count):
        startups.startup(f"Quay {number}", website="https://hub.example")
    assert len(told(admin, ("Else", "https://hub.example"))[0]) == there


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_however_many_are_named(admin: Any, count: int, django_assert_num_queries: Any) -> None:
    named = [Named(f"Quay {number}") for number in range(count)]
    for one in named:
        startups.startup(one.name)
    recognise()
    admin.holds("programmes.see")
    with django_assert_num_queries(1):
        assert [len(each) for each in known(admin, named)] == [1] * count
