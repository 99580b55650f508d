"""Who reads which application, what they may not read, and how they score it."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application, Submission
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.programmes.models import Criterion, Programme, Staff
from accelerator.startups.models import Startup

SOURCES = {"declared": _("Declared"), "member": _("Belongs to the startup")}


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def live(self) -> ConflictQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, person: Any) -> ConflictQuerySet:
        """Their own, and the register of a programme to its managers."""
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        return self.filter(models.Q(person=person) | run)


class Conflict(Row):
    """A person must not judge an application; while it stands the database refuses their score."""

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=30, help_text="declared, member, or a registered source")
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "source"], condition=models.Q(ended_at=None), name="conflict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} and {self.application}"

    @property
    def source_label(self) -> str:
        """Where it is known from, as words; a source we have no words for shows its own name."""
        return str(SOURCES.get(self.source, self.source.replace("_", " ").capitalize()))


class Standing(models.Model):
    """How an application stands: counts and mean, kept by the database whenever assignments or totals change, so that lists of
    10,000 need not add up 50,000 reviews. Nothing else writes it; an application nobody was given has none."""

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="standing")
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
                SET given = t.given, scored = t.scored, mean = t.mean, spread = t.spread
                FROM (
                    SELECT a.application_id,
                        count(*) FILTER (WHERE a.state IN ('assigned', 'scored')) AS given,
                        count(*) FILTER (WHERE a.state = 'scored') AS scored,
                        avg(r.total) FILTER (WHERE a.state = 'scored') AS mean,
                        stddev_samp(r.total) FILTER (WHERE a.state = 'scored') AS spread
                    FROM accelerator_assignment a LEFT JOIN accelerator_review r ON r.assignment_id = a.id
                    WHERE a.application_id IN (SELECT application_id FROM ({touched}) t)
                    GROUP BY a.application_id
                ) t
                WHERE s.application_id = t.application_id;
            RETURN NULL;
        """,  # noqa: S608  # `touched` is one of three texts below
    )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        return self.filter(state__in=Assignment.LIVE)

    def own_of(self, person: Any) -> AssignmentQuerySet:
        """What `person` may open as a reviewer: live, while on the programme's staff, nothing of theirs in conflict."""
        conflicted = Conflict.objects.live().filter(person=person).values("application")
        return (
            self.live()
            .filter(
                reviewer=person,
                application__state=Application.State.SUBMITTED,
                application__call__programme__in=Staff.objects.live().filter(person=person).values("programme"),
            )
            .exclude(application__in=conflicted)
            .exclude(application__startup__in=Startup.objects.of(person))
        )

    def visible_to(self, person: Any) -> AssignmentQuerySet:
        """A reviewer's own; all of them to the programme's managers."""
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        return self.filter(models.Q(pk__in=self.model.objects.own_of(person).values("pk")) | run)


@pghistory.track()
class Assignment(Row):
    """An application is given to a reviewer. Taken back it keeps what was written, should it be given again."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        SCORED = "scored", _("Scored")
        RECUSED = "recused", _("Recused")
        UNASSIGNED = "unassigned", _("Taken back")

    LIVE = (State.ASSIGNED, State.SCORED)

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    act = models.CharField(
        max_length=16, blank=True, default="", db_default="", help_text="the bulk act that gave it last, so that it can be undone"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="assignment_once"),
            one_of("assignment_state", state=["assigned", "scored", "recused", "unassigned"]),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="assignment_queue")]
        triggers = [
            moves(
                "state",
                {
                    "assigned": ["scored", "recused", "unassigned"],
                    "scored": ["recused", "assigned"],
                    "recused": ["assigned"],
                    "unassigned": ["assigned"],
                },
            ),
            keeps_standing("standing_given", pgtrigger.Insert, "SELECT application_id FROM written"),
            keeps_standing("standing_moved", pgtrigger.Update, "SELECT application_id FROM written"),
        ]

    def __str__(self) -> str:
        return f"{self.application} to {self.reviewer}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.code])


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("submitted_at", "total")),
    exclude=["private_note", "marks"],
)
class Review(Row):
    """A reviewer's judgement: a draft until submitted, kept as it was then, with the submission it was written on."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    comment = models.TextField(blank=True, help_text="shared with the panel")
    private_note = models.TextField(blank=True, help_text="the reviewer's own")
    submitted_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=5, decimal_places=3, null=True, help_text="weighted mean, 1 to 5, set on submitting")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict, help_text="{field of the draft: how often it was saved}")

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
    """Points for one criterion, or in a draft only the reason so far. Locked with its review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
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
                func="""
                    IF EXISTS (
                        SELECT 1 FROM accelerator_review r
                        JOIN accelerator_assignment a ON a.id = r.assignment_id
                        JOIN accelerator_conflict c ON c.application_id = a.application_id AND c.person_id = a.reviewer_id
                        WHERE r.id = NEW.review_id AND c.ended_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a conflict of interest stands between this reviewer and the application'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_without_conflict';
                    END IF;
                    RETURN NEW;
                """,
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
        return f"{self.criterion}: {self.points or '–'}"
