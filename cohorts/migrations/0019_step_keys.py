"""A key names one step of its plan: the index is made beside the traffic. Keys were looked at under the plan's lock until now."""

from typing import Any

from django.db import migrations, models

THERE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('step_key')"
UNIQUE = [
    "DROP INDEX CONCURRENTLY IF EXISTS step_key",
    "CREATE UNIQUE INDEX CONCURRENTLY step_key ON cohorts_step (plan_id, key)",
    "ALTER TABLE cohorts_step ADD CONSTRAINT step_key UNIQUE USING INDEX step_key",
]


def once(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = 'step_key'")
        if cursor.fetchone():
            return
        cursor.execute(THERE)
        for statement in UNIQUE[2:] if cursor.fetchone() == (True,) else UNIQUE:
            cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cohorts", "0018_reminder_passes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(once, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddConstraint(
                    model_name="step",
                    constraint=models.UniqueConstraint(fields=("plan", "key"), name="step_key"),
                ),
            ],
        ),
    ]
