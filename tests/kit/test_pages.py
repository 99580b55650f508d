"""Paging by key set: every row once, in order, both ways, whatever the keys."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import DecimalField, F, QuerySet, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit import pages
from accelerator.startups.models import Startup

pytestmark = pytest.mark.django_db


def startups(sizes: list[int]) -> None:
    Startup.objects.all().delete()
    Startup.objects.bulk_create(
        Startup(slug=f"s-{number}", name=f"S {number}", team_size=size) for number, size in enumerate(sizes)
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 4), max_size=17), st.sampled_from([["team_size", "pk"], ["-team_size", "pk"]]), st.integers(1, 5))
def test_every_row_once_forwards_and_back(sizes: list[int], order: list[str], size: int) -> None:
    startups(sizes)
    wanted = [one.pk for one in Startup.objects.order_by(*order)]
    walked, mark = [], ""
    while True:
        page = pages.cut(Startup.objects.all(), order, mark=mark, size=size)
        walked.append([one.pk for one in page.rows])
        mark = page.after
        if not mark:
            break
    assert [pk for rows in walked for pk in rows] == wanted
    for before in reversed(walked[:-1]):
        page = pages.cut(Startup.objects.all(), order, mark=page.before, size=size)
        assert [one.pk for one in page.rows] == before
        assert page.after
    assert page.before == ""


@pytest.mark.parametrize("mark", ["x", "////", "W10:a:b", "bnVsbA", "a" * 5000, "\0"])
def test_what_was_not_made_here_is_the_first_page(mark: str) -> None:
    startups([3, 1, 2])
    page = pages.cut(Startup.objects.all(), ["team_size", "pk"], mark=mark, size=2)
    assert [one.team_size for one in page.rows] == [1, 2]
    assert page.after


def test_a_mark_of_another_order_is_the_first_page() -> None:
    startups([3, 1, 2])
    mark = pages.cut(Startup.objects.all(), ["team_size", "pk"], size=2).after
    page = pages.cut(Startup.objects.all(), ["-team_size", "pk"], mark=mark, size=2)
    assert [one.team_size for one in page.rows] == [3, 2]


def test_computed_keys_work_exactly() -> None:
    startups([1, 2, 3, 3, 7])
    found = Startup.objects.annotate(third=F("team_size") / Value(Decimal(3), output_field=DecimalField()))
    first = pages.cut(found, ["-third", "-pk"], size=2)
    second = pages.cut(found, ["-third", "-pk"], mark=first.after, size=2)
    assert [one.team_size for one in [*first.rows, *second.rows]] == [7, 3, 3, 2]


def test_an_empty_list_has_no_pages() -> None:
    assert pages.cut(Startup.objects.none(), ["pk"]) == pages.Page([])


def test_names_and_instants_as_keys(django_assert_num_queries: Any) -> None:
    startups([1, 1, 1])
    for key in ("name", "created_at"):
        with django_assert_num_queries(2):
            first = pages.cut(Startup.objects.all(), [key, "pk"], size=2)
            second = pages.cut(Startup.objects.all(), [key, "pk"], mark=first.after, size=2)
        assert [one.name for one in [*first.rows, *second.rows]] == ["S 0", "S 1", "S 2"]


@pytest.mark.parametrize("counted", ["with", "beside"])
def test_rows_are_dressed_from_another_query_and_counted_on_the_way(counted: Any, django_assert_num_queries: Any) -> None:
    startups([4, 1, 3, 2, 0])
    found, order = Startup.objects.filter(team_size__gt=0), ["-team_size", "pk"]
    dressed = Startup.objects.annotate(twice=F("team_size") * 2)

    def whole(*pks: int) -> QuerySet[Startup]:
        return dressed.filter(pk__in=pks)

    with django_assert_num_queries(2):
        first = pages.cut_first(found, order, whole=whole, counted=counted, size=3)
    with django_assert_num_queries(2):
        last = pages.cut_first(found, order, whole=whole, counted=counted, mark=first.after, size=3)
    back = pages.cut_first(found, order, whole=whole, mark=last.before, size=3)
    assert [[one.twice for one in page.rows] for page in (first, last, back)] == [[8, 6, 4], [2], [8, 6, 4]]
    assert (first.total, last.total, back.total) == (4, 4, 0)
    assert (first.before, last.after, back.before) == ("", "", "")


@pytest.mark.parametrize("counted", ["with", "beside"])
def test_nothing_is_dressed_where_nothing_is_found(counted: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = Startup.objects.filter(pk=0)
        assert pages.cut_first(found, ["pk"], whole=Startup.objects.none, counted=counted) == pages.Page([])


def test_what_cannot_be_found_is_not_looked_for(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        found = Startup.objects.filter(pk__in=[])
        assert pages.cut_first(found, ["pk"], whole=Startup.objects.none, counted="beside") == pages.Page([])
