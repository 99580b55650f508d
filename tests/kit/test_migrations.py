"""Operations taken together do what they do one by one, and draw the models once; an index is made beside the traffic at last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

from accelerator.kit.migrations import AddIndexBeside, AtOnce, at_once
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


def grouped(*operations: Operation) -> list[list[Operation]]:
    return [one.operations if isinstance(one, AtOnce) else [one] for one in at_once(list(operations))]


def test_what_is_altered_of_a_new_model_comes_after_it() -> None:
    assert grouped(*OPERATIONS) == [OPERATIONS[:2], OPERATIONS[2:]]
    group, alone = at_once(OPERATIONS)
    assert alone is OPERATIONS[2]
    assert group.describe() == "Create model Quay; Create model Berth"
    assert group.reversible
    assert not AtOnce([migrations.RunPython(print)]).reversible


def test_different_things_go_together_and_the_same_thing_twice_does_not() -> None:
    long = migrations.AddField("Quay", "length", models.IntegerField(default=0))
    deep = migrations.AddField("Quay", "depth", models.IntegerField(default=0))
    index = migrations.AddIndex("quay", models.Index(fields=["length"], name="quay_length"))
    longer = migrations.AlterField("quay", "length", models.BigIntegerField(default=0))
    assert grouped(long, deep, index, OPERATIONS[0]) == [[long, deep, index, OPERATIONS[0]]]
    assert grouped(long, deep, longer, index) == [[long, deep], [longer, index]]
    check = migrations.AddConstraint("quay", models.CheckConstraint(condition=models.Q(length__gt=0), name="quay_is_long"))
    gone = migrations.RemoveConstraint("quay", "quay_is_long")
    assert grouped(check, gone, deep) == [[check], [gone, deep]]


@pytest.mark.parametrize(
    "alone",
    [
        migrations.RunPython(print),
        migrations.RunSQL("SELECT 1"),
        migrations.RenameField("quay", "length", "long"),
        AddIndexBeside("quay", models.Index(fields=["length"], name="quay_length")),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_may_read_or_alter_anything_stands_alone(alone: Operation) -> None:
    before, after = OPERATIONS[0], migrations.AddField("Shed", "length", models.IntegerField(default=0))
    assert grouped(before, alone, after) == [[before], [alone], [after]]


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


PIER = migrations.CreateModel("Pier", [("id", models.BigAutoField(primary_key=True)), ("length", models.IntegerField())])
INDEX = AddIndexBeside("Pier", models.Index(fields=["length"], name="pier_length"))


@contextmanager
def piers() -> Iterator[tuple[ProjectState, ProjectState]]:
    """Two piers of one length, in a table of the owner's: the state without the index, and the one with it."""
    empty, before = ProjectState(), ProjectState()
    PIER.state_forwards("harbour", before)
    after = before.clone()
    INDEX.state_forwards("harbour", after)
    with database.as_owner():
        with connection.schema_editor() as editor:
            PIER.database_forwards("harbour", editor, empty, before)
        execute("INSERT INTO harbour_pier (length) VALUES (0), (0)")
        try:
            yield before, after
        finally:
            execute("DROP TABLE harbour_pier")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def make(before: ProjectState, after: ProjectState) -> None:
    with connection.schema_editor(atomic=False) as editor:
        INDEX.database_forwards("harbour", editor, before, after)


def index() -> tuple[int, bool, bool] | None:
    """(its number in the catalogue, whether it is valid, whether it is unique)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid, indisvalid, indisunique FROM pg_index WHERE indexrelid = to_regclass('pier_length')")
        row: tuple[int, bool, bool] | None = cursor.fetchone()
    return row


@pytest.mark.django_db(transaction=True)
def test_an_index_that_broke_off_is_made_anew() -> None:
    with piers() as (before, after):
        with pytest.raises(IntegrityError):
            execute("CREATE UNIQUE INDEX CONCURRENTLY pier_length ON harbour_pier (length)")
        broken = index()
        assert broken is not None
        assert broken[1:] == (False, True)
        make(before, after)
        made = index()
        assert made is not None
        assert made[1:] == (True, False)


@pytest.mark.django_db(transaction=True)
def test_one_that_is_whole_stays_and_goes_with_the_migration() -> None:
    with piers() as (before, after):
        assert index() is None
        make(before, after)
        made = index()
        assert made is not None
        make(before, after)
        assert index() == made
        with connection.schema_editor(atomic=False) as editor:
            INDEX.database_backwards("harbour", editor, after, before)
        assert index() is None


@pytest.mark.django_db(transaction=True)
def test_its_sql_is_shown_where_the_index_is_there_already() -> None:
    with piers() as (before, after):
        make(before, after)
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            INDEX.database_forwards("harbour", editor, before, after)
        assert editor.collected_sql == ['CREATE INDEX CONCURRENTLY "pier_length" ON "harbour_pier" ("length");']
