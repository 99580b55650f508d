"""Each startup's milestones, what shows that they were reached, and who said so."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.files.models import File
from accelerator.kit import clock, states
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row, moves, one_of
from accelerator.programmes.models import Staff
from accelerator.questionnaires.models import Sheet, Version
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from cohorts.milestones.models.plans import Step, StepVersion
from cohorts.roster.models import Enrolment, Supporter


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, person: Any) -> MilestoneQuerySet:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(person))

    def unsettled(self) -> MilestoneQuerySet:
        """Neither reached nor waived."""
        return self.exclude(state__in=[Milestone.State.REACHED, Milestone.State.WAIVED])


# A plan writes milestones by the thousand: their history is written once a statement.
@pghistory.track(pghistory.InsertEvent(level=pghistory.Statement), pghistory.UpdateEvent(level=pghistory.Statement))
class Milestone(Row):
    """One startup's step. Late, due soon and at risk are derived from `due_on`, never stored.

    Title, place and day were the plan's when it was applied to the cohort; the rest of what is asked then stands in `asked`.
    Somebody may have given it another day since (`moved_at`, by whom and why).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not started")
        ACTIVE = "active", _("On track")
        SUBMITTED = "submitted", _("To check")
        RETURNED = "returned", _("Returned")
        REACHED = "reached", _("Reached")
        WAIVED = "waived", _("Waived")

    code = CodeField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="milestones")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="milestones")
    asked = models.ForeignKey(
        StepVersion,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="milestones",
        help_text="the step as it was applied",
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    moved_at = models.DateTimeField(null=True, help_text="when somebody gave it another day than the plan's")
    moved_why = models.CharField(max_length=500, blank=True, db_default="")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who gave it that day; empty where nobody wrote it down",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    account = models.TextField(blank=True, help_text="the founder's words on what was done")
    links = models.JSONField(default=list, db_default=[], help_text="addresses of what shows it")
    figure = models.DecimalField(max_digits=18, decimal_places=4, null=True, help_text="the number reached, where one is wanted")
    sheet = models.OneToOneField(Sheet, null=True, on_delete=models.PROTECT, related_name="milestone")
    submitted_at = models.DateTimeField(null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="milestone_once"),
            one_of("milestone_state", state=["planned", "active", "submitted", "returned", "reached", "waived"]),
        ]
        indexes = [models.Index(fields=["enrolment", "position"], name="milestone_of")]
        triggers = [
            moves(
                "state",
                {
                    "planned": ["active", "submitted", "waived"],
                    "active": ["submitted", "waived"],
                    "submitted": ["reached", "returned", "waived"],
                    "returned": ["submitted", "waived"],
                },
            )
        ]

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.code])

    @property
    def asks(self) -> Step | StepVersion:
        """What is asked of the startup: the step as it was applied (select `step` and `asked` along)."""
        return self.asked or self.step

    @property
    def is_for_founders(self) -> bool:
        """Whether its founders act, and others sign off; what mentors or managers do is reached once they say so."""
        return self.asks.owner == Step.Owner.FOUNDER

    def word(self) -> str:
        """Its stored state, as pages say it."""
        return str(states.look(self.state, "milestone").word)

    def founders(self) -> list[Any]:
        """The startup's live people; one query."""
        return founders.people([self.enrolment.startup_id]).get(self.enrolment.startup_id, [])

    def checkers(self) -> list[Any]:
        """Who signs off: the startup's supporters, or the programme's managers where it has none; one or two queries.

        Nobody who belongs to the startup is among them.
        """
        own = Member.objects.live().of(self.enrolment.startup_id).values("person")
        rows = Supporter.objects.live().filter(enrolment=self.enrolment_id, person__is_active=True).exclude(person__in=own)
        people = [row.person for row in rows.select_related("person").order_by("id")]
        if people:
            return list(dict.fromkeys(people))
        staff = Staff.objects.live().filter(programme=self.enrolment.cohort.programme_id, role=Staff.Role.MANAGER)
        free = staff.filter(person__is_active=True).exclude(person__in=own)
        return [row.person for row in free.select_related("person").order_by("id")]


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def there(self) -> EvidenceQuerySet:
        """What goes with the next submission."""
        return self.filter(taken_out_at=None)


class Evidence(Row):
    """A file that shows a milestone was reached. Taken out it stays for what was submitted with it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="evidence")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="evidence")
    taken_out_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.file)


class FormerSheet(Row):
    """Answers to a form that the plan asked for before it asked for another: kept, and taken up should it be asked for again."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="former_sheets")
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="former")

    def __str__(self) -> str:
        return f"{self.milestone}: {self.sheet}"


class HandIn(AppendOnly):
    """What a startup submitted for a milestone, as it was then."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="hand_ins")
    number = models.PositiveIntegerField()
    account = models.TextField()
    links = models.JSONField(default=list)
    files = models.JSONField(default=list, help_text="[{code, name, size, sha256}]")
    figure = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", help_text="of the form, if any")
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty for what was submitted before these were kept",
    )
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        verbose_name = "submission of a milestone"
        verbose_name_plural = "submissions of milestones"
        constraints = [models.UniqueConstraint(fields=["milestone", "number"], name="hand_in_number")]

    def __str__(self) -> str:
        return f"{self.milestone} v{self.number}"


class SignOff(AppendOnly):
    """A supporter's or manager's verdict on what was submitted: on that `hand_in` and no later one."""

    class Verdict(models.TextChoices):
        REACHED = "reached", _("Reached")
        RETURNED = "returned", _("Returned")

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="sign_offs")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    comment = models.TextField(blank=True)
    hand_in = models.ForeignKey(HandIn, null=True, db_index=False, on_delete=models.PROTECT, related_name="sign_offs")
    sections = models.JSONField(default=list, db_default=[], help_text="[{key, title, comment}] of the parts that came back")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        verbose_name = "sign-off"
        verbose_name_plural = "sign-offs"
        constraints = [one_of("sign_off_verdict", verdict=["reached", "returned"])]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.verdict}"
