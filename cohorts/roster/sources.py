"""Who hears of what is open on joining, decided when the reminder falls due."""

from __future__ import annotations

from datetime import timedelta

from accelerator.kit.addresses import reverse
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from cohorts.roster import messages
from cohorts.roster.models import Duty, Enrolment
from cohorts.roster.operations.onboarding import AHEAD, SOURCE

_WRITERS = (Member.Role.OWNER, Member.Role.MEMBER)


class OnboardingReminders:
    """Owners and members of the startup: all that is due soon, or all that is late, in one. Nothing of what is done."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        enrolment = Enrolment.objects.filter(pk=key).select_related("startup", "cohort").first()
        if enrolment is None or enrolment.state != Enrolment.State.ACTIVE:
            return "no longer in the cohort"
        today = enrolment.today()
        if enrolment.is_paused(today):
            return "paused"
        duties = Duty.objects.open().filter(enrolment=enrolment).select_related("item").order_by("due_on", "id")
        if reminder.kind == messages.ONBOARDING_DUE.name:
            duties = duties.filter(due_on__gte=today, due_on__lte=today + timedelta(days=max(AHEAD)))
        else:
            duties = duties.filter(due_on__lt=today)
        open_ = "\n".join(f"• {one}, {one.due_on:%-d %B %Y}" for one in duties)
        if not open_:
            return "nothing open"
        facts = {"startup": str(enrolment.startup), "cohort": str(enrolment.cohort), "open": open_}
        url = reverse("enrolment_onboarding", args=[enrolment.code])
        people = founders.people([enrolment.startup_id], *_WRITERS).get(enrolment.startup_id, [])
        return [Hearing(person, facts, url) for person in people]


ONBOARDING = OnboardingReminders()
