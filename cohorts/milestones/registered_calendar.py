"""Milestones in somebody's own calendar: whole days, as the startup counts them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accelerator.kit import together
from accelerator.kit.calendar import Event, uid
from accelerator.kit.together import Steps
from cohorts.milestones.models import Milestone
from cohorts.roster.models import Enrolment, Supporter

_MOST = 400


@together.stepwise
def calendar_entries(person: Any, since: date, until: date) -> Steps[list[Event]]:
    """Those of the startups that `person` belongs to or stands by; what is waived goes."""
    if not person.may_stand_in("startup", "enrolment"):
        return []
    rows = _dated(person).filter(due_on__range=(since, until))[:_MOST]
    yield [rows]
    return [_event(one) for one in rows]


def _dated(person: Any) -> QuerySet[Milestone]:
    """With how often each has `changed`."""
    supports = Supporter.objects.live().filter(person=person).values("enrolment")
    mine = Q(enrolment__in=Enrolment.objects.of_member(person)) | Q(enrolment__in=supports)
    rows = Milestone.objects.filter(mine, enrolment__state=Enrolment.State.ACTIVE).exclude(state=Milestone.State.WAIVED)
    history = apps.get_model("cohorts", "MilestoneEvent").objects.filter(pgh_obj=OuterRef("pk")).order_by()
    count = history.values("pgh_obj").annotate(count=Count("pk")).values("count")
    rows = rows.annotate(changed=Coalesce(Subquery(count), 0)).order_by("due_on", "id")
    return rows.select_related("enrolment__startup", "enrolment__cohort")


def _event(one: Milestone) -> Event:
    note = _("State: %(state)s") % {"state": one.word()}
    title = f"{one} · {one.enrolment.startup}"
    return Event(uid(f"milestone-{one.code}"), title, one.due_on, note, one.get_absolute_url(), one.changed)  # type: ignore[attr-defined]  # annotated
