"""Who reads which application."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.addresses import reverse
from accelerator.kit.among import among
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.programmes.models import Call, Programme, ReviewStage, Staff
from accelerator.reviews.models.conflicts import Conflict
from accelerator.reviews.models.reviewers import Terms
from accelerator.reviews.models.rulings import STAGE_OF
from accelerator.reviews.models.standings import keeps_standing
from accelerator.reviews.models.workloads import keeps_workload
from accelerator.startups.models import Startup


def owned_by(person: Any) -> models.Q:
    """What `AssignmentQuerySet.own_of` asks of an assignment."""
    closed = Terms.objects.unaccepted_by(person).values("programme")
    return _given(person, Staff.objects.live().filter(person=person).exclude(programme__in=closed))


def _given(person: Any, staff: models.QuerySet[Staff]) -> models.Q:
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    open_ones = Application.objects.filter(pk=models.OuterRef("application"), state=Application.State.SUBMITTED)
    call = open_ones.exclude(startup__in=Startup.objects.of(person)).values("call")
    calls = Call.objects.filter(programme__in=staff.values("programme"))
    mine = models.Q(among(models.Subquery(call), calls.values("pk")), reviewer=person, state__in=Assignment.LIVE)
    return mine & ~models.Q(application__in=conflicted)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        return self.filter(state__in=Assignment.LIVE)

    def own_of(self, person: Any) -> AssignmentQuerySet:
        """What `person` may open as a reviewer: given to them, and the terms of its programme accepted."""
        return self.filter(owned_by(person))

    def given_to(self, person: Any) -> AssignmentQuerySet:
        """What waits for `person` or is scored by them: live, while on the programme's staff, nothing of theirs in conflict."""
        return self.filter(_given(person, Staff.objects.live().filter(person=person)))

    def seeing_others(self) -> AssignmentQuerySet:
        """Those whose reviewers see what others wrote of the application; `stages.shows_others` says it of one."""
        own = models.Q(stage__shows=ReviewStage.Shows.OWN, state=Assignment.State.SCORED)
        return self.filter(own | models.Q(stage__shows=ReviewStage.Shows.ALWAYS))

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
    application = models.ForeignKey(Application, db_index=False, on_delete=models.PROTECT, related_name="assignments")
    stage = models.ForeignKey(
        ReviewStage,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="assignments",
        help_text="none: where the application is",
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, db_index=False, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    given_at = models.DateTimeField(null=True, help_text="when it was given last; not known of old ones")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    flagged_at = models.DateTimeField(null=True, help_text="when the reviewer marked it for themselves, to come back to")
    act = models.CharField(
        max_length=16, blank=True, default="", db_default="", help_text="the bulk act that gave it last, so that it can be undone"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer", "stage"], name="assignment_once_a_stage"),
            one_of("assignment_state", state=["assigned", "scored", "recused", "unassigned"]),
        ]
        indexes = [
            models.Index(fields=["reviewer", "stage", "state"], name="assignment_of_reviewer"),
            models.Index(fields=["stage", "state", "due_on"], name="assignment_of_stage"),
        ]
        triggers = [
            moves(
                "state",
                {
                    "assigned": ["scored", "recused", "unassigned"],
                    "scored": ["recused", "assigned"],
                    "recused": ["assigned", "scored"],
                    "unassigned": ["assigned"],
                },
            ),
            pgtrigger.Trigger(
                name="in_its_stage",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__stage__isnull=True),
                func=f"NEW.stage_id := ({STAGE_OF.format('NEW.application_id')}); RETURN NEW;",
            ),
            keeps_standing("standing_given", pgtrigger.Insert, "SELECT application_id FROM written"),
            keeps_standing("standing_moved", pgtrigger.Update, "SELECT application_id FROM written"),
            keeps_workload("workload_given", pgtrigger.Insert, after="written"),
            keeps_workload("workload_moved", pgtrigger.Update, before="gone", after="written"),
        ]

    def __str__(self) -> str:
        return f"{self.application} to {self.reviewer}"

    @property
    def blind(self) -> bool:
        """Whether the startup is hidden from its reviewer. Select the stage along."""
        return bool(self.stage and self.stage.hides == ReviewStage.Hides.COMPANY)

    @property
    def title(self) -> str:
        """What its reviewer calls the application: by the startup, or by its number where that is hidden."""
        return self.application.number if self.blind else self.application.startup.name

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.code])
