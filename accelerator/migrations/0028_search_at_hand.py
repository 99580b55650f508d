import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0027_passages'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name='searchrow', name='search_words'),
                migrations.AddIndex(
                    model_name='searchrow',
                    index=django.contrib.postgres.indexes.GinIndex(fields=['words'], gin_pending_list_limit=256, name='search_words'),
                ),
            ],
            database_operations=[  # the index itself stays
                migrations.RunSQL(
                    "ALTER INDEX search_words SET (gin_pending_list_limit = 256)",
                    "ALTER INDEX search_words RESET (gin_pending_list_limit)",
                )
            ],
        ),
    ]
