import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from accelerator.kit.migrations import AddIndexBeside
from accelerator.kit.migrations import at_once


def _without_index(model, name, index, field):
    """Another index begins with the same column."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS "{index}"',
                f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{index}" ON accelerator_{model} ({name}_id)',
            )
        ],
        state_operations=[migrations.AlterField(model_name=model, name=name, field=field)],
    )


class Migration(migrations.Migration):

    atomic = False  # nobody waits while indexes are made, or go

    dependencies = [
        ('accelerator', '0065_seats_await_conflicts'),
    ]

    operations = at_once([
        AddIndexBeside(
            model_name='assignment',
            index=models.Index(fields=['reviewer', 'stage', 'state'], name='assignment_of_reviewer'),
        ),
        AddIndexBeside(
            model_name='assignment',
            index=models.Index(fields=['stage', 'state', 'due_on'], name='assignment_of_stage'),
        ),
        AddIndexBeside(
            model_name='application',
            index=models.Index(fields=['call', 'state', '-submitted_at'], include=('is_test', 'id'), name='applications_by_call'),
        ),
        RemoveIndexConcurrently(model_name='application', name='applications_of_call'),
        RemoveIndexConcurrently(model_name='assignment', name='assignment_queue'),
        RemoveIndexConcurrently(model_name='assignment', name='assignment_open'),
        _without_index(
            'application',
            'call',
            'accelerator_application_call_id_635e1eb0',
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='accelerator.call'),
        ),
        _without_index(
            'assignment',
            'application',
            'accelerator_assignment_application_id_67202adf',
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='accelerator.application'),
        ),
        _without_index(
            'assignment',
            'reviewer',
            'accelerator_assignment_reviewer_id_cfb16e9d',
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL),
        ),
        _without_index(
            'assignment',
            'stage',
            'accelerator_assignment_stage_id_abed70a3',
            models.ForeignKey(db_index=False, help_text='none: where the application is', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='accelerator.reviewstage'),
        ),
    ])
