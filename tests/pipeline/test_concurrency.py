"""Two hands at once: neither finds its word taken by the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.kit import locking
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import operations
from accelerator.pipeline.models import Export, Import, Tag, View
from accelerator.programmes.models import Call
from accelerator.startups.models import Startup
from accelerator.startups.operations import merge
from tests.factories import accounts, programmes, reviews, startups
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


def test_files_asked_for_at_once_are_counted_one_after_another(call: Call, manager: Any) -> None:
    one = reviews.application(call)

    def ask() -> Any:
        return operations.ask(call, ids=[one.pk], form="csv", by=manager)

    for _ in range(4):
        ask()
    said = overtaken(lambda: _refusal(ask), by=ask)
    assert (said, Export.objects.count()) == ("5 files of yours are being written. Wait for one of them.", 5)


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


def test_a_startup_that_is_merged_while_its_list_is_taken_back_stays(call: Call, manager: Any) -> None:
    """Else what was merged into it would leave every list with it."""
    taken, admin = _brought(call, manager), accounts.operator_person()
    quay, ours = Startup.objects.get(name="Quay"), startups.startup("Quay & Sons")
    seen = overtaken(
        lambda: _refusal(lambda: operations.take_back(taken, by=manager)), by=lambda: merge(ours, into=quay, by=admin, why="One.")
    )
    assert seen == "Nothing would change."
    assert Startup.objects.get(pk=quay.pk).taken_back_at is None
    assert Application.objects.get(call=call).state == "submitted"


def test_taking_back_locks_the_file_before_its_call_as_bringing_in_does(call: Call, manager: Any) -> None:
    """Else each would wait for the other."""
    taken = _brought(call, manager)
    found = overtaken(
        lambda: operations.take_back(taken, by=manager),
        by=lambda: Import.objects.select_for_update().get(pk=taken.pk),
        then=lambda: locking.held(Call.objects.all(), call.pk),
    )
    assert found.count == 1


def test_nothing_is_merged_into_a_startup_that_is_taken_back(call: Call, manager: Any) -> None:
    taken, admin = _brought(call, manager), accounts.operator_person()
    quay, ours = Startup.objects.get(name="Quay"), startups.startup("Quay & Sons")
    seen = overtaken(
        lambda: _refusal(lambda: merge(ours, into=quay, by=admin, why="One.")), by=lambda: operations.take_back(taken, by=manager)
    )
    assert seen.startswith("One of these two was taken back")
    assert Startup.objects.get(pk=ours.pk).merged_into is None


def test_nobody_is_asked_to_review_what_is_taken_back_meanwhile(call: Call, manager: Any) -> None:
    taken, reviewer = _brought(call, manager), reviews.reviewer(call)
    chosen = list(Application.objects.filter(call=call))
    seen = overtaken(
        lambda: _refusal(lambda: reviews.allotted(chosen, reviewers=[reviewer], per_item=1, by=manager)),
        by=lambda: operations.take_back(taken, by=manager),
    )
    assert seen == "Only submitted applications can be reviewed."


def _brought(call: Call, manager: Any) -> Import:
    made = operations.take(call, name="list.csv", content=b"name,what\nQuay,Lifts\n", by=manager)
    operations.bring_in(made, by=manager)
    operations.carry_out(made.pk)
    return Import.objects.get(pk=made.pk)


def _refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)
