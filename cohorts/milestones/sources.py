"""Who hears a milestone's reminders, decided when they fall due."""

from __future__ import annotations

from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from cohorts.milestones import hearing, messages
from cohorts.milestones.ladder import SOURCE
from cohorts.milestones.models import Milestone, ReminderRule
from cohorts.roster.models import Enrolment


class MilestoneReminders:
    """The audience of the rule that planned it. Nothing about what is done or who is not in the cohort."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        found = (
            Milestone.objects.filter(pk=key).select_related("enrolment__startup", "enrolment__cohort", "step", "asked").first()
        )
        if found is None:
            return "the milestone is gone"
        if found.enrolment.state != Enrolment.State.ACTIVE:
            return "not in the cohort now"
        if found.enrolment.is_paused(found.enrolment.today()):
            return "paused"
        if found.state in (Milestone.State.REACHED, Milestone.State.WAIVED, Milestone.State.SUBMITTED):
            return f"already {found.state}"
        rule = ReminderRule.objects.filter(code=reminder.rule).first()
        said = hearing.facts(found)
        subject, text = hearing.own(reminder, rule, said)
        around = hearing.around([found.enrolment])
        people = [one for audience in _audiences(reminder, rule, found) for one in around.heard_by(audience, found.enrolment)]
        url = found.get_absolute_url()
        return [Hearing(person, said, url, subject, text) for person in dict.fromkeys(people)]


def _audiences(reminder: Reminder, rule: ReminderRule | None, milestone: Milestone) -> list[str]:
    """One that was planned before there were rules is said to whom it was meant for then."""
    if rule is not None:
        return [hearing.reached_by(rule, milestone)]
    late = reminder.kind == messages.OVERDUE.name
    return [ReminderRule.Audience.STARTUP, *([ReminderRule.Audience.MENTORS] if late else [])]


REMINDERS = MilestoneReminders()
