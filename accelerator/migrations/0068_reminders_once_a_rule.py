"""A reminder stands once for each rule of its source and day, and no longer once a day: the index is made beside the traffic."""

from typing import Any

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from accelerator.kit.migrations import AddIndexBeside

THERE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('reminder_once_a_rule')"
UNIQUE = [
    "DROP INDEX CONCURRENTLY IF EXISTS reminder_once_a_rule",
    """
        CREATE UNIQUE INDEX CONCURRENTLY reminder_once_a_rule
        ON accelerator_reminder (source, kind, subject, rule, local_on) WHERE NOT (state = 'cancelled')
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
        ("accelerator", "0067_startups_have_zones"),
    ]

    operations = [
        ValidateConstraint(model_name="reminder", name="reminder_state"),
        AddIndexBeside(
            model_name="reminder",
            index=models.Index(condition=models.Q(("state", "held")), fields=["due_at"], name="reminder_held"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(once, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddConstraint(
                    model_name="reminder",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("source", "kind", "subject", "rule", "local_on"),
                        name="reminder_once_a_rule",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="reminder", name="reminder_once_a_day"),
    ]
