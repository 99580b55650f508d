"""Who reads which application, what they may not read, and how they score it."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.programmes.models import Criterion, Programme


class Conflict(Row):
    """A person must not judge an application; while it stands the database refuses their score."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=30, help_text="declared, member, or a registered source")
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "source"], condition=models.Q(ended_at=None), name="conflict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} and {self.application}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, person: Any) -> AssignmentQuerySet:
        """A reviewer's own while neither recused nor conflicted; all of them to the programme's managers."""
        conflicted = Conflict.objects.filter(person=person, ended_at=None).values("application")
        own = models.Q(reviewer=person) & ~models.Q(state=Assignment.State.RECUSED) & ~models.Q(application__in=conflicted)
        return self.filter(own | models.Q(application__call__programme__in=Programme.objects.run_by(person)))

    def own_of(self, person: Any) -> AssignmentQuerySet:
        """The reviewer's live ones: what the queue shows and the workbench opens."""
        conflicted = Conflict.objects.filter(person=person, ended_at=None).values("application")
        return self.filter(reviewer=person).exclude(state=Assignment.State.RECUSED).exclude(application__in=conflicted)


@pghistory.track()
class Assignment(Row):
    """An application is given to a reviewer."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        SCORED = "scored", _("Scored")
        RECUSED = "recused", _("Recused")

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="assignment_once"),
            one_of("assignment_state", state=["assigned", "scored", "recused"]),
        ]
        triggers = [moves("state", {"assigned": ["scored", "recused"], "scored": ["recused"]})]

    def __str__(self) -> str:
        return f"{self.application} to {self.reviewer}"


@pghistory.track()
class Review(Row):
    """A reviewer's judgement: a draft until submitted, kept as it was then."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    comment = models.TextField(blank=True, help_text="shared with the panel")
    private_note = models.TextField(blank=True, help_text="the reviewer's own")
    submitted_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=5, decimal_places=3, null=True, help_text="weighted mean, 1 to 5, set on submitting")

    def __str__(self) -> str:
        return f"review of {self.assignment.application}"


@pghistory.track()
class Score(Row):
    """Points for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__gte=1, points__lte=5), name="score_scale"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_conflict",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("conflicted", "boolean")],
                func="""
                    SELECT EXISTS (
                        SELECT 1 FROM accelerator_review r
                        JOIN accelerator_assignment a ON a.id = r.assignment_id
                        JOIN accelerator_conflict c ON c.application_id = a.application_id AND c.person_id = a.reviewer_id
                        WHERE r.id = NEW.review_id AND c.ended_at IS NULL
                    ) INTO conflicted;
                    IF conflicted THEN
                        RAISE EXCEPTION 'a conflict of interest stands between this reviewer and the application'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_without_conflict';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
