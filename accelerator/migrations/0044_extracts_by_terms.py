import django.contrib.postgres.indexes
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations

import accelerator.applications.models.extracts
from accelerator.kit.migrations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False  # nobody waits while the index is made

    dependencies = [
        ('accelerator', '0043_terms'),
    ]

    operations = [
        AddIndexBeside(
            model_name='extract',
            index=django.contrib.postgres.indexes.GinIndex(
                accelerator.applications.models.extracts.Terms('answers'), gin_pending_list_limit=256, name='extract_terms'
            ),
        ),
        RemoveIndexConcurrently(model_name='extract', name='extract_answers'),
    ]
