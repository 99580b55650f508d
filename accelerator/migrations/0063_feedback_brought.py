"""Whether a decision's feedback came out of its reviews with the bulk act that set it last, so that undoing takes it back."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from accelerator.kit.migrations import at_once


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0062_open_assignments'),
    ]

    operations = at_once([
        pgtrigger.migrations.RemoveTrigger(
            model_name='decision',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='decision',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='decision',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='decision',
            name='brought',
            field=models.BooleanField(db_default=False, default=False, help_text='its feedback came out of its reviews with that act'),
        ),
        migrations.AddField(
            model_name='decisionevent',
            name='brought',
            field=models.BooleanField(db_default=False, default=False, help_text='its feedback came out of its reviews with that act'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accelerator_decisionevent" ("act", "application_id", "brought", "created_at", "decided_at", "decided_by_id", "feedback", "ground", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "release_id", "was", "was_ground", "was_reason") VALUES (NEW."act", NEW."application_id", NEW."brought", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."feedback", NEW."ground", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."release_id", NEW."was", NEW."was_ground", NEW."was_reason"); RETURN NULL;', hash='654acc07ce89042161ea0fe0e6bde3b8daf34d6f', operation='INSERT', pgid='pgtrigger_insert_insert_271d5', table='accelerator_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accelerator_decisionevent" ("act", "application_id", "brought", "created_at", "decided_at", "decided_by_id", "feedback", "ground", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "release_id", "was", "was_ground", "was_reason") VALUES (NEW."act", NEW."application_id", NEW."brought", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."feedback", NEW."ground", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."release_id", NEW."was", NEW."was_ground", NEW."was_reason"); RETURN NULL;', hash='34951bf9c1bbd470ac56857c2f1c8d5f8723eae5', operation='UPDATE', pgid='pgtrigger_update_update_20cd9', table='accelerator_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accelerator_decisionevent" ("act", "application_id", "brought", "created_at", "decided_at", "decided_by_id", "feedback", "ground", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "release_id", "was", "was_ground", "was_reason") VALUES (OLD."act", OLD."application_id", OLD."brought", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."feedback", OLD."ground", OLD."id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."release_id", OLD."was", OLD."was_ground", OLD."was_reason"); RETURN NULL;', hash='fdeb5ad0663eeadd91eb79b5dcfeac88f2e87fb7', operation='DELETE', pgid='pgtrigger_delete_delete_1b1a5', table='accelerator_decision', when='AFTER')),
        ),
    ])
