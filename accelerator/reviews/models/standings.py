"""How applications stand: kept by the database."""

from __future__ import annotations

import pgtrigger
from django.db import models

from accelerator.applications.models import Application
from accelerator.programmes.models import ReviewStage


class Standing(models.Model):
    """How an application stands in the last stage it was given out in: counts and mean, kept by the database whenever assignments
    or totals change, so that lists of 10,000 need not add up 50,000 reviews. Nothing else writes it; an application nobody was
    given has none.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    stage = models.ForeignKey(ReviewStage, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    given = models.PositiveSmallIntegerField(default=0, help_text="live assignments")
    scored = models.PositiveSmallIntegerField(default=0, help_text="submitted reviews that count")
    mean = models.DecimalField(max_digits=12, decimal_places=9, null=True, help_text="of their totals")
    spread = models.DecimalField(max_digits=12, decimal_places=9, null=True, help_text="their sample standard deviation")

    def __str__(self) -> str:
        return f"{self.scored}/{self.given}"


def keeps_standing(name: str, operation: pgtrigger.Operation, touched: str) -> pgtrigger.Trigger:
    """A trigger after each statement that works out anew the standing of the applications `touched` selects from its rows.

    The rows are locked before anything is added up: of two reviews submitted at once the second counts both.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]
        func=f"""
            INSERT INTO accelerator_standing (application_id, given, scored)
                SELECT DISTINCT application_id, 0, 0 FROM ({touched}) t ON CONFLICT DO NOTHING;
            PERFORM 1 FROM accelerator_standing WHERE application_id IN (SELECT application_id FROM ({touched}) t)
                ORDER BY application_id FOR UPDATE;
            UPDATE accelerator_standing s
                SET stage_id = t.stage_id, given = t.given, scored = t.scored, mean = t.mean, spread = t.spread
                FROM (
                    SELECT a.application_id, l.stage_id,
                        count(*) FILTER (WHERE a.state IN ('assigned', 'scored')) AS given,
                        count(*) FILTER (WHERE a.state = 'scored') AS scored,
                        avg(r.total) FILTER (WHERE a.state = 'scored') AS mean,
                        stddev_samp(r.total) FILTER (WHERE a.state = 'scored') AS spread
                    FROM (
                        SELECT DISTINCT ON (b.application_id) b.application_id, b.stage_id
                        FROM accelerator_assignment b LEFT JOIN accelerator_reviewstage s ON s.id = b.stage_id
                        WHERE b.application_id IN (SELECT application_id FROM ({touched}) t)
                        ORDER BY b.application_id, b.state IN ('assigned', 'scored') DESC, s.position DESC NULLS LAST
                    ) l
                    JOIN accelerator_assignment a
                        ON a.application_id = l.application_id AND a.stage_id IS NOT DISTINCT FROM l.stage_id
                    LEFT JOIN accelerator_review r ON r.assignment_id = a.id
                    GROUP BY a.application_id, l.stage_id
                ) t
                WHERE s.application_id = t.application_id;
            RETURN NULL;
        """,  # noqa: S608  # `touched` is one of three texts below
    )
