"""What acts on the list leave in the trail: who, what, and on whose timelines it is read."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.pipeline import operations
from accelerator.pipeline.models import Tag
from accelerator.programmes.models import Call
from tests.factories import reviews
from tests.trailed import trailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(call: Call) -> list[Application]:
    return [reviews.application(call, name=name) for name in ("Anchor", "Buoy")]


def test_tagged_and_flagged_and_back(manager: Any, two: list[Application]) -> None:
    operations.tag(two[:1], name="Deep tech", by=manager)
    operations.undo(operations.tag(two, name="deep tech", by=manager), by=manager)
    operations.untag(two[:1], name="deep tech", by=manager)
    operations.flag(two, note="Ask twice", by=manager)
    operations.clear(two, by=manager)
    assert Tag.objects.get().name == "Deep tech"
    assert trailed(*(f"application.{act}" for act in ("tagged", "untagged", "flagged", "unflagged", "marks_undone"))) == [
        "Nurul Hakim tagged 1 of the applications to Spring: Deep tech. [call]",
        "Nurul Hakim tagged 1 of the applications to Spring: Deep tech. [call]",
        "Nurul Hakim undid what was done to 1 of the applications to Spring: Tagged. [call]",
        "Nurul Hakim took the tag deep tech off 1 of the applications to Spring. [call]",
        "Nurul Hakim flagged 2 of the applications to Spring: Ask twice [call]",
        "Nurul Hakim cleared the flags of 2 of the applications to Spring. [call]",
    ]
