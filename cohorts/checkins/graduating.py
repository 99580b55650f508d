"""Check-ins as something that a startup has to show to graduate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from cohorts.checkins.models import CheckIn
from cohorts.roster.models import Enrolment
from cohorts.roster.points import Standing


class Answered:
    """Rounds that the startup answered, late ones too, of those it was asked in; one that is open and not yet due counts for
    nothing until it is answered.
    """

    name = "check_ins"
    label = _("Check-ins answered")

    def standings(self, enrolments: Sequence[Enrolment]) -> Mapping[int, Standing]:
        at = clock.now()
        sent, missed = Q(state=CheckIn.State.SENT), Q(state=CheckIn.State.OPEN, due_at__lte=at)
        asked = CheckIn.objects.asked_by(at).filter(sent | missed, enrolment__in=enrolments)
        counted = asked.order_by().values_list("enrolment").annotate(have=Count("pk", filter=sent), of=Count("pk"))
        return {enrolment: Standing(have, of) for enrolment, have, of in counted}


ANSWERED = Answered()
