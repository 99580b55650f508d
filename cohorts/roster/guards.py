"""What the database refuses about life in a cohort, whoever asks. Declared here, attached to the models."""

from __future__ import annotations

import pgtrigger

PAUSED_WHILE_IN = pgtrigger.Trigger(
    name="paused_while_in",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("paused_from", "paused_until"),  # type: ignore[no-untyped-call]  # untyped there
    func="""
        IF NEW.state <> 'active' AND (NEW.paused_from, NEW.paused_until) IS DISTINCT FROM (OLD.paused_from, OLD.paused_until) THEN
            RAISE EXCEPTION 'only who is in the cohort pauses'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_paused_while_in';
        END IF;
        RETURN NEW;
    """,
)

# What has gone out, or was called off, is what it was: no other words, moment or circle.
WORDED_WHILE_PLANNED = pgtrigger.Trigger(
    name="worded_while_planned",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("subject", "text", "audience", "send_at", "by_id"),  # type: ignore[no-untyped-call]
    func="""
        IF OLD.state <> 'planned' AND (NEW.subject, NEW.text, NEW.audience, NEW.send_at, NEW.by_id)
                IS DISTINCT FROM (OLD.subject, OLD.text, OLD.audience, OLD.send_at, OLD.by_id) THEN
            RAISE EXCEPTION 'only what is still to be sent is changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'planned_announcement_worded_while_planned';
        END IF;
        RETURN NEW;
    """,
)

# A version's hash is that of its own text: nobody can put another beside it.
HASH_OF_ITS_TEXT = pgtrigger.Trigger(
    name="hash_of_its_text",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NEW.sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN
            RAISE EXCEPTION 'this is not the hash of this text'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_version_hash';
        END IF;
        RETURN NEW;
    """,
)

# What was accepted is a text of the startup's own cohort, by the hash that this text has.
ACCEPTS_WHAT_WAS_SHOWN = pgtrigger.Trigger(
    name="accepts_what_was_shown",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM cohorts_agreementversion v
            JOIN cohorts_agreement a ON a.id = v.agreement_id
            JOIN cohorts_enrolment e ON e.cohort_id = a.cohort_id
            WHERE v.id = NEW.version_id AND e.id = NEW.enrolment_id AND v.sha256 = NEW.sha256
        ) THEN
            RAISE EXCEPTION 'this text was not shown to this startup'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'acceptance_of_what_was_shown';
        END IF;
        RETURN NEW;
    """,
)
