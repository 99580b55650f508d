"""Two hands at once: neither finds its word taken by the other."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.pipeline import operations
from accelerator.pipeline.models import Tag, View
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
