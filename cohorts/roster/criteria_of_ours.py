"""What the roster itself can ask of a startup that is to graduate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from cohorts.roster.models import Attendance, Duty, Enrolment
from cohorts.roster.points import Standing


class Checklist:
    """Lines of the onboarding checklist that are done or waived."""

    name = "checklist"
    label = _("Onboarding checklist done")

    def standings(self, enrolments: Sequence[Enrolment]) -> Mapping[int, Standing]:
        rows = Duty.objects.live().filter(enrolment__in=enrolments).order_by().values_list("enrolment")
        counted = rows.annotate(have=Count("pk", filter=~Q(state=Duty.State.OPEN)), of=Count("pk"))
        return {enrolment: Standing(have, of) for enrolment, have, of in counted}


class Attended:
    """Events at which somebody of the startup was, of those where its attendance was recorded; who was excused missed nothing."""

    name = "attendance"
    label = _("Events attended")

    def standings(self, enrolments: Sequence[Enrolment]) -> Mapping[int, Standing]:
        there = Attendance.objects.filter(enrolment__in=enrolments, event__called_off_at=None, event__starts_at__lte=clock.now())
        came = Q(state__in=[Attendance.State.PRESENT, Attendance.State.EXCUSED])
        counted = (
            there.order_by()
            .values_list("enrolment")
            .annotate(have=Count("event", filter=came, distinct=True), of=Count("event", distinct=True))
        )
        return {enrolment: Standing(have, of) for enrolment, have, of in counted}


CHECKLIST = Checklist()
ATTENDED = Attended()
