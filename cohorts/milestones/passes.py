"""Reminders of few milestones are planned in the transaction that moves them, those of many by workers, piece by piece."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from accelerator.kit import clock, doorbell
from accelerator.notices.models import Reminder
from cohorts.milestones import ladder
from cohorts.milestones.models import Milestone, Plan, ReminderPass, ReminderPassQuerySet
from cohorts.roster.models import Cohort

FEW = 200  # milestones whose reminders a request plans itself
PIECE = 1000  # milestones that a worker comes by in one transaction


@transaction.atomic(savepoint=False)
def bring(milestones: QuerySet[Milestone], over: ReminderPass) -> None:
    """Brings the reminders of `milestones` to what rules say now: few of them at once; else the pass `over` begins, in which
    workers come by all that it names. Called in the transaction that changed them.
    """
    keys = list(milestones.order_by("pk").values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        ladder.settle(keys, reason=over.reason, only=over.rule)
        return
    over.of = over.milestones().count()
    over.save()
    doorbell.ring("milestones.plan_reminders", over.pk)


@transaction.atomic
def advance(pk: int) -> bool:
    """Comes by the next milestones of an open pass; whether some are left. Not while another worker is at it."""
    rows = ReminderPass.objects.open().select_for_update(of=("self",), skip_locked=True, no_key=True)
    held = rows.select_related("rule").filter(pk=pk).first()
    if held is None:
        return False
    keys = list(held.milestones().filter(pk__gt=held.last).order_by("pk").values_list("pk", flat=True)[:PIECE])
    ladder.settle(keys, reason=held.reason, only=held.rule, since=held.begun_at)
    held.last, held.done = max(keys, default=held.last), held.done + len(keys)
    if len(keys) < PIECE:
        held.done_at = clock.now()
    held.save(update_fields=["last", "done", "done_at"])
    return held.done_at is None


def is_overtaken(reminder: Reminder, milestone: Milestone) -> bool:
    """Whether a pass that has not come by `milestone` yet will put `reminder` aside. One query, or two."""
    ahead = ReminderPass.objects.open().over(milestone).filter(last__lt=milestone.pk)
    return ahead.exists() and not ladder.is_as_planned(reminder, milestone)


def of_plan(plan: Plan) -> ReminderPassQuerySet:
    """Those that are under way over milestones of the plan."""
    return ReminderPass.objects.open().filter(plan=plan)


def of_cohort(cohort: Cohort) -> ReminderPassQuerySet:
    here = Q(cohort=cohort) | Q(cohort=None, plan__cohorts=cohort) | Q(startup__enrolments__cohort=cohort)
    return ReminderPass.objects.open().filter(pk__in=ReminderPass.objects.filter(here).values("pk"))


def progress(passes: ReminderPassQuerySet) -> tuple[int, int] | None:
    """(milestones come by, of how many), of all `passes` together; None where none is under way. One query."""
    found = passes.aggregate(done=Sum("done"), of=Sum("of"))
    return (found["done"], max(found["done"], found["of"])) if found["of"] is not None else None
