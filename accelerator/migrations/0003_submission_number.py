from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0002_selection'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='submission', name='submission_once'),
        migrations.RemoveIndex(model_name='submission', name='submission_last'),
        migrations.AddField(
            model_name='submission',
            name='number',
            field=models.PositiveIntegerField(default=1, help_text='1, 2, 3 within the application; the highest counts'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('application', 'number'), name='submission_number'),
        ),
    ]
