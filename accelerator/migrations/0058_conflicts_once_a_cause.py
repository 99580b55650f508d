"""A conflict stands once from each cause, and no longer once from each source: the index is made beside the traffic."""

from typing import Any

from django.db import migrations, models

THERE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('conflict_once_a_cause')"
UNIQUE = [
    "DROP INDEX CONCURRENTLY IF EXISTS conflict_once_a_cause",
    """
        CREATE UNIQUE INDEX CONCURRENTLY conflict_once_a_cause
        ON accelerator_conflict (application_id, person_id, source, cause) WHERE ended_at IS NULL
    """,
]


def once(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(THERE)
        if cursor.fetchone() != (True,):  # none, or one that broke off
            for statement in UNIQUE:
                cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accelerator", "0057_conflicts_have_causes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(once, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddConstraint(
                    model_name="conflict",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("application", "person", "source", "cause"),
                        name="conflict_once_a_cause",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="conflict", name="conflict_once"),
    ]
