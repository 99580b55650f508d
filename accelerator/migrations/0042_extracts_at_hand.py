import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0041_contacts_of_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name='extract', name='extract_answers'),
                migrations.AddIndex(
                    model_name='extract',
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=['answers'], gin_pending_list_limit=256, name='extract_answers', opclasses=['jsonb_path_ops']
                    ),
                ),
            ],
            database_operations=[  # the index itself stays
                migrations.RunSQL(
                    "ALTER INDEX extract_answers SET (gin_pending_list_limit = 256)",
                    "ALTER INDEX extract_answers RESET (gin_pending_list_limit)",
                )
            ],
        ),
    ]
