"""Who sits in interviews to come: out of them with a conflict or with their role, and in again where that was a slip."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from accelerator.kit import clock, locking
from accelerator.programmes.models import Call, Programme
from accelerator.reviews import clashes
from accelerator.reviews.models import Conflict, Decline, Interview, Panel, PanelMember, Seat, Slot
from accelerator.reviews.operations import inviting
from accelerator.trail import operations as trail

RELATED = ("application__call", "startup", "slot__panel", "stage", "by")


def hold(applications: Collection[int]) -> None:
    """Locks the interviews to come of these: before what is given and before the conflict, as by who moves an interview."""
    coming = Interview.objects.planned().filter(application__in=applications, starts_at__gt=clock.now())
    list(coming.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def step_out(application: int, person: Any) -> None:
    """Somebody must not judge an application any more: they leave its interviews to come."""
    planned = Interview.objects.planned().filter(application=application, starts_at__gt=clock.now(), slot__seats__person=person)
    for one in planned.select_related(*RELATED):
        Seat.objects.filter(slot=one.slot, person=person).delete()
        if one.invited_at:
            inviting.excuse(one, person)


def come_back(application: int, person: Any) -> None:
    """They may judge it again: they sit with their panel where they are there, sit nowhere else by now and nothing else stands
    between: where they left for nothing but that slip.
    """
    planned = Interview.objects.planned().filter(application=application, starts_at__gt=clock.now())
    own = planned.filter(slot__panel__members__person=person).exclude(slot__in=Seat.objects.filter(person=person).values("slot"))
    since = {"application": OuterRef("application"), "person": person, "created_at__gt": OuterRef("created_at")}
    own = own.exclude(Exists(Decline.objects.filter(**since)))
    own = own.exclude(Exists(Conflict.objects.filter(**since).exclude(ended_by=person)))
    for one in own.select_related(*RELATED):
        one.stage.call = one.application.call
        hours = [(one.starts_at, one.ends_at)]
        if clashes.absences([person], hours, one.stage.call.zone):  # type: ignore[arg-type]  # what is planned has them
            continue
        try:
            with transaction.atomic():
                Seat.objects.create(slot=one.slot, person=person)  # type: ignore[misc]  # what is planned has one
        except IntegrityError:
            continue
        if one.invited_at:
            inviting.welcome(one, person)


def leave(programme: Programme, person: Any, *, by: Any) -> None:
    """Who has no role in the programme any more leaves its panels, and their times to come. Managers find them in the trail.

    Holds all its calls: who would put them on a panel of one meanwhile waits, and finds no reviewer.
    """
    calls = Call.objects.filter(programme=programme).select_for_update(no_key=True).order_by("pk")
    held = {call.pk: call for call in calls}
    theirs = Panel.objects.filter(stage__call__in=held, members__person=person)
    panels = list(theirs.select_related("stage").order_by("stage__call", "pk"))
    to_come = Slot.objects.filter(panel__in=panels, starts_at__gt=clock.now()).select_for_update(no_key=True).order_by("pk")
    slots = list(to_come.values_list("pk", flat=True))
    met = Interview.objects.planned().filter(slot__in=slots, slot__seats__person=person)
    found = locking.all_held(met.select_related(*RELATED).order_by("pk"))
    PanelMember.objects.filter(panel__in=panels, person=person).delete()
    Seat.objects.filter(slot__in=slots, person=person).delete()
    for one in found:
        if one.invited_at:
            inviting.excuse(one, person)
    for panel in panels:
        said = gettext_noop("{person} left the panel {panel} of {subject} with their role.")
        trail.record("panel.left", said, by=by, on=held[panel.stage.call_id], panel=str(panel), person=person)
