"""What PostgreSQL itself refuses about releases: a recalled one is never told, a told one never recalled."""

from __future__ import annotations

import pgtrigger

# A recall comes within the window, and before any letter went out.
RECALLED_IN_TIME = pgtrigger.Trigger(
    name="recalled_in_time",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (SELECT FROM accelerator_release WHERE id = NEW.release_id AND NEW.at >= at + "window") THEN
            RAISE EXCEPTION 'a release that is told cannot be recalled'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'recall_before_told';
        END IF;
        IF EXISTS (
            SELECT FROM accelerator_letter l JOIN accelerator_decision d ON d.id = l.decision_id
            WHERE d.release_id = NEW.release_id AND l.posted_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a release whose letters went out cannot be recalled'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'recall_before_letters';
        END IF;
        RETURN NEW;
    """,
)

# Released stays released, save that a recall puts it back, and changes nothing else.
RELEASED_STAYS = pgtrigger.Trigger(
    name="released_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.release_id IS NOT NULL"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.release_id IS NULL
            AND to_jsonb(NEW) - 'release_id' = to_jsonb(OLD) - 'release_id'
            AND EXISTS (SELECT FROM accelerator_recall WHERE release_id = OLD.release_id)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a released decision stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_stays';
    """,
)

RECALLED_RELEASES_NOTHING = pgtrigger.Trigger(
    name="recalled_releases_nothing",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.release_id IS NOT NULL"),
    func="""
        IF EXISTS (SELECT FROM accelerator_recall WHERE release_id = NEW.release_id) THEN
            RAISE EXCEPTION 'a recalled release releases nothing'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_of_standing_release';
        END IF;
        RETURN NEW;
    """,
)

# A letter goes out once, of a release that is told; from then on it stays as it went.
POSTED_ONCE_TOLD = pgtrigger.Trigger(
    name="posted_once_told",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF OLD.posted_at IS NOT NULL THEN
            RAISE EXCEPTION 'a letter that went out stays'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_stays';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.posted_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM accelerator_decision d JOIN accelerator_release r ON r.id = d.release_id
            WHERE d.id = NEW.decision_id AND r.at + r."window" <= NEW.posted_at
                AND NOT EXISTS (SELECT FROM accelerator_recall c WHERE c.release_id = r.id)
        ) THEN
            RAISE EXCEPTION 'only a release that is told posts letters'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_of_told_release';
        END IF;
        RETURN NEW;
    """,
)
