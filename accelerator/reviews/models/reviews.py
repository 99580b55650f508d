"""What reviewers write: a review and its scores."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models

from accelerator.applications.models import Submission
from accelerator.kit.models import Row
from accelerator.programmes.models import Criterion
from accelerator.programmes.scales import SCALES
from accelerator.reviews.guards import apart
from accelerator.reviews.models.assignments import Assignment
from accelerator.reviews.models.standings import keeps_standing

_BOUNDS = ", ".join(f"('{one.name}', {one.low * one.parts}, {one.high * one.parts})" for one in SCALES.values())


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("submitted_at", "total")),
    exclude=["private_note", "marks", "seconds"],
)
class Review(Row):
    """A reviewer's judgement: a draft until submitted, kept as it was then, with the submission it was written on."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    comment = models.TextField(blank=True, help_text="shared with the panel")
    private_note = models.TextField(blank=True, help_text="the reviewer's own")
    feedback = models.TextField(
        blank=True, default="", db_default="", help_text="for the startup, told without the reviewer's name"
    )
    submitted_at = models.DateTimeField(null=True)
    total = models.DecimalField(
        max_digits=5, decimal_places=3, null=True, help_text="weighted mean in points of the rubric's scale, set on submitting"
    )
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="+", help_text="what it is written on, from its beginning"
    )
    marks = models.JSONField(default=dict, help_text="{field of the draft: how often it was saved}")
    seconds = models.PositiveIntegerField(
        default=0, db_default=0, help_text="how long its page was in sight and in use; 0 where nothing counted it"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submitted_at=None, total=None) | models.Q(submitted_at__isnull=False, total__isnull=False),
                name="review_submitted_whole",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__submitted_at__isnull=False, new__submitted_at__isnull=False),
            ),
            apart(
                "submitted_without_conflict",
                pair="SELECT a.application_id, a.reviewer_id FROM accelerator_assignment a WHERE a.id = NEW.assignment_id",
                constraint="review_without_conflict",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("submitted_at"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__submitted_at__isnull=False),
            ),
            keeps_standing(
                "standing_totalled",
                pgtrigger.Update,
                "SELECT a.application_id FROM written w JOIN accelerator_assignment a ON a.id = w.assignment_id",
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.assignment.application}"


@pghistory.track()
class Score(Row):
    """Points for one criterion, counted in steps of its rubric's scale, or in a draft only the reason so far. Locked with its
    review.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="on_scale",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("points"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__points__isnull=False),
                func=f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM accelerator_criterion c
                        JOIN accelerator_rubric r ON r.id = c.rubric_id
                        JOIN (VALUES {_BOUNDS}) AS s(name, least, most) ON s.name = r.scale
                        WHERE c.id = NEW.criterion_id AND NEW.points BETWEEN s.least AND s.most
                    ) THEN
                        RAISE EXCEPTION 'these points are off the scale of the rubric'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_on_scale';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608  # names and numbers of scales.py
            ),
            apart(
                "no_conflict",
                pair="""
                    SELECT a.application_id, a.reviewer_id FROM accelerator_review r
                    JOIN accelerator_assignment a ON a.id = r.assignment_id WHERE r.id = NEW.review_id
                """,
                constraint="score_without_conflict",
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
            pgtrigger.Trigger(
                name="locked_with_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM accelerator_review r
                        WHERE r.id = COALESCE(NEW.review_id, OLD.review_id) AND r.submitted_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'the review is submitted'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_of_open_review';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.written or '–'}"

    @property
    def written(self) -> str:
        """The points as text. Select criterion and rubric along."""
        return self.criterion.rubric.points.written(self.points)
