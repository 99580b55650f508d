"""Who is met when: put into times by hand or all at once, told, moved, called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock, codes, locking, wording
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import clashes, fitting, guards, interviews, released, stages
from accelerator.reviews.models import Interview, Seat, Slot
from accelerator.reviews.operations import assigning, inviting, panelling
from accelerator.reviews.operations.seating import RELATED
from accelerator.trail import operations as trail

LONGEST_REASON = 300


@transaction.atomic
def place(application: Application, *, slot: Slot, by: Any) -> Interview:
    """Puts one application into a free time. Nobody is told before `invite`."""
    panel = panelling.held_panel(slot.panel, by=by)
    stage = panel.stage
    one = interviews.wanting(stage).filter(pk=application.pk).first()
    if one is None:
        said = _("%(application)s does not wait for an interview here. Look at the list again.")
        why = released.waits_no_more(stages.sent_to(stage).filter(pk=application.pk))
        raise Refusal(why or said % {"application": application.number}, field="application")
    made = _put(stage, {one: _free(stage, slot, one, by=by)}, act="", by=by)[0]
    said = gettext_noop("{actor} put {application} into {when} with {panel}, for {subject}.")
    _record("interview.placed", said, made, panel=str(panel), by=by)
    return made


@dataclass(frozen=True)
class Filled:
    """`act` is what undo_fill() takes; `left` are those for whom no time was free."""

    act: str
    count: int
    left: list[Application]


@transaction.atomic
def fill(stage: ReviewStage, *, by: Any, seed: int = 0) -> Filled:
    """Puts all who wait into the free times as one act: as many as can be, the earliest times first, by lot drawn with `seed`.

    Those whose founders may still choose are left alone, and so is what is planned. Nobody is told before `invite`.
    """
    held = panelling.held_stage(stage, by=by)
    now = clock.now()
    free = {one.pk: one for one in interviews.free(held, at=now)}
    waiting = {
        one.pk: one for one in interviews.wanting(held).exclude(pk__in=interviews.choosing(held, at=now).values("application"))
    }
    if not waiting or not free:
        raise Refusal(_("No time is free. Lay out more times first.") if waiting else interviews.nobody(held))
    found = fitting.fit(
        list(waiting),
        [fitting.Time(one.pk, one.starts_at, one.panel_id) for one in free.values()],
        barred=clashes.barred(list(waiting.values()), list(free.values()), by=by).keys(),
        loads=interviews.loads(interviews.lines(held)),
        seed=seed,
    )
    act = codes.new()
    _put(held, {waiting[who]: free[time] for who, time in found.placed.items()}, act=act, by=by)
    said = gettext_noop("{actor} put {count} applications into free times of {stage}, for {subject}; {left} are left without.")
    facts: dict[str, Any] = {"count": len(found.placed), "left": len(found.left), "stage": str(held), "seed": seed, "act": act}
    trail.record("interviews.filled", said, by=by, on=held.call, **facts)
    return Filled(act, len(found.placed), [waiting[who] for who in found.left])


@transaction.atomic
def undo_fill(call: Call, *, act: str, by: Any) -> int:
    """Takes out again whom the act put into a time, save those who were told, moved or called off since; returns how many."""
    made = Interview.objects.planned().filter(application__call=call, invited_at=None, act=act).exclude(act="")
    first = made.select_related("stage").first()
    if first is None:
        raise Refusal(_("There is nothing left to undo: they were invited, moved or called off since."))
    panelling.held_stage(first.stage, by=by)
    held = list(made.select_for_update(of=("self",)).order_by("pk"))
    chosen = [one.pk for one in held if one.choose_until]
    Interview.objects.filter(pk__in=chosen).update(state=Interview.State.OFFERED, slot=None, starts_at=None, ends_at=None, act="")
    Interview.objects.filter(pk__in=[one.pk for one in held if not one.choose_until]).delete()
    said = gettext_noop("{actor} took {count} applications to {subject} out of their times again.")
    trail.record("interviews.fill_undone", said, by=by, on=call, count=len(held))
    return len(held)


@transaction.atomic
def invite(stage: ReviewStage, *, by: Any) -> int:
    """Tells founders and panels of every interview to come that they do not know of; returns how many. Who stands in conflict by
    now leaves theirs unasked.
    """
    held = panelling.held_stage(stage, by=by)
    now = clock.now()
    known = interviews.untold(held).filter(starts_at__gt=now)
    found = locking.all_held(released.without(known).select_related(*RELATED).order_by("starts_at", "pk"))
    if not found:
        why = released.waits_no_more(Application.objects.filter(pk__in=known.values("application")))
        raise Refusal(why or _("Everybody who has a time to come was invited."))
    Seat.objects.filter(slot__in=[one.slot_id for one in found]).barred().delete()
    Interview.objects.filter(pk__in=[one.pk for one in found]).update(invited_at=now)
    for one in found:
        one.stage = held
    assigning.hold_standings({one.application_id for one in found})
    inviting.invite(found)
    said = gettext_noop("{actor} invited to {count} interviews of {stage}, for {subject}.")
    trail.record("interviews.invited", said, by=by, on=held.call, count=len(found), stage=str(held))
    return len(found)


@transaction.atomic
def move(interview: Interview, *, slot: Slot, by: Any) -> Interview:
    """Puts it into another free time of its stage; who was invited is told."""
    held = _held(interview, by=by, into=slot)
    if held.state != Interview.State.PLANNED or held.slot is None:
        raise Refusal(_("This interview has no time."))
    if slot.pk == held.slot_id:
        return held
    was, from_ = held.slot, wording.hours(held.slot.starts_at, held.slot.ends_at, held.stage.call.zone)
    held.slot, held.act, held.by = _free(held.stage, slot, held.application, by=by), "", by
    held.revision += 1
    _save(held, ["slot", "act", "by", "revision"], by=by)
    said = gettext_noop("{actor} moved {application} from {before} to {when}, for {subject}.")
    _record("interview.moved", said, held, by=by, before=from_)
    if held.invited_at:
        inviting.tell_change(held, was=was)
    return held


@transaction.atomic
def call_off(interview: Interview, *, reason: str, by: Any) -> Interview:
    """Its time is free again; who was invited hears why. It may be given another time later, as a new interview."""
    reason = joined(reason).strip()
    if not reason:
        raise Refusal(_("Say why: those invited read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("A reason has at most %(most)d characters.") % {"most": LONGEST_REASON}, field="reason")
    held = _held(interview, by=by)
    if held.state == Interview.State.CALLED_OFF:
        raise Refusal(_("This interview is called off already."))
    drop(held, reason=reason, by=by)
    return held


def drop(held: Interview, *, reason: str, by: Any) -> None:
    """The same, of one that is held, by whoever may."""
    slot, known = held.slot, held.invited_at is not None and held.state == Interview.State.PLANNED
    said = gettext_noop("{actor} called off {application}, {when}, for {subject}: {reason}")
    _record("interview.called_off", said, held, by=by, reason=reason)
    held.state, held.slot, held.reason = Interview.State.CALLED_OFF, None, reason
    held.revision += 1
    held.save(update_fields=["state", "slot", "reason", "revision"])
    if known:
        inviting.tell_off(held, panel=inviting.panel_of(slot), reason=reason)


def _held(interview: Interview, *, by: Any, into: Slot | None = None) -> Interview:
    """Its call first, then the time that it is to have, then itself, as by who changes a panel."""
    stage = panelling.held_stage(interview.stage, by=by)
    if into is not None:
        list(Slot.objects.select_for_update(no_key=True).filter(pk=into.pk).values_list("pk"))
    held = locking.held(Interview.objects.select_related(*RELATED), interview.pk)
    held.stage = stage
    return held


def _free(stage: ReviewStage, slot: Slot, application: Application, *, by: Any) -> Any:
    """The slot, if `application` may have it."""
    found = interviews.free(stage, at=clock.now()).filter(pk=slot.pk).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise Refusal(_("This time is not free any more. Choose another."), field="slot")
    if why := clashes.barred([application], [found], by=by).get((application.pk, found.pk)):
        raise Refusal(why, field="slot")
    return found


def _put(stage: ReviewStage, pairs: dict[Application, Slot], *, act: str, by: Any) -> list[Interview]:
    """Interviews for these: offered ones taken up, the others new."""
    offered = Interview.objects.filter(stage=stage, application__in=pairs, state=Interview.State.OFFERED)
    there = {one.application_id: one for one in offered.select_for_update(of=("self",), no_key=True).order_by("pk")}
    made = []
    for application, slot in pairs.items():
        one = there.get(application.pk) or Interview(stage=stage, application=application, startup_id=clashes.root(application))
        one.application, one.slot, one.state, one.act, one.by = application, slot, Interview.State.PLANNED, act, by
        made.append(one)
    guards.wait_for(Seat.objects.filter(slot__in=pairs.values()).values_list("person", flat=True))
    try:
        with transaction.atomic():
            Interview.objects.bulk_create([one for one in made if one.pk is None])
            for one in made:
                if one.application_id in there:
                    one.save(update_fields=["slot", "state", "act", "by"])
    except IntegrityError as fault:
        raise _taken(pairs, by=by) from fault
    for one in made:
        one.refresh_from_db(fields=["starts_at", "ends_at"])
    return made


def _save(interview: Interview, fields: Sequence[str], *, by: Any) -> None:
    try:
        with transaction.atomic():
            interview.save(update_fields=fields)
    except IntegrityError as fault:
        if interview.slot is None:
            raise
        raise _taken({interview.application: interview.slot}, by=by) from fault
    interview.refresh_from_db(fields=["starts_at", "ends_at"])


def _taken(pairs: dict[Application, Slot], *, by: Any) -> Refusal:
    """What another hand did a moment before."""
    times = list(interviews.all_slots().filter(pk__in=[slot.pk for slot in pairs.values()]))
    told = clashes.barred(list(pairs), times, by=by)
    why = next((told[one.pk, slot.pk] for one, slot in pairs.items() if (one.pk, slot.pk) in told), "")
    return Refusal(why or _("Somebody took this time a moment ago. Choose another."), field="slot")


def _record(verb: str, sentence: str, one: Interview, *, by: Any, **facts: Any) -> None:
    """On the call, never on the application: founders may read their own trail."""
    call = one.application.call
    when = wording.hours(one.starts_at, one.ends_at, call.zone) if one.starts_at and one.ends_at else "–"
    trail.record(verb, sentence, by=by, on=call, application=str(one.application), when=when, **facts)
