from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from accelerator.kit.migrations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False  # nobody waits while the index is made

    dependencies = [
        ('accelerator', '0030_progress'),
    ]

    operations = [
        AddIndexBeside(
            model_name='application',
            index=models.Index(fields=['call', 'state', '-submitted_at'], include=('is_test',), name='applications_of_call'),
        ),
        RemoveIndexConcurrently(model_name='application', name='application_of_call'),
    ]
