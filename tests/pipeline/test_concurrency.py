"""Two hands at once: neither finds its word taken by the other."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.pipeline import operations
from accelerator.pipeline.models import Import, Tag, View
from accelerator.programmes.models import Call
from tests.factories import programmes, reviews
from tests.together import overtaken

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_views_of_a_name_the_second_replaces_the_first(call: Call, manager: Any) -> None:
    def save(query: str) -> View:
        return operations.save(call, name="Ports", query=query, by=manager)

    second = overtaken(lambda: save("sector=Ports"), by=lambda: save("q=tide"))
    assert [(one, one.query) for one in View.objects.all()] == [(second, "sector=Ports")]


def test_two_calls_of_a_programme_have_one_tag_of_a_name(call: Call, manager: Any) -> None:
    other = programmes.call(programme=call.programme)
    one, two = reviews.application(call, name="Anchor"), reviews.application(other, name="Buoy")
    overtaken(lambda: operations.tag([two], name="ports", by=manager), by=lambda: operations.tag([one], name="Ports", by=manager))
    assert [tag.name for tag in Tag.objects.all()] == ["Ports"]


def test_a_list_that_two_bring_in_comes_in_once(call: Call, manager: Any) -> None:
    """Each file is judged by what stands once it is its turn."""
    other = reviews.manager(call)
    one, two = (operations.take(call, name="list.csv", content=b"name,what\nQuay,Lifts\n", by=by) for by in (manager, other))
    for taken in (one, two):
        operations.bring_in(taken, by=taken.by)
    overtaken(lambda: operations.carry_out(two.pk), by=lambda: operations.carry_out(one.pk))
    assert Application.objects.filter(call=call).count() == 1
    assert [found.count for found in Import.objects.order_by("pk")] == [1, 0]
    assert Import.objects.get(pk=two.pk).refused.startswith("The file does not fit any more: line 2.")
