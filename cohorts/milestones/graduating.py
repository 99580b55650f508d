"""Milestones as something that a startup has to show to graduate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cohorts.milestones.models import Milestone
from cohorts.roster.models import Enrolment
from cohorts.roster.points import Standing


class Reached:
    """Milestones that are signed off, of those that are not waived."""

    name = "milestones"
    label = _("Milestones reached")

    def standings(self, enrolments: Sequence[Enrolment]) -> Mapping[int, Standing]:
        asked = Milestone.objects.filter(enrolment__in=enrolments).exclude(state=Milestone.State.WAIVED)
        reached = Count("pk", filter=Q(state=Milestone.State.REACHED))
        counted = asked.order_by().values_list("enrolment").annotate(have=reached, of=Count("pk"))
        return {enrolment: Standing(have, of) for enrolment, have, of in counted}


REACHED = Reached()
