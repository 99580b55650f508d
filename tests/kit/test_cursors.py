"""Lists for programs: every row once, in order, whatever is asked; a strange cursor is refused and never a first page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit import pages
from accelerator.kit.cursors import Listed, Paging, Strange
from accelerator.startups.models import Startup
from tests.factories import startups

pytestmark = pytest.mark.django_db
ORDER = ["-team_size", "name", "id"]


def walk(limit: int) -> list[list[Any]]:
    """Pages from cursor to cursor."""
    walked, cursor = [], ""
    while cursor is not None:
        page = Paging(limit=limit, cursor=cursor).cut(Startup.objects.all(), ORDER, each=lambda row: row.pk)
        walked.append(page["items"])
        cursor = page["next"]
    return walked


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["Ä", "a", "B", "船"])), max_size=9), st.integers(1, 5))
def test_every_row_comes_once_and_in_order(rows: list[tuple[int, str]], limit: int) -> None:
    Startup.objects.all().delete()
    for number, (size, name) in enumerate(rows):
        startups.startup(name, slug=f"s{number}", team_size=size)
    walked = walk(limit)
    assert [pk for page in walked for pk in page] == list(Startup.objects.order_by(*ORDER).values_list("pk", flat=True))
    assert all(len(page) == limit for page in walked[:-1])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60) | st.from_regex(r"[\w-]{1,40}:[\w-]{1,10}:[\w-]{1,40}", fullmatch=True))
def test_what_was_not_made_here_is_refused(cursor: str) -> None:
    with pytest.raises(Strange) as refused:
        Paging(cursor=cursor).cut(Startup.objects.all(), ORDER)
    assert (refused.value.status, refused.value.field) == (422, "cursor")


def test_one_of_another_list_is_refused_too() -> None:
    for number in range(2):
        startups.startup(str(number))
    other = pages.cut(Startup.objects.all(), ["id"], size=1).after
    assert Paging(cursor=other, limit=1).cut(Startup.objects.all(), ["id"])["next"] is None
    with pytest.raises(Strange):
        Paging(cursor=other).cut(Startup.objects.all(), ORDER)


def test_rows_that_come_between_change_nothing_behind() -> None:
    for number in (1, 3, 5):
        startups.startup(str(number), team_size=number)
    first = Paging(limit=2).cut(Startup.objects.all(), ["team_size", "id"], each=lambda row: row.team_size)
    startups.startup("2", team_size=2)
    Startup.objects.filter(team_size=3).delete()
    second = Paging(cursor=first["next"]).cut(Startup.objects.all(), ["team_size", "id"], all_of=lambda rows: [rows[0].name])
    assert (first["items"], second) == ([1, 3], {"items": ["5"], "next": None})


def test_a_page_has_a_name_of_its_own_in_the_description() -> None:
    assert Listed[Paging].__name__ == "PagingList"
