"""What the database keeps of each submission for lists of 10,000: its trigger. extracts.py has the rows."""

from __future__ import annotations

import pgtrigger

KEEPS_EXTRACT = pgtrigger.Trigger(
    name="keeps_extract",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        INSERT INTO accelerator_extract AS kept (application_id, number, answers)
        SELECT NEW.application_id, NEW.number, COALESCE(jsonb_object_agg(key, CASE
            WHEN jsonb_typeof(value) = 'string' AND length(value #>> '{}') > 200 THEN to_jsonb(left(value #>> '{}', 80) || '…')
            WHEN jsonb_exists(value -> 0, 'other') AND length(value::text) <= 2000 THEN value
            WHEN jsonb_typeof(value -> 0) = 'object' OR length(value::text) > 2000 THEN 'true'::jsonb
            ELSE value END), '{}'::jsonb)
        FROM jsonb_each(NEW.answers)
        ON CONFLICT (application_id) DO UPDATE SET number = EXCLUDED.number, answers = EXCLUDED.answers
        WHERE kept.number < EXCLUDED.number;
        IF FOUND THEN
            DELETE FROM accelerator_passage WHERE application_id = NEW.application_id;
            INSERT INTO accelerator_passage (application_id, key, said)
            SELECT NEW.application_id, key, upper(value #>> '{}') FROM jsonb_each(NEW.answers)
            WHERE jsonb_typeof(value) = 'string';
        END IF;
        RETURN NULL;
    """,
)
