"""What reviewers carry: kept by the database."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from accelerator.programmes.models import ReviewStage


class Workload(models.Model):
    """What a reviewer was given in a stage and what of it is in, applications withdrawn since among it. Kept by the database
    whenever assignments change, so that a dashboard need not add up 40,000 of them. Nothing else writes it.
    """

    stage = models.ForeignKey(ReviewStage, db_index=False, on_delete=models.CASCADE, related_name="workloads")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, db_index=False, on_delete=models.CASCADE, related_name="+")
    given = models.PositiveIntegerField(help_text="live assignments")
    scored = models.PositiveIntegerField(help_text="those of them that are scored")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "reviewer"], name="workload_once")]

    def __str__(self) -> str:
        return f"{self.scored}/{self.given}"


def keeps_workload(name: str, operation: pgtrigger.Operation, *, before: str = "", after: str = "") -> pgtrigger.Trigger:
    """A trigger after each statement that adds to workloads what it changed. They are locked in one order: of two who give to the
    same reviewers one waits. `before` and `after` name the statement's rows as they were and are.
    """
    rows = " UNION ALL ".join(
        f"SELECT stage_id, reviewer_id, {sign} (state IN ('assigned', 'scored'))::int AS given,"  # noqa: S608  # two names of ours
        f" {sign} (state = 'scored')::int AS scored FROM {name}"
        for sign, name in (("-", before), ("+", after))
        if name
    )
    changed = f"""
        SELECT stage_id, reviewer_id, sum(given) AS given, sum(scored) AS scored FROM ({rows}) r
        GROUP BY stage_id, reviewer_id HAVING sum(given) <> 0 OR sum(scored) <> 0 ORDER BY stage_id, reviewer_id
    """  # noqa: S608
    mine = f"SELECT stage_id, reviewer_id FROM ({changed}) t"  # noqa: S608
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=before or None, new=after or None),  # type: ignore[no-untyped-call]
        func=f"""
            INSERT INTO accelerator_workload (stage_id, reviewer_id, given, scored)
                SELECT stage_id, reviewer_id, 0, 0 FROM ({changed}) t ON CONFLICT DO NOTHING;
            PERFORM 1 FROM accelerator_workload WHERE (stage_id, reviewer_id) IN ({mine})
                ORDER BY stage_id, reviewer_id FOR UPDATE;
            UPDATE accelerator_workload w SET given = w.given + t.given, scored = w.scored + t.scored
                FROM ({changed}) t WHERE w.stage_id = t.stage_id AND w.reviewer_id = t.reviewer_id;
            RETURN NULL;
        """,  # noqa: S608
    )
