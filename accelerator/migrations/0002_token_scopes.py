"""Tokens hold scopes. The column `writes`, which the old code still reads while it serves, goes with a later release."""

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NOUNS = ["account", "people", "messages", "startups", "programmes", "applications", "reviews", "decisions", "cohorts", "milestones"]
NOUNS += ["mentoring", "credits"]
READS = [f"{noun}:read" for noun in NOUNS]
ALL = sorted(READS + [f"{noun}:write" for noun in NOUNS])


def scopes_of_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What each token could do so far: read everything, or change it too."""
    tokens = apps.get_model("accelerator", "ApiToken").objects
    tokens.filter(writes=False).update(scopes=READS)
    tokens.filter(writes=True).update(scopes=ALL)


class Migration(migrations.Migration):
    dependencies = [("accelerator", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_default=[],
                default=list,
                help_text="as accounts.scopes names them",
                size=None,
            ),
        ),
        migrations.RunPython(scopes_of_before, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField(model_name="apitoken", name="writes")]),
    ]
