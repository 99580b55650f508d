"""How far each application of a call is, in a row of its own that the database keeps: what lists are counted, ordered and
narrowed by, without reading applications, reviews, decisions and offers of 10,000 for every page."""

from __future__ import annotations

import pgtrigger
from django.db import models

from accelerator.applications.models import Application, Extract
from accelerator.decisions.models import Decision, Offer
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Standing


class Progress(models.Model):
    """Of every application that was submitted once and is no test. `stage` is the first of the rules below that holds, `score`
    its standing's mean, 0 without one; `amounts` are the answers that are numbers. Nothing else writes it.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="progress")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+", db_index=False)
    stage = models.CharField(max_length=20, help_text="a word of kit.states, of an application")
    score = models.DecimalField(max_digits=12, decimal_places=9)
    amounts = models.JSONField(help_text="{key of a question: number}")

    class Meta:
        indexes = [
            models.Index(fields=["call", "stage"], name="progress_stage"),
            models.Index(fields=["call", "score", "application"], name="progress_score"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.stage}"


_KEPT = """
    touched := ARRAY(%s);
    IF cardinality(touched) > 0 THEN
        INSERT INTO accelerator_progress (application_id, call_id, stage, score, amounts)
            SELECT id, call_id, 'submitted', 0, '{}' FROM accelerator_application
            WHERE id = ANY (touched) AND submitted_at IS NOT NULL AND NOT is_test
            ON CONFLICT DO NOTHING;
        PERFORM 1 FROM accelerator_progress WHERE application_id = ANY (touched) ORDER BY application_id FOR UPDATE;
        UPDATE accelerator_progress p SET stage = t.stage, score = t.score, amounts = t.amounts
            FROM (
                SELECT a.id, COALESCE(s.mean, 0) AS score,
                    CASE
                        WHEN a.state = 'withdrawn' THEN 'withdrawn'
                        WHEN o.state = 'accepted' THEN 'accepted'
                        WHEN o.state = 'declined' THEN 'offer_declined'
                        WHEN o.state = 'lapsed' THEN 'offer_lapsed'
                        WHEN o.state = 'open' THEN 'offer_sent'
                        WHEN d.release_id IS NOT NULL AND d.outcome = 'waitlist' THEN 'waitlisted'
                        WHEN d.release_id IS NOT NULL AND d.outcome = 'decline' THEN 'declined'
                        WHEN d.id IS NOT NULL THEN 'decided'
                        WHEN s.scored >= COALESCE(w.own_wanted, GREATEST(c.reviews_wanted, w.least)) THEN 'scored'
                        WHEN s.given > 0 THEN 'in_review'
                        ELSE 'submitted'
                    END AS stage,
                    COALESCE((
                        SELECT jsonb_object_agg(key, (value #>> '{}')::numeric) FROM jsonb_each(e.answers)
                        WHERE jsonb_typeof(value) IN ('string', 'number') AND value #>> '{}' ~ '^-?[0-9]{1,40}([.][0-9]{1,40})?$'
                    ), '{}') AS amounts
                FROM accelerator_application a
                JOIN accelerator_call c ON c.id = a.call_id
                LEFT JOIN accelerator_extract e ON e.application_id = a.id
                LEFT JOIN accelerator_standing s ON s.application_id = a.id
                LEFT JOIN accelerator_reviewstage w ON w.id = s.stage_id
                LEFT JOIN accelerator_decision d ON d.application_id = a.id
                LEFT JOIN accelerator_offer o ON o.decision_id = d.id
                WHERE a.id = ANY (touched)
            ) t
            WHERE p.application_id = t.id
                AND (p.stage, p.score, p.amounts) IS DISTINCT FROM (t.stage, t.score, t.amounts);
    END IF;
    RETURN NULL;
"""


def _keeps(name: str, operation: pgtrigger.Operation, touched: str) -> pgtrigger.Trigger:
    """A trigger after each statement that works out anew how far the applications are that `touched` selects from its rows,
    `written` and `before`.

    Their rows are locked before anything is looked at: of two changes at once the second knows of both.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(  # type: ignore[no-untyped-call]
            old=None if operation == pgtrigger.Insert else "before", new=None if operation == pgtrigger.Delete else "written"
        ),
        declare=[("touched", "bigint[]")],
        func=_KEPT % touched,
    )


_OF_OFFERS = "SELECT d.application_id FROM written o JOIN accelerator_decision d ON d.id = o.decision_id"

pgtrigger.register(
    _keeps("progress_begun", pgtrigger.Insert, "SELECT id FROM written WHERE submitted_at IS NOT NULL"),
    _keeps(
        "progress_moved",
        pgtrigger.Update,
        "SELECT n.id FROM written n JOIN before o USING (id) "
        "WHERE (n.state, n.submitted_at IS NULL) IS DISTINCT FROM (o.state, o.submitted_at IS NULL)",
    ),
)(Application)
pgtrigger.register(
    _keeps("progress_answered", pgtrigger.Insert, "SELECT application_id FROM written"),
    _keeps("progress_answered_anew", pgtrigger.Update, "SELECT application_id FROM written"),
)(Extract)
pgtrigger.register(
    _keeps("progress_given", pgtrigger.Insert, "SELECT application_id FROM written"),
    _keeps("progress_scored", pgtrigger.Update, "SELECT application_id FROM written"),
)(Standing)
pgtrigger.register(
    _keeps("progress_decided", pgtrigger.Insert, "SELECT application_id FROM written"),
    _keeps("progress_changed", pgtrigger.Update, "SELECT application_id FROM written"),
    _keeps("progress_undecided", pgtrigger.Delete, "SELECT application_id FROM before"),
)(Decision)
pgtrigger.register(
    _keeps("progress_offered", pgtrigger.Insert, _OF_OFFERS), _keeps("progress_replied", pgtrigger.Update, _OF_OFFERS)
)(Offer)
pgtrigger.register(
    _keeps(
        "progress_enough",
        pgtrigger.Update,
        "SELECT p.application_id FROM accelerator_progress p JOIN written n ON n.id = p.call_id JOIN before o USING (id) "
        "WHERE n.reviews_wanted <> o.reviews_wanted",
    )
)(Call)
pgtrigger.register(
    _keeps(
        "progress_enough",
        pgtrigger.Update,
        "SELECT s.application_id FROM accelerator_standing s JOIN written n ON n.id = s.stage_id JOIN before o ON o.id = n.id "
        "WHERE (n.own_wanted, n.least) IS DISTINCT FROM (o.own_wanted, o.least)",
    )
)(ReviewStage)
