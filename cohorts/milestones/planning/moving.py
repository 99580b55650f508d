"""One startup's milestones on other days than the plan's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail
from cohorts.milestones import hearing, ladder, messages
from cohorts.milestones.models import Milestone
from cohorts.roster.models import Cohort, Enrolment

_BEYOND = timedelta(days=365)  # how long after its cohort's last day a milestone may still be due


@transaction.atomic
def move(milestone: Milestone, *, due_on: date, reason: str, by: Any) -> Milestone:
    """Gives one startup's milestone another day; its reminders move along and the founders hear why."""
    if not by.has_perm("milestones.run", milestone):
        raise Forbidden(_("Only the programme's managers move milestones, and nobody those of their own startup."))
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("enrolment__cohort", "enrolment__startup", "step", "asked")
        .filter(pk=milestone.pk)
        .first()
    )
    if held is None:
        raise Refusal(_("This is no longer asked of the startup: the plan changed."))
    require_movable(held, due_on)
    was = held.due_on
    if was == due_on:
        return held
    set_day(held, due_on, why=reason, by=by)
    facts: dict[str, Any] = {"was": f"{was:%-d %B %Y}", "due": f"{due_on:%-d %B %Y}", "reason": reason}
    facts["startup"] = held.enrolment.startup
    for person in hearing.concerned(held):
        notices.tell(messages.MOVED, to=person, about=held, url=held.get_absolute_url(), by=by, milestone=held, **facts)
    trail.record(
        "milestone.moved",
        gettext_noop("{actor} moved {subject} of {startup} from {was} to {due}: {reason}"),
        by=by,
        on=held,
        touching=(held.enrolment, held.enrolment.startup),
        **facts,
    )
    return held


def set_day(held: Milestone, due_on: date, *, why: str, by: Any) -> None:
    """Another day than the plan's, and its reminders with it. `held` is locked."""
    held.due_on, held.moved_at, held.moved_by, held.moved_why = due_on, clock.now(), by, why[:500]
    held.save(update_fields=["due_on", "moved_at", "moved_by", "moved_why"])
    ladder.replan(Milestone.objects.filter(pk=held.pk), reason="moved")


def require_movable(held: Milestone, due_on: date) -> None:
    if held.enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.enrolment.startup})
    if held.state in (Milestone.State.REACHED, Milestone.State.WAIVED):
        raise Refusal(_("This milestone is “%(state)s” now. Load the page again.") % {"state": held.word()})
    require_day(held.enrolment.cohort, due_on)


def require_day(cohort: Cohort, day: date, *, field: str = "due_on") -> None:
    """Refuses a day that no milestone of `cohort` can be due on."""
    first, last = days_of(cohort)
    if not first <= day <= last:
        days = {"first": f"{first:%-d %B %Y}", "last": f"{last:%-d %B %Y}"}
        raise Refusal(_("Choose a day of the cohort or the year after it: %(first)s to %(last)s.") % days, field=field)


def days_of(cohort: Cohort) -> tuple[date, date]:
    """The first and the last day that a milestone of `cohort` can be due on."""
    return cohort.starts_on, cohort.ends_on + _BEYOND
