"""What was called an inquiry is a clarification. The table keeps its name, so that what still runs while a release goes out can read it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from accelerator.kit.migrations import at_once

_MOVES = """
    UPDATE accelerator_message SET kind = replace(kind, 'application_inquiry', 'application_clarification'),
        subject = replace(subject, 'inquiry:', 'clarification:'), url = replace(url, '/inquiries/', '/clarifications/')
    WHERE kind LIKE 'application_inquiry%';
    UPDATE accelerator_reminder SET source = 'clarification', kind = replace(kind, 'inquiry', 'clarification'),
        subject = replace(subject, 'inquiry:', 'clarification:')
    WHERE source = 'inquiry';
"""
_NAMED = "ALTER TABLE accelerator_inquiry RENAME CONSTRAINT"
_NAMED_BACK = f"{_NAMED} clarification_answered TO inquiry_answered_by_somebody"
_ANSWERED = models.CheckConstraint(
    condition=models.Q(answered_at=None, answered_by=None, answer="")
    | (models.Q(answered_at__isnull=False, answered_by__isnull=False, taken_back_at=None) & ~models.Q(answer="")),
    name="clarification_answered",
)
_ANSWER_STAYS = pgtrigger.compiler.Trigger(
    name="answer_stays",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        condition='WHEN (OLD."answered_at" IS NOT NULL)',
        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
        hash="9db10eda971067ace44f0f58b14d6eb0e83ad35e",
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_answer_stays_922f2",
        table="accelerator_inquiry",
        when="BEFORE",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("accelerator", "0020_drafts_go_over")]

    operations = at_once([
        migrations.AlterModelTable("inquiry", "accelerator_inquiry"),
        migrations.RenameModel("Inquiry", "Clarification"),
        migrations.AlterField(
            "clarification",
            "application",
            models.ForeignKey("accelerator.application", on_delete=models.PROTECT, related_name="clarifications"),
        ),
        migrations.AlterModelOptions("clarification", {}),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(f"{_NAMED} inquiry_answered_by_somebody TO clarification_answered", _NAMED_BACK)],
            state_operations=[
                migrations.RemoveConstraint("clarification", "inquiry_answered_by_somebody"),
                migrations.AddConstraint("clarification", _ANSWERED),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger("clarification", "answer_stays"),
        pgtrigger.migrations.AddTrigger("clarification", _ANSWER_STAYS),
        migrations.RunSQL(_MOVES, migrations.RunSQL.noop),
    ])
