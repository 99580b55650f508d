"""Interviews as pages and operations read them: who waits for one, which times are free, what stands when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import clock, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import clashes, released, stages
from accelerator.reviews.models import Assignment, Interview, InterviewQuerySet, Panel, PanelMember, Seat, Slot

_PERSON = JSONObject(person="person_id", code="person__code", name="person__name", active="person__is_active")


def _people(rows: QuerySet[Any], **of: Any) -> ArraySubquery:
    """[{person, code, name, active}] by name, for annotate(); not `active` is whose account is suspended."""
    return ArraySubquery(rows.filter(**of).order_by("person__name", "id").values(one=_PERSON))


def of_kind(there: Iterable[ReviewStage]) -> list[ReviewStage]:
    """The stages of a call in which people meet."""
    return [one for one in there if one.kind == ReviewStage.Kind.INTERVIEW]


def panels(stage: ReviewStage) -> QuerySet[Any]:
    """By name, with their `people`."""
    members = _people(PanelMember.objects.all(), panel=OuterRef("pk"))
    return Panel.objects.filter(stage=stage).annotate(people=members).order_by("name", "id")


def all_slots() -> QuerySet[Any]:
    """Times in their order, with their panel, and with who is `seated`."""
    seated = _people(Seat.objects.all(), slot=OuterRef("pk"))
    return Slot.objects.select_related("panel").annotate(seated=seated).order_by("starts_at", "panel__name", "id")


def slots(stage: ReviewStage) -> QuerySet[Any]:
    return all_slots().filter(panel__stage=stage)


def free(stage: ReviewStage, *, at: datetime) -> QuerySet[Any]:
    """Those that nobody has and that are still to come."""
    taken = Interview.objects.planned().filter(slot=OuterRef("pk"))
    return slots(stage).filter(~Exists(taken), starts_at__gt=at)


def full(found: QuerySet[Interview]) -> QuerySet[Any]:
    """With all that their lines name, and with who is `seated`."""
    related = ("application__call", "startup", "slot__panel", "stage", "by")
    return found.select_related(*related).annotate(seated=_people(Seat.objects.all(), slot=OuterRef("slot")))


def wanting(stage: ReviewStage, there: Sequence[ReviewStage] = ()) -> QuerySet[Application]:
    """Who was sent on to this stage and has no time in it yet, by number. `there` are the stages of its call, where known."""
    earlier = [one for one in there or stages.of_call(stage.call) if one.position < stage.position]
    found = _without_time(stages.reached(stage, earlier), stage)
    return found.select_related("startup", "call").order_by("number")


def _without_time(found: QuerySet[Application], stage: ReviewStage) -> QuerySet[Application]:
    return found.filter(~Exists(Interview.objects.planned().filter(application=OuterRef("pk"), stage=stage)))


def nobody(stage: ReviewStage) -> str:
    """Why there is nobody in the stage to be given a time, where there is nobody."""
    return released.waits_no_more(_without_time(stages.sent_to(stage), stage)) or _("Nobody waits for a time.")


def choosing(stage: ReviewStage, *, at: datetime) -> InterviewQuerySet:
    """Those whose founders may still choose."""
    return Interview.objects.filter(stage=stage, state=Interview.State.OFFERED, choose_until__gt=at)


def untold(stage: ReviewStage) -> InterviewQuerySet:
    """Those that have a time of which nobody was told."""
    return Interview.objects.planned().filter(stage=stage, invited_at=None)


def open_to(interview: Interview, *, at: datetime, by: Any) -> list[Slot]:
    """The free times that its startup may have."""
    times = list(free(interview.stage, at=at))
    barred = clashes.barred([interview.application], times, by=by)
    return [slot for slot in times if (interview.application_id, slot.pk) not in barred]


@dataclass(frozen=True)
class Line:
    """A time of the stage, and who has it."""

    slot: Slot
    interview: Interview | None

    @property
    def state(self) -> str:
        """A word of kit.states, of "interview"."""
        if self.interview is None:
            return "over" if self.slot.starts_at <= clock.now() else "free"
        if self.slot.ends_at <= clock.now():
            return "over"
        return "invited" if self.interview.invited_at else "planned"


def suspended(found: Iterable[Any]) -> list[str]:
    """Names of those seated at the times of these lines whose accounts are suspended."""
    return sorted({seat["name"] for line in found for seat in line.slot.seated if not seat["active"]})


@dataclass(frozen=True)
class Day:
    on: date
    lines: list[Line]

    @property
    def taken(self) -> int:
        return sum(line.interview is not None for line in self.lines)


@together.stepwise
def lines(stage: ReviewStage) -> Steps[list[Line]]:
    """Every time of the stage in order. One query."""
    every, planned = slots(stage), full(Interview.objects.planned().filter(stage=stage))
    yield every, planned
    by_slot = {one.slot_id: one for one in planned}
    return [Line(slot, by_slot.get(slot.pk)) for slot in every]


def own_lines(stage: ReviewStage, person: Any) -> list[Line]:
    """Those in which `person` sits and was told of whom they meet. One query."""
    met = full(Interview.objects.met_by(person).filter(stage=stage).order_by("starts_at", "id"))
    found = []
    for one in met:
        one.slot.seated = one.seated
        found.append(Line(one.slot, one))
    return found


def desks(found: Iterable[Line], person: Any) -> dict[int, str]:
    """{application id: code of the assignment by which `person` scores it}. One query."""
    met = [line.interview for line in found if line.interview]
    own = Assignment.objects.own_of(person).filter(application__in=[one.application_id for one in met])
    return dict(own.filter(stage__in={one.stage_id for one in met}).values_list("application_id", "code"))


def days(call: Call, found: Sequence[Line]) -> list[Day]:
    """The same by the day that it is where the call is."""
    grouped = groupby(found, key=lambda line: line.slot.starts_at.astimezone(call.zone).date())
    return [Day(on, list(those)) for on, those in grouped]


def by_day(free: Iterable[Slot], zone: Any) -> list[tuple[date, list[Slot]]]:
    """Times by the day that they are in `zone`."""
    return [(on, list(those)) for on, those in groupby(free, key=lambda slot: slot.starts_at.astimezone(zone).date())]


def by_panel(found: Iterable[Line]) -> list[tuple[Panel, list[Line]]]:
    """A day's times, panel by panel."""
    ordered = sorted(found, key=lambda line: (line.slot.panel.name, line.slot.panel_id, line.slot.starts_at))
    return [(panel, list(those)) for panel, those in groupby(ordered, key=lambda line: line.slot.panel)]


def loads(found: Iterable[Line]) -> Counter[int]:
    """Interviews by panel id."""
    return Counter(line.slot.panel_id for line in found if line.interview)


def coming(person: Any, *, at: datetime) -> QuerySet[Interview]:
    """What `person` goes to, as panel or as founder, the next first."""
    mine = Q(pk__in=Interview.objects.met_by(person).values("pk"))
    mine |= Q(pk__in=Interview.objects.of_founder(person).known().values("pk"))
    related = ("application__call", "startup", "slot__panel", "stage")
    return Interview.objects.filter(mine, ends_at__gt=at).select_related(*related).order_by("starts_at", "id")
