"""Who sits where, and a conflict that is put on record meanwhile, wait for one another."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0064_reviewers_phone'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='interview',
            name='in_its_slot',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='seat',
            name='in_its_hours',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interview',
            trigger=pgtrigger.compiler.Trigger(name='in_its_slot', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."slot_id" IS NOT NULL)', func="\n                    SELECT s.starts_at, s.ends_at INTO NEW.starts_at, NEW.ends_at\n                        FROM accelerator_slot s WHERE s.id = NEW.slot_id;\n                    PERFORM pg_advisory_xact_lock_shared(hashtextextended('conflicts of ' || s.person_id, 0)) FROM (\n                        SELECT person_id FROM accelerator_seat WHERE slot_id = NEW.slot_id ORDER BY person_id\n                    ) s;\n                    IF EXISTS (\n                        SELECT 1 FROM accelerator_seat s\n                        JOIN accelerator_conflict c ON c.person_id = s.person_id AND c.application_id = NEW.application_id\n                        WHERE s.slot_id = NEW.slot_id AND c.ended_at IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a conflict of interest stands between the panel and the application'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'interview_without_conflict';\n                    END IF;\n                    RETURN NEW;\n                ", hash='af0cca3fa8207152da3b1b5c462a3695a42c1828', operation='INSERT OR UPDATE OF "slot_id"', pgid='pgtrigger_in_its_slot_dda8c', table='accelerator_interview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seat',
            trigger=pgtrigger.compiler.Trigger(name='in_its_hours', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    SELECT s.starts_at, s.ends_at INTO NEW.starts_at, NEW.ends_at\n                        FROM accelerator_slot s WHERE s.id = NEW.slot_id;\n                    PERFORM pg_advisory_xact_lock_shared(hashtextextended('conflicts of ' || NEW.person_id, 0));\n                    IF EXISTS (\n                        SELECT 1 FROM accelerator_interview i\n                        JOIN accelerator_conflict c ON c.application_id = i.application_id AND c.person_id = NEW.person_id\n                        WHERE i.slot_id = NEW.slot_id AND i.state = 'planned' AND c.ended_at IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a conflict of interest stands between this person and the application'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_without_conflict';\n                    END IF;\n                    RETURN NEW;\n                ", hash='3d20afc1e87b14db17983a5e0a4edecf182fe5dd', operation='INSERT', pgid='pgtrigger_in_its_hours_b2289', table='accelerator_seat', when='BEFORE')),
        ),
    ]
