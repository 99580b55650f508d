from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from accelerator.kit.migrations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False  # nobody waits while the index is made

    dependencies = [
        ('accelerator', '0032_approval_taken_back'),
    ]

    operations = [
        AddIndexBeside(
            model_name='searchrow',
            index=GinIndex(
                condition=models.Q(Exact(Coalesce('noun', models.Value('')), 'startup')), fields=['words'], name='search_words_startups'
            ),
        ),
    ]
