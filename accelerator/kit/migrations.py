"""Migrations of a whole house in seconds, for Django draws every related model anew after each operation that touches one; and
indexes made beside the traffic, however often that breaks off."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Operations of which none alters what another made: the models are drawn once for all of them."""

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # Django's is a plain attribute
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # else each operation would draw what is there already
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def at_once(operations: list[Operation]) -> list[Operation]:
    """The same operations, neighbours of one kind together: for migrations that only create."""
    return [AtOnce(list(group)) for _kind, group in groupby(operations, key=type)]


class AddIndexBeside(AddIndexConcurrently):
    """An index made beside the traffic. Where that broke off, an invalid one of its name is there and goes first; a valid one
    stays. So the migration can be run again.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState) -> None:
        valid = None if schema_editor.collect_sql else self._valid(schema_editor)
        if valid is False:
            self.database_backwards(app_label, schema_editor, to_state, from_state)
        if not valid:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _valid(self, schema_editor: Any) -> bool | None:
        """None where there is no index of the name."""
        with schema_editor.connection.cursor() as cursor:
            name = schema_editor.quote_name(self.index.name)
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
            row = cursor.fetchone()
        return row[0] if row else None
