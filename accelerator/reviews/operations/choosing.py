"""Founders choose the time of their interview themselves, among those that are free, until a moment that the manager names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock, codes, locking, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import clashes, interviews
from accelerator.reviews.models import Interview, Slot
from accelerator.reviews.operations import assigning, interviewing, inviting, panelling
from accelerator.reviews.operations.seating import RELATED
from accelerator.startups import queries as startups
from accelerator.trail import operations as trail


@transaction.atomic
def offer(stage: ReviewStage, *, until: datetime, by: Any) -> int:
    """Has the founders of all who wait for a time choose one until `until`, and tells them; returns how many. Offered anew, those
    who have not chosen have until then, too.
    """
    held = panelling.held_stage(stage, by=by)
    now = clock.now()
    if until <= now:
        raise Refusal(_("That day has passed. Choose a later one."), field="until")
    if not interviews.free(held, at=max(now, until)).exists():
        raise Refusal(_("No time after that day is free. Choose an earlier day, or lay out more times."), field="until")
    waiting = list(interviews.wanting(held))
    if not waiting:
        raise Refusal(interviews.nobody(held))
    offered = Interview.objects.filter(stage=held, state=Interview.State.OFFERED, application__in=waiting)
    offered.update(choose_until=until)
    there = set(offered.values_list("application", flat=True))
    given = {"stage": held, "state": Interview.State.OFFERED, "choose_until": until, "by": by}
    Interview.objects.bulk_create(
        Interview(application=one, startup_id=clashes.root(one), **given) for one in waiting if one.pk not in there
    )
    founders, act = startups.people(clashes.root(one) for one in waiting), codes.new()
    for one in offered.select_related("application__call", "startup").order_by("pk"):
        inviting.offer(one, founders.get(one.startup_id, ()), act=act)
    said = gettext_noop("{actor} had {count} startups choose the time of their interview until {until}, for {subject}.")
    trail.record(
        "interviews.offered", said, by=by, on=held.call, count=len(waiting), until=wording.instant(until, held.call.zone)
    )
    return len(waiting)


@transaction.atomic
def choose(interview: Interview, *, slot: Slot, by: Any) -> Interview:
    """A founder takes a free time, or changes to another one while it may be chosen; everybody is told at once."""
    Slot.objects.select_for_update(no_key=True).filter(pk=slot.pk).first()  # before the interview, as by who changes its panel
    held = locking.held(Interview.objects.select_related(*RELATED), interview.pk)
    held.stage.call = held.application.call
    require_open(held, by=by)
    if slot.pk == held.slot_id:
        return held
    found = interviews.free(held.stage, at=clock.now()).filter(pk=slot.pk).first()
    if found is None or clashes.barred([held.application], [found], by=by):
        raise Refusal(_("This time is not free any more. Choose another."), field="slot")
    was, had = held.slot, held.invited_at
    held.slot, held.state, held.act = found, Interview.State.PLANNED, ""
    held.invited_at, held.revision = had or clock.now(), held.revision + bool(had)
    try:
        with transaction.atomic():
            held.save(update_fields=["slot", "state", "act", "invited_at", "revision"])
    except IntegrityError as fault:
        raise Refusal(_("Somebody took this time a moment ago. Choose another."), field="slot") from fault
    held.refresh_from_db(fields=["starts_at", "ends_at"])
    call = held.application.call
    when = wording.hours(found.starts_at, found.ends_at, call.zone)
    said = gettext_noop("{actor} chose the time of the interview with {application}: {when}.")
    trail.record("interview.chosen", said, by=by, on=call, application=str(held.application), when=when)
    inviting.tell_change(held, was=was) if had else inviting.invite([held])
    return held


def require_open(interview: Interview, *, by: Any) -> None:
    """Whether `by` may choose its time now."""
    if not by.has_perm("reviews.choose_time", interview):
        raise Forbidden(_("Only founders of this startup who may write choose the time."))
    now = clock.now()
    if interview.state == Interview.State.CALLED_OFF or interview.choose_until is None:
        raise Refusal(_("The time of this interview is not yours to choose. Ask the programme team."))
    if now >= interview.choose_until or (interview.starts_at and interview.starts_at <= now):
        raise Refusal(
            _("The time could be chosen until %(until)s. Ask the programme team.")
            % {"until": wording.moment(interview.choose_until)}
        )


def close_withdrawn(application: Application, *, by: Any) -> None:
    """An application that is withdrawn is not interviewed: its times to come are free again."""
    _close({application.pk: by}, reason=_("The application was withdrawn."))


def close_told(applications: Mapping[int, Any]) -> None:
    """Nor is one whose decision is known now. Applications by key, each with who released its decision."""
    _close(applications, reason=_("The decision about the application is known now."))


def _close(applications: Mapping[int, Any], *, reason: str) -> None:
    """Interviews first, then how the applications stand: as by who invites."""
    theirs = Interview.objects.to_come(clock.now()).filter(application__in=list(applications))
    found = locking.all_held(theirs.select_related(*RELATED).order_by("pk"))
    assigning.hold_standings({one.application_id for one in found})
    for one in found:
        one.stage.call = one.application.call
        interviewing.drop(one, reason=reason, by=applications[one.application_id])
