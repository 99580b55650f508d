"""A deadline of one's own that its call has overtaken says nothing: from here on one before the call's means that it comes first."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0038_own_deadlines_move'),
    ]

    operations = [
        migrations.RunSQL(
            """
            UPDATE accelerator_accesscode a SET closes_at = NULL, added_minutes = 0
                FROM accelerator_call c WHERE c.id = a.call_id AND a.closes_at <= c.closes_at;
            UPDATE accelerator_application a SET until = NULL, added_minutes = 0
                FROM accelerator_call c WHERE c.id = a.call_id AND a.until <= c.closes_at;
            """,
            migrations.RunSQL.noop,
        ),
    ]
