"""Operations taken together do what they do one by one, and draw the models once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

from accelerator.kit.migrations import AtOnce, at_once
from tests import database

OPERATIONS: list[Operation] = [
    migrations.CreateModel("Quay", [("id", models.BigAutoField(primary_key=True))]),
    migrations.CreateModel(
        "Berth",
        [("id", models.BigAutoField(primary_key=True)), ("quay", models.ForeignKey("harbour.Quay", on_delete=models.CASCADE))],
    ),
    migrations.AddField("Quay", "length", models.IntegerField(default=0)),
]


def drawn(operations: list[Operation], monkeypatch: pytest.MonkeyPatch) -> tuple[ProjectState, int]:
    """The state after them, beginning from one that is drawn already, and how often models were drawn on the way."""
    state = ProjectState()
    assert state.apps
    times = 0
    render = StateApps.render_multiple

    def counted(self: StateApps, states: Any) -> None:
        nonlocal times
        times += 1
        render(self, states)

    monkeypatch.setattr(StateApps, "render_multiple", counted)
    for operation in operations:
        operation.state_forwards("harbour", state)
    assert state.apps.get_model("harbour", "Berth")._meta.get_field("quay").related_model is state.apps.get_model(
        "harbour", "Quay"
    )
    return state, times


def test_neighbours_of_one_kind_go_together() -> None:
    first, second = at_once(OPERATIONS)
    assert isinstance(first, AtOnce)
    assert isinstance(second, AtOnce)
    assert (first.operations, second.operations) == (OPERATIONS[:2], OPERATIONS[2:])
    assert first.describe() == "Create model Quay; Create model Berth"
    assert first.reversible
    assert not AtOnce([migrations.RunPython(print)]).reversible


def test_the_state_is_the_same_and_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one, often = drawn(OPERATIONS, monkeypatch)
    together, once = drawn(at_once(OPERATIONS), monkeypatch)
    assert together.models == one_by_one.models
    assert (often, once) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_tables_come_and_go() -> None:
    group, empty, full = AtOnce(OPERATIONS[:2]), ProjectState(), ProjectState()
    group.state_forwards("harbour", full)

    def tables() -> set[str]:
        return {name for name in connection.introspection.table_names() if name.startswith("harbour_")}

    with database.as_owner():
        with connection.schema_editor() as editor:
            group.database_forwards("harbour", editor, empty, full)
        assert tables() == {"harbour_quay", "harbour_berth"}
        with connection.schema_editor() as editor:
            group.database_backwards("harbour", editor, full, empty)
        assert tables() == set()
