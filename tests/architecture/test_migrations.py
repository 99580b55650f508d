"""Migrations run while the old code still serves: none of them locks, drops or renames what it needs."""

from __future__ import annotations

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from accelerator.kit.migrations import AddIndexBeside


@pytest.mark.django_db(transaction=True)  # an index made beside the traffic is made in none
def test_migrations_are_safe_on_a_live_system(capsys: pytest.CaptureFixture[str]) -> None:
    # The first one of each app meets no rows and no older code.
    linter = MigrationLinter(include_apps=["accelerator", "cohorts"], ignore_initial_migrations=True, no_cache=True, quiet=["ok"])
    linter.lint_all_migrations()
    assert not linter.has_errors, capsys.readouterr().out


def test_an_index_made_beside_the_traffic_can_be_made_again() -> None:
    plain = [
        migration.name
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.app_label in ("accelerator", "cohorts")
        for one in migration.operations
        if isinstance(one, AddIndexConcurrently) and not isinstance(one, AddIndexBeside)
    ]
    assert plain == []
