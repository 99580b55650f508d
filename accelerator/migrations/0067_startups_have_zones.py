"""Startups have zones of their own; reminders say which rule planned them, are held, and carry words of their own."""

import pgtrigger.compiler
import pgtrigger.migrations
import timezone_field.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0066_assignments_of_stages'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='reminder',
            name='state_moves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='startup',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='startup',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_state',
        ),
        migrations.AddField(
            model_name='reminder',
            name='own_subject',
            field=models.CharField(blank=True, db_default='', default='', help_text='in place of what its source would say', max_length=200),
        ),
        migrations.AddField(
            model_name='reminder',
            name='own_text',
            field=models.TextField(blank=True, db_default='', default='', help_text='the same, of the text'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='rule',
            field=models.CharField(blank=True, db_default='', default='', help_text='what of its source planned it', max_length=40),
        ),
        migrations.AddField(
            model_name='startup',
            name='zone',
            field=timezone_field.fields.TimeZoneField(blank=True, db_default='', default='', help_text="where its days begin and end; empty: as its cohort's"),
        ),
        migrations.AddField(
            model_name='startupevent',
            name='zone',
            field=timezone_field.fields.TimeZoneField(blank=True, db_default='', default='', help_text="where its days begin and end; empty: as its cohort's"),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='state',
            field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('sent', 'Sent'), ('skipped', 'Not needed'), ('cancelled', 'Cancelled')], default='planned', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminder',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{planned:held,planned:sent,planned:skipped,planned:cancelled,held:planned,held:skipped,held:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='bf7368143f27f6e672a59c6ec21c9185d235445b', operation='UPDATE', pgid='pgtrigger_state_moves_d099a', table='accelerator_reminder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accelerator_startupevent" ("country", "created_at", "description", "former_names", "founded_on", "id", "location", "merged_into_id", "name", "one_liner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_country", "registration_number", "sector", "slug", "source", "source_id", "stage", "tags", "team_size", "website", "zone") VALUES (NEW."country", NEW."created_at", NEW."description", NEW."former_names", NEW."founded_on", NEW."id", NEW."location", NEW."merged_into_id", NEW."name", NEW."one_liner", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_country", NEW."registration_number", NEW."sector", NEW."slug", NEW."source", NEW."source_id", NEW."stage", NEW."tags", NEW."team_size", NEW."website", NEW."zone"); RETURN NULL;', hash='dec870be471856399ab18ecbc6108efe07843a7d', operation='INSERT', pgid='pgtrigger_insert_insert_4c7a9', table='accelerator_startup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."former_names" IS DISTINCT FROM (NEW."former_names") OR OLD."founded_on" IS DISTINCT FROM (NEW."founded_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."location" IS DISTINCT FROM (NEW."location") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."one_liner" IS DISTINCT FROM (NEW."one_liner") OR OLD."registration_country" IS DISTINCT FROM (NEW."registration_country") OR OLD."registration_number" IS DISTINCT FROM (NEW."registration_number") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."team_size" IS DISTINCT FROM (NEW."team_size") OR OLD."website" IS DISTINCT FROM (NEW."website") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))', func='INSERT INTO "accelerator_startupevent" ("country", "created_at", "description", "former_names", "founded_on", "id", "location", "merged_into_id", "name", "one_liner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_country", "registration_number", "sector", "slug", "source", "source_id", "stage", "tags", "team_size", "website", "zone") VALUES (NEW."country", NEW."created_at", NEW."description", NEW."former_names", NEW."founded_on", NEW."id", NEW."location", NEW."merged_into_id", NEW."name", NEW."one_liner", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_country", NEW."registration_number", NEW."sector", NEW."slug", NEW."source", NEW."source_id", NEW."stage", NEW."tags", NEW."team_size", NEW."website", NEW."zone"); RETURN NULL;', hash='93d2e96241ec17b15d2f98ad5e5d1cd1518220cb', operation='UPDATE', pgid='pgtrigger_update_update_ad1c8', table='accelerator_startup', when='AFTER')),
        ),
        AddConstraintNotValid(  # validated in the next one, without a lock
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'sent', 'skipped', 'cancelled'])), name='reminder_state'),
        ),
    ]
