"""Migrations of a whole house in seconds, for Django draws every related model anew after each operation that touches one; and
indexes made beside the traffic, however often that breaks off."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, NotInTransactionMixin
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


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
    """The same operations in the same order, those together of which none touches what another of them made or touched."""
    groups: list[list[Operation]] = []
    made: set[str] = set()
    touched: set[tuple[str, str]] = set()
    for operation in operations:
        model, name = _touches(operation)
        is_new = isinstance(operation, CreateModel)
        if not groups or not name or not groups[-1] or (model, name) in touched or (model in made and not is_new):
            groups.append([])
            made, touched = set(), set()
        groups[-1].append(operation)
        touched.add((model, name))
        if is_new:
            made.add(model)
        if not name:
            groups.append([])  # and nothing goes with it
    return [AtOnce(group) if len(group) > 1 else group[0] for group in groups if group]


def _touches(operation: Operation) -> tuple[str, str]:
    """(model, name of what is altered of it); no name for what stands alone: it may read or alter anything."""
    if isinstance(operation, CreateModel):
        return operation.name_lower, "-"
    if isinstance(operation, AddField | AlterField | RemoveField):
        return operation.model_name_lower, operation.name_lower
    if isinstance(operation, AddConstraint):
        return operation.model_name_lower, operation.constraint.name
    if isinstance(operation, AddIndex) and not isinstance(operation, NotInTransactionMixin):
        return operation.model_name_lower, operation.index.name
    if isinstance(operation, AddTrigger):
        return operation.model_name_lower, str(operation.trigger.name)
    if isinstance(operation, RemoveConstraint | RemoveIndex | RemoveTrigger):
        return operation.model_name_lower, str(operation.name)
    return "", ""


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
