"""Who hears a milestone's reminders, decided when they fall due, and once more where their mail waited for a morning."""

from __future__ import annotations

from datetime import date

from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing, Overtaken
from cohorts.milestones import hearing, messages, moments, passes
from cohorts.milestones.ladder import SOURCE
from cohorts.milestones.models import Milestone, ReminderRule
from cohorts.roster.models import Enrolment

_LATE = {messages.DUE.name: messages.OVERDUE.name, messages.AHEAD.name: messages.ESCALATED.name}


class MilestoneReminders:
    """The audience of the rule that planned it. Nothing about what is done or who is not in the cohort, nor what workers are
    about to plan otherwise."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        found = _about(reminder)
        if found is None:
            return "the milestone is gone"
        if found.enrolment.state != Enrolment.State.ACTIVE:
            return "not in the cohort now"
        if found.enrolment.is_paused(found.enrolment.today()):
            return "paused"
        if found.state in (Milestone.State.REACHED, Milestone.State.WAIVED, Milestone.State.SUBMITTED):
            return f"already {found.state}"
        if passes.is_overtaken(reminder, found):
            return Overtaken("planned anew")
        rule = ReminderRule.objects.filter(code=reminder.rule).first()
        said = hearing.facts(found)
        subject, text = hearing.own(reminder, rule, said)
        around = hearing.around([found.enrolment])
        people = [one for audience in _audiences(reminder, rule, found) for one in around.heard_by(audience, found.enrolment)]
        url = found.get_absolute_url()
        late = found.enrolment.today() > found.due_on
        kind = _LATE.get(reminder.kind, reminder.kind) if late else reminder.kind
        at_once = rule is not None and rule.unit == ReminderRule.Unit.HOURS  # hours later it would be of no use
        return [Hearing(person, said, url, subject, text, kind, at_once) for person in dict.fromkeys(people)]

    def again(self, reminder: Reminder) -> list[Hearing] | str:
        """The same of the milestone as it is by then; nothing where its rule does not speak on that day any more."""
        rule = ReminderRule.objects.filter(code=reminder.rule).first()
        found = _about(reminder)
        if rule is not None and found is not None and not _speaks(rule, found, reminder.local_on):
            return "its day or the plan's reminders changed"
        return self.audience(reminder)


def _about(reminder: Reminder) -> Milestone | None:
    rows = Milestone.objects.select_related("enrolment__startup", "enrolment__cohort", "step", "asked")
    return rows.filter(pk=int(reminder.subject.rpartition(":")[2])).first()


def _speaks(rule: ReminderRule, milestone: Milestone, on: date) -> bool:
    at, enrolment = rule.at, milestone.enrolment
    workdays = enrolment.cohort.workdays
    moment = moments.moment(rule.offset, rule.unit, at, due_on=milestone.due_on, zone=enrolment.zone, workdays=workdays)
    return rule.ended_at is None and moment.on == on


def _audiences(reminder: Reminder, rule: ReminderRule | None, milestone: Milestone) -> list[str]:
    """One that was planned before there were rules is said to whom it was meant for then."""
    if rule is not None:
        return [hearing.reached_by(rule, milestone)]
    late = reminder.kind == messages.OVERDUE.name
    return [ReminderRule.Audience.STARTUP, *([ReminderRule.Audience.MENTORS] if late else [])]


REMINDERS = MilestoneReminders()
