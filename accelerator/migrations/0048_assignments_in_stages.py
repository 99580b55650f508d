"""Puts what was given out before into the first stage of its call, a few thousand rows at a time, and makes a pair once a stage
instead of once: beside the traffic, and begun again it goes on.
"""

from typing import Any

from django.db import migrations, models

FILL = """
    UPDATE accelerator_assignment a SET stage_id = s.id
    FROM accelerator_application p JOIN accelerator_reviewstage s ON s.call_id = p.call_id AND s.position = 1
    WHERE p.id = a.application_id AND a.id IN (
        SELECT id FROM accelerator_assignment WHERE stage_id IS NULL ORDER BY id LIMIT 2000
    )
"""
ONCE = "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'assignment_once_a_stage')"
UNIQUE = [
    "DROP INDEX CONCURRENTLY IF EXISTS assignment_once_a_stage",
    "CREATE UNIQUE INDEX CONCURRENTLY assignment_once_a_stage ON accelerator_assignment (application_id, reviewer_id, stage_id)",
    "ALTER TABLE accelerator_assignment ADD CONSTRAINT assignment_once_a_stage UNIQUE USING INDEX assignment_once_a_stage",
]


def fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(FILL)
            if not cursor.rowcount:
                return


def once(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ONCE)
        if not cursor.fetchone()[0]:
            for statement in UNIQUE:
                cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accelerator", "0047_review_stages"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(once, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.UniqueConstraint(
                        fields=("application", "reviewer", "stage"), name="assignment_once_a_stage"
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="assignment", name="assignment_once"),
    ]
