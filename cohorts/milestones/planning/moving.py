"""One startup's milestones on other days than the plan's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail
from cohorts.milestones import due_words, hearing, ladder, messages
from cohorts.milestones.changes import Change
from cohorts.milestones.models import Milestone
from cohorts.milestones.planning import along, telling
from cohorts.roster.models import Cohort, Enrolment

_BEYOND = timedelta(days=365)  # how long after its cohort's last day a milestone may still be due


@transaction.atomic
def move(milestone: Milestone, *, due_on: date, reason: str, by: Any) -> Milestone:
    """Gives one startup's milestone another day; what depends on it moves along, as do reminders, and the founders hear why."""
    if not by.has_perm("milestones.run", milestone):
        raise Forbidden(_("Only the programme's managers move milestones, and nobody those of their own startup."))
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    held = _locked(milestone)
    require_movable(held, due_on)
    was = held.due_on
    if was == due_on:
        return held
    moved = set_day(held, due_on, why=reason, by=by)
    facts: dict[str, Any] = {"was": f"{was:%-d %B %Y}", "due": f"{due_on:%-d %B %Y}", "reason": reason}
    facts["startup"] = held.enrolment.startup
    for person in hearing.concerned(held):
        facts |= {"along": telling.in_words(moved, person.language), "url": held.get_absolute_url()}
        notices.tell(messages.MOVED, to=person, about=held, by=by, milestone=held, **facts)
    _record(held, moved, by=by, was=facts["was"], due=facts["due"], reason=reason)
    return held


def lock(milestone: Milestone) -> None:
    """Its startup's enrolment and all of its milestones, in the order in which everybody locks them."""
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk=milestone.enrolment_id).values_list("pk"))
    rows = Milestone.objects.filter(enrolment=milestone.enrolment_id)
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _locked(milestone: Milestone) -> Milestone:
    lock(milestone)
    rows = Milestone.objects.select_related("enrolment__cohort", "enrolment__startup", "step", "asked")
    held = rows.filter(pk=milestone.pk).first()
    if held is None:
        raise Refusal(_("This is no longer asked of the startup: the plan changed."))
    return held


def _record(held: Milestone, moved: Sequence[Change], *, by: Any, **facts: Any) -> None:
    enrolment, facts = held.enrolment, {"startup": held.enrolment.startup, **facts}
    sentence = gettext_noop("{actor} moved {subject} of {startup} from {was} to {due}: {reason}")
    if moved:
        sentence = gettext_noop("{actor} moved {subject} of {startup} from {was} to {due}, and {along} with it: {reason}")
        facts["along"] = ", ".join(map(str, moved))
    trail.record("milestone.moved", sentence, by=by, on=held, touching=(enrolment, enrolment.startup), **facts)


def set_day(held: Milestone, due_on: date, *, why: str, by: Any) -> list[Change]:
    """Another day than the plan's, and what moves along with it, each with its reminders. `held` is under `lock`. Refuses a day
    before what it waits for, and one by which another would move out of the cohort's days."""
    moved = along.along(held, due_on, list(along.siblings(held)))
    for one in moved:
        require_within(held.enrolment.cohort, one, field="due_on")
    held.due_on, held.moved_at, held.moved_by, held.moved_why = due_on, clock.now(), by, why[:500]
    held.save(update_fields=["due_on", "moved_at", "moved_by", "moved_why"])
    days = {one.there.pk: one.due_on for one in moved if one.there}
    rows = list(Milestone.objects.filter(pk__in=days))
    for row in rows:
        row.due_on = days[row.pk] or row.due_on
    Milestone.objects.bulk_update(rows, ["due_on"])
    ladder.replan(Milestone.objects.filter(pk__in=[held.pk, *days]), reason="moved")
    return moved


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


def require_within(cohort: Cohort, move: Change, *, field: str) -> None:
    """Refuses a milestone that would move out of the cohort's days, or further out; one that lies outside may come nearer."""
    was, day, (first, last) = move.there and move.there.due_on, move.due_on, days_of(cohort)
    if was and day and not min(first, was) <= day <= max(last, was):
        facts = {"milestone": move, "day": due_words.told(day), "first": due_words.told(first), "last": due_words.told(last)}
        said = _(
            "%(milestone)s would be due on %(day)s. Milestones are due within the cohort or the year after it: "
            "%(first)s to %(last)s."
        )
        raise Refusal(said % facts, field=field)
