"""A press of a button is one of its cohort, where it was one of the house: beside the traffic, and begun again it goes on."""

from typing import Any

from django.db import migrations, models

ONCE = "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = %s)"
UNIQUE = [
    "DROP INDEX CONCURRENTLY IF EXISTS {name}",
    "CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} (cohort_id, press)",
    "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}",
]
TABLES = {
    "announcement_once": "cohorts_announcement",
    "planned_announcement_once": "cohorts_plannedannouncement",
}


def once(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for name, table in TABLES.items():
            cursor.execute(ONCE, [name])
            if not cursor.fetchone()[0]:
                for statement in UNIQUE:
                    cursor.execute(statement.format(name=name, table=table))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cohorts", "0016_corrections_and_who_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(once, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddConstraint(
                    model_name="announcement",
                    constraint=models.UniqueConstraint(fields=("cohort", "press"), name="announcement_once"),
                ),
                migrations.AddConstraint(
                    model_name="plannedannouncement",
                    constraint=models.UniqueConstraint(fields=("cohort", "press"), name="planned_announcement_once"),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="announcement",
            name="press",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="plannedannouncement",
            name="press",
            field=models.CharField(max_length=64),
        ),
    ]
