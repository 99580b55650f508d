from django.db import migrations, models

from accelerator.kit.migrations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False  # nobody waits while the index is made

    dependencies = [
        ('accelerator', '0061_workloads'),
    ]

    operations = [
        AddIndexBeside(
            model_name='assignment',
            index=models.Index(condition=models.Q(('state', 'assigned')), fields=['stage', 'due_on'], name='assignment_open'),
        ),
    ]
