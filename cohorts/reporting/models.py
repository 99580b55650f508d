"""What managers decide about flags: the rules that raise them, those they raise by hand, and those they quieten for a while. And
how each person keeps a board."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import CodeField, Row, one_of
from accelerator.programmes.models import Programme
from cohorts.reporting import risk
from cohorts.roster.models import Cohort, Enrolment


class RiskRuleQuerySet(models.QuerySet["RiskRule"]):
    def over(self, cohort: Cohort) -> RiskRuleQuerySet:
        """Those of the cohort and of its programme."""
        return self.filter(models.Q(cohort=cohort) | models.Q(programme=cohort.programme_id))


@pghistory.track()
class RiskRule(Row):
    """When startups are flagged, for a whole programme or for one cohort, whose own rule goes before its programme's.

    Kinds without a row follow risk.DEFAULTS.
    """

    class Kind(models.TextChoices):
        LATE = risk.LATE, _("Milestone late")
        MANY_LATE = risk.MANY_LATE, _("Several milestones late")
        MISSED = risk.MISSED, _("Check-ins missed in a row")
        RETURNED = risk.RETURNED, _("Returned evidence unanswered")
        ASK = risk.ASK, _("Ask unanswered")
        NOT_BEGUN = risk.NOT_BEGUN, _("Milestone not begun")
        NO_SESSION = risk.NO_SESSION, _("No mentor session")
        CREDITS = risk.CREDITS, _("Credits run out")

    class Severity(models.TextChoices):
        RISK = risk.RISK, _("At risk")
        WATCH = risk.WATCH, _("Keep an eye on it")

    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="risk_rules")
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="risk_rules")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    threshold = models.PositiveSmallIntegerField(help_text="days, milestones or check-ins, as the kind counts")
    is_on = models.BooleanField(default=True)
    severity = models.CharField(max_length=5, choices=Severity.choices)

    objects = RiskRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind"], name="risk_rule_of_programme"),
            models.UniqueConstraint(fields=["cohort", "kind"], name="risk_rule_of_cohort"),
            models.CheckConstraint(
                condition=models.Q(programme__isnull=False, cohort__isnull=True)
                | models.Q(programme__isnull=True, cohort__isnull=False),
                name="risk_rule_of_one",
            ),
            models.CheckConstraint(condition=models.Q(threshold__lte=risk.MOST), name="risk_rule_threshold"),
            one_of("risk_rule_kind", kind=list(risk.KINDS)),
            one_of("risk_rule_severity", severity=list(risk.SEVERITIES)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.threshold}"

    def rule(self) -> risk.Rule:
        return risk.Rule(self.kind, self.threshold, self.is_on, self.severity)


class WordQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> WordQuerySet:
        """To the programme's managers and who sees every programme: never to the startup's people, mentors, who sees credits."""
        if person.holds("programmes.see"):
            return self
        return self.filter(enrolment__cohort__programme__in=Programme.objects.run_by(person))

    def standing(self, today: date) -> WordQuerySet:
        """Not taken back, and not past their last day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=today), ended_at=None)


class Word(Row):
    """What a manager says about a startup's flags, up to and with the day `until_on`."""

    code = CodeField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="%(class)ss")
    reason = models.CharField(max_length=200)
    until_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WordQuerySet.as_manager()

    class Meta:
        abstract = True


ENDED_BY_SOMEBODY = models.Q(ended_at__isnull=True, ended_by__isnull=True) | models.Q(
    ended_at__isnull=False, ended_by__isnull=False
)


@pghistory.track()
class RiskFlag(Word):
    """Raised by hand: somebody should look at this startup, for this reason."""

    severity = models.CharField(max_length=5, choices=RiskRule.Severity.choices)

    class Meta:
        constraints = [
            one_of("risk_flag_severity", severity=list(risk.SEVERITIES)),
            models.CheckConstraint(condition=ENDED_BY_SOMEBODY, name="risk_flag_ended_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.reason


@pghistory.track()
class RiskMute(Word):
    """Flags of one `kind`, or all that rules raise, are quiet for a while: somebody knows and says why."""

    kind = models.CharField(max_length=10, blank=True, help_text="all where it is empty")

    class Meta:
        constraints = [
            one_of("risk_mute_kind", kind=["", risk.BY_HAND, *risk.KINDS]),
            models.CheckConstraint(condition=ENDED_BY_SOMEBODY, name="risk_mute_ended_by_somebody"),
            models.CheckConstraint(condition=models.Q(until_on__isnull=False), name="risk_mute_has_an_end"),
            models.UniqueConstraint(fields=["enrolment", "kind"], condition=models.Q(ended_at=None), name="risk_mute_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class BoardView(Row):
    """The board of a cohort as one person keeps it: what they narrow it to, its groups, order and columns."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    query = models.CharField(max_length=800, help_text="of the board's address, without its question mark")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="board_view_once")]

    def __str__(self) -> str:
        return f"{self.cohort} as {self.person} keeps it"
