"""Who hears of startups' milestones, and what they are told. Read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accelerator.kit import placeholders, together
from accelerator.kit.together import Steps
from accelerator.notices import letters
from accelerator.notices.models import Message, Reminder
from accelerator.notices.operations import own_words
from accelerator.programmes.models import Staff
from accelerator.startups import queries as founders
from cohorts.milestones.models import Milestone, ReminderRule, Step
from cohorts.roster.models import Enrolment, Supporter

_ACTING = {  # the audience that acts, by the owner of a step
    Step.Owner.FOUNDER: ReminderRule.Audience.STARTUP,
    Step.Owner.MENTOR: ReminderRule.Audience.MENTORS,
    Step.Owner.MANAGER: ReminderRule.Audience.MANAGERS,
}
_RUNGS = [str(one) for one in _ACTING.values()]
PLACES = ("milestone", "startup", "cohort", "due", "evidence")  # what a rule's words may name


def acts(milestone: Milestone) -> str:
    """The audience that acts on it."""
    return acting(milestone.asks.owner)


def acting(owner: str) -> str:
    """The audience that acts on what `owner`, of Step.Owner, has to do."""
    return str(_ACTING[Step.Owner(owner)])


def reached_by(rule: ReminderRule, milestone: Milestone) -> str:
    """The audience that hears what `rule` says of it."""
    return reached(rule, acts(milestone))


def reached(rule: ReminderRule, acts: str) -> str:
    """The same of what the audience `acts` does: nobody is reminded of what those above them have to do."""
    return max(rule.audience, acts, key=lambda one: _RUNGS.index(one))


def actors(milestone: Milestone) -> list[Any]:
    """The people who act on it. Three queries."""
    return around([milestone.enrolment]).heard_by(acts(milestone), milestone.enrolment)


def concerned(milestone: Milestone) -> list[Any]:
    """The founders, and who else acts. One query, or four."""
    founders = milestone.founders()
    return founders if milestone.is_for_founders else list(dict.fromkeys([*founders, *actors(milestone)]))


@dataclass(frozen=True)
class Around:
    """Who stands around enrolments: founders by startup, mentors and managers by enrolment, managers by programme."""

    founders: Mapping[int, Sequence[Any]]
    standing: Mapping[tuple[int, str], Sequence[Any]]
    managers: Mapping[int, Sequence[Any]]

    def heard_by(self, audience: str, enrolment: Enrolment) -> list[Any]:
        """The people of `audience` of one enrolment. Where no mentor stands by it, its managers hear in their place; nobody who
        belongs to the startup hears as one of them."""
        own = list(self.founders.get(enrolment.startup_id, ()))
        if audience == ReminderRule.Audience.STARTUP:
            return own
        managers = self.standing.get((enrolment.pk, Supporter.Role.MANAGER)) or self.managers.get(
            enrolment.cohort.programme_id, ()
        )
        mentors = self.standing.get((enrolment.pk, Supporter.Role.MENTOR), ())
        wanted = mentors if audience == ReminderRule.Audience.MENTORS else managers
        free = [one for one in dict.fromkeys(wanted) if one not in own]
        return free or [one for one in dict.fromkeys(managers) if one not in own]


@together.stepwise
def around(enrolments: Iterable[Enrolment]) -> Steps[Around]:
    """Of enrolments whose cohorts are at hand. Two queries, or three."""
    those = {one.pk: one for one in enrolments}
    stand = Supporter.objects.live().filter(enrolment__in=those, person__is_active=True).select_related("person").order_by("id")
    programmes = {one.cohort.programme_id for one in those.values()}
    staff = Staff.objects.live().filter(programme__in=programmes, role=Staff.Role.MANAGER, person__is_active=True)
    run = staff.select_related("person").order_by("id")
    yield stand, run
    standing, managers = defaultdict[tuple[int, str], list[Any]](list), defaultdict[int, list[Any]](list)
    for row in stand:
        standing[row.enrolment_id, row.role].append(row.person)
    for held in run:
        managers[held.programme_id].append(held.person)
    people = founders.people([one.startup_id for one in those.values()])
    return Around(people, standing, managers)


def facts(milestone: Milestone) -> dict[str, str]:
    """What reminders of it say, by the names in their words."""
    return {
        "milestone": str(milestone),
        "startup": str(milestone.enrolment.startup),
        "cohort": str(milestone.enrolment.cohort),
        "due": f"{milestone.due_on:%-d %B %Y}",
        "evidence": milestone.asks.evidence or "–",
    }


def own(reminder: Reminder, rule: ReminderRule | None, said: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text in words that people wrote: the reminder's own, else its rule's; each empty where the house's are said."""
    subject = reminder.own_subject or (rule.subject if rule else "")
    text = reminder.own_text or (rule.text if rule else "")
    return placeholders.filled(subject, said), placeholders.filled(text, said)


def told(reminder: Reminder, rule: ReminderRule | None, milestone: Milestone) -> tuple[str, list[str]]:
    """(subject, paragraphs) of the reminder as it would read now, in the active language."""
    said = facts(milestone)
    message = Message(kind=reminder.kind, facts=said | own_words(*own(reminder, rule, said)))
    subject, paragraphs, _action = letters.told(message)
    return subject, paragraphs
