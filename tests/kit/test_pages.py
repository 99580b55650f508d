"""Paging by key set: every row once, in order, both ways, whatever the keys."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Avg, DecimalField, F, Value
from django.db.models.functions import Coalesce
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit import pages
from accelerator.startups.models import Startup

pytestmark = pytest.mark.django_db


def ask(at: str = "") -> Any:
    return RequestFactory().get("/", {"at": at} if at else {})


def startups(sizes: list[int]) -> None:
    Startup.objects.all().delete()
    Startup.objects.bulk_create(
        Startup(slug=f"s-{number}", name=f"S {number}", team_size=size) for number, size in enumerate(sizes)
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 4), max_size=17), st.booleans(), st.integers(1, 5))
def test_every_row_once_forwards_and_back(sizes: list[int], descending: bool, size: int) -> None:
    startups(sizes)
    wanted = [one.pk for one in Startup.objects.order_by(*(("-team_size", "-pk") if descending else ("team_size", "pk")))]
    seen, at, walked = [], "", []
    while True:
        page = pages.page(Startup.objects.all(), ask(at), key="team_size", descending=descending, size=size)
        walked.append([one.pk for one in page.rows])
        seen += walked[-1]
        if not page.next:
            break
        at = page.next
    assert seen == wanted
    for before in reversed(walked[:-1]):
        page = pages.page(Startup.objects.all(), ask(page.previous), key="team_size", descending=descending, size=size)
        assert [one.pk for one in page.rows] == before
        assert page.next
    assert page.previous == ""


@pytest.mark.parametrize("at", ["x", "////", "W10", "WyJmIiwgImFiYyIsIDFd", "WyJmIiwgMSwgIngiXQ", "bnVsbA", "a" * 5000])
def test_what_makes_no_sense_is_the_first_page(at: str) -> None:
    startups([3, 1, 2])
    page = pages.page(Startup.objects.all(), ask(at), key="team_size", size=2)
    assert [one.team_size for one in page.rows] == [1, 2]
    assert page.next


def test_computed_keys_work_exactly() -> None:
    startups([1, 2, 3, 3, 7])
    third = Avg(F("team_size") / Value(Decimal(3)), output_field=DecimalField())
    found = Startup.objects.annotate(third=Coalesce(third, Value(Decimal(-1)), output_field=DecimalField()))
    first = pages.page(found, ask(), key="third", descending=True, size=2)
    second = pages.page(found, ask(first.next), key="third", descending=True, size=2)
    assert [one.team_size for one in [*first.rows, *second.rows]] == [7, 3, 3, 2]


def test_an_empty_list_has_no_pages() -> None:
    assert pages.page(Startup.objects.none(), ask(), key="team_size") == pages.Page([])


def test_names_and_instants_as_keys(django_assert_num_queries: Any) -> None:
    startups([1, 1, 1])
    for key in ("name", "created_at"):
        with django_assert_num_queries(2):
            first = pages.page(Startup.objects.all(), ask(), key=key, size=2)
            second = pages.page(Startup.objects.all(), ask(first.next), key=key, size=2)
        assert [one.name for one in [*first.rows, *second.rows]] == ["S 0", "S 1", "S 2"]
