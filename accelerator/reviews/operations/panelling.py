"""Panels of an interview stage, and the times that they keep free."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.kit import clock, locking, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import clashes, queries
from accelerator.reviews.models import Interview, Panel, PanelMember, Seat, Slot
from accelerator.reviews.operations import inviting
from accelerator.reviews.operations.seating import RELATED
from accelerator.trail import operations as trail

LEAST_PEOPLE = 2
MOST_PEOPLE = 12
MOST_PANELS = 40
MOST_AT_ONCE = 100


@transaction.atomic
def make_panel(stage: ReviewStage, *, name: str, people: Sequence[Any], by: Any) -> Panel:
    """Two or more of the programme's staff who interview together."""
    held = held_stage(stage, by=by)
    if held.kind != ReviewStage.Kind.INTERVIEW:
        raise Refusal(_("Panels belong to a stage of the kind “Interview”. Change the kind of this stage first."))
    if Panel.objects.filter(stage=held).count() >= MOST_PANELS:
        raise Refusal(_("A stage has at most %(most)d panels.") % {"most": MOST_PANELS})
    _require_fit(held, people, name=name)
    made = Panel.objects.create(stage=held, name=name.strip())
    PanelMember.objects.bulk_create(PanelMember(panel=made, person=person) for person in people)
    _record("panel.made", gettext_noop("{actor} made the panel {panel} for {subject}: {people}."), made, by=by, people=people)
    return made


@transaction.atomic
def change_panel(panel: Panel, *, name: str, people: Sequence[Any], by: Any) -> Panel:
    """Its name, and who sits on it from now on: at all its times to come, save that who stepped out of an
    interview stays out of it. Founders and panel hear of nothing but that.
    """
    held = held_panel(panel, by=by)
    _require_fit(held.stage, people, name=name, besides=held)
    held.name = name.strip()
    held.save(update_fields=["name"])
    stay = set(held.members.values_list("person", flat=True))
    PanelMember.objects.filter(panel=held).exclude(person__in=people).delete()
    PanelMember.objects.bulk_create([PanelMember(panel=held, person=one) for one in people], ignore_conflicts=True)
    to_come = Slot.objects.filter(panel=held, starts_at__gt=clock.now()).select_for_update(no_key=True).order_by("pk")
    _reseat(list(to_come), people, stay=stay, zone=held.stage.call.zone, by=by)
    _record(
        "panel.changed", gettext_noop("{actor} changed the panel {panel} of {subject}: {people}."), held, by=by, people=people
    )
    return held


@transaction.atomic
def remove_panel(panel: Panel, *, by: Any) -> None:
    """One without times."""
    held = held_panel(panel, by=by)
    if Slot.objects.filter(panel=held).exists():
        raise Refusal(_("“%(panel)s” has times. Take those away first.") % {"panel": held})
    _record("panel.removed", gettext_noop("{actor} took the panel {panel} from {subject}."), held, by=by, people=())
    held.delete()


def held_stage(stage: ReviewStage, *, by: Any) -> ReviewStage:
    """The stage, its call held: two hands do not plan the same interviews at once."""
    calls = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("programme", "rubric")
    call = calls.get(pk=stage.call_id)
    if not by.has_perm("reviews.assign", call):
        raise Forbidden(_("Only managers of the programme plan its interviews."))
    held = ReviewStage.objects.select_related("own_rubric").filter(pk=stage.pk).first()
    if held is None:
        raise Refusal(_("This review stage was taken away meanwhile."))
    held.call = call
    return held


def held_panel(panel: Panel, *, by: Any) -> Panel:
    stage = held_stage(panel.stage, by=by)
    held = Panel.objects.get(pk=panel.pk)
    held.stage = stage
    return held


def _require_fit(stage: ReviewStage, people: Sequence[Any], *, name: str, besides: Panel | None = None) -> None:
    if not name.strip():
        raise Refusal(_("Give the panel a name."), field="name")
    same = Panel.objects.filter(stage=stage, name__iexact=name.strip()).first()
    if same and same != besides:
        raise Refusal(_("A panel of this stage has that name already."), field="name")
    if not LEAST_PEOPLE <= len(set(people)) <= MOST_PEOPLE:
        said = _("A panel has %(least)d to %(most)d people.") % {"least": LEAST_PEOPLE, "most": MOST_PEOPLE}
        raise Refusal(said, field="people")
    there = set(queries.reviewers_of(stage.call).filter(pk__in=[one.pk for one in people]))
    for one in people:
        if one not in there:
            raise Refusal(_("%(name)s is not a reviewer of this programme.") % {"name": one}, field="people")


def _reseat(slots: Sequence[Slot], people: Sequence[Any], *, stay: set[int], zone: Any, by: Any) -> None:
    """`people` at all of these. Those who `stay` (keys) keep the seats that they have where somebody is met."""
    planned = Interview.objects.planned().filter(slot__in=slots)
    interviews = locking.all_held(planned.select_related(*RELATED).order_by("pk"))
    for one in interviews:
        one.stage.call = one.application.call
    before = {one.pk: inviting.panel_of(one.slot) for one in interviews}
    sits = set(Seat.objects.filter(slot__in=slots).values_list("slot", "person"))
    sits |= {(one.slot_id, person) for one in interviews if one.slot_id for person in stay}
    gone = Seat.objects.filter(slot__in=slots).exclude(person__in=people)
    fresh = [Seat(slot=slot, person=one) for slot in slots for one in people if (slot.pk, one.pk) not in sits]
    changed = {*gone.values_list("slot", flat=True), *(seat.slot_id for seat in fresh)}
    gone.delete()
    _seat(fresh, zone=zone, by=by)
    for one in interviews:
        if one.invited_at and one.slot_id in changed:
            inviting.tell_seats(one, before=before[one.pk])


def _seat(seats: Sequence[Seat], *, zone: Any, by: Any) -> None:
    """All of them, or a refusal that says who sits elsewhere, is away, or must not meet whom."""
    people, during = [one.person for one in seats], [(one.slot.starts_at, one.slot.ends_at) for one in seats]
    if why := clashes.absences(people, during, zone):
        raise Refusal(why, field="people")
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(sorted(seats, key=lambda seat: seat.person_id))  # each waits for its person: in one order
    except IntegrityError as fault:
        raise Refusal(clashes.seats(people, during, by=by) or _conflicts(seats, by=by) or str(fault), field="people") from fault


def _conflicts(seats: Sequence[Seat], *, by: Any) -> str:
    for one in Interview.objects.planned().filter(slot__in=[seat.slot for seat in seats]).select_related("application__startup"):
        pairs = queries.standing([one.application])
        for seat in seats:
            if seat.slot_id == one.slot_id and (one.application_id, seat.person_id) in pairs:
                said = _("%(name)s has a conflict of interest with %(startup)s, whom this panel is to meet. Move that one first.")
                return said % {"name": seat.person, "startup": one.application.startup}
    return ""


# Times


@transaction.atomic
def lay_out(panel: Panel, *, times: Sequence[clashes.Hours], by: Any, room: str = "", link: str = "") -> list[Slot]:
    """Has the panel keep `times` (pairs of instants) free, in `room` or on the video call `link`. All of them or none."""
    held = held_panel(panel, by=by)
    room, link = _place(room, link)
    if not times or len(times) > MOST_AT_ONCE:
        raise Refusal(_("Lay out 1 to %(most)d times at once.") % {"most": MOST_AT_ONCE}, field="until")
    if min(starts for starts, _ends in times) <= clock.now():
        raise Refusal(_("That has begun already. Choose a later time."), field="day")
    people = [one.person for one in held.members.select_related("person").order_by("pk")]
    try:
        with transaction.atomic():
            made = Slot.objects.bulk_create(
                Slot(panel=held, starts_at=starts, ends_at=ends, room=room, link=link) for starts, ends in times
            )
    except IntegrityError as fault:
        raise Refusal(clashes.room(room, times, by=by) or _overlapping(times) or str(fault), field="room") from fault
    _seat([Seat(slot=slot, person=person) for slot in made for person in people], zone=held.stage.call.zone, by=by)
    notices.plan(one for slot in made for one in inviting.reminders(slot, held.stage.call))
    said = gettext_noop("{actor} laid out {count} times for the panel {panel} of {subject}, from {first}.")
    first = wording.hours(*times[0], held.stage.call.zone)
    trail.record("slots.laid_out", said, by=by, on=held.stage.call, count=len(made), panel=str(held), first=first)
    return made


def _overlapping(times: Sequence[clashes.Hours]) -> str:
    ordered = sorted(times)
    overlap = any(one[1] > other[0] for one, other in pairwise(ordered))
    return _("Two of these times overlap.") if overlap else ""


def _place(room: str, link: str) -> tuple[str, str]:
    room, link = " ".join(room.split()), link.strip()
    if not room and not link:
        raise Refusal(_("Say the room, or the link of the video call."), field="room")
    if link and not link.startswith(("https://", "http://")):
        raise Refusal(_("A link begins with https://."), field="link")
    return room, link


@transaction.atomic
def change_place(slot: Slot, *, room: str, link: str, by: Any) -> Slot:
    """Another room or link; founders and panel who know of the interview hear of it."""
    panel = held_panel(slot.panel, by=by)
    held = Slot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    room, link = _place(room, link)
    if (room, link) == (held.room, held.link):
        return held
    held.room, held.link, held.panel = room, link, panel
    try:
        with transaction.atomic():
            held.save(update_fields=["room", "link"])
    except IntegrityError as fault:
        said = clashes.room(room, [(held.starts_at, held.ends_at)], by=by, besides=held)
        raise Refusal(said or str(fault), field="room") from fault
    said = gettext_noop("{actor} changed the place of the panel {panel} of {subject}, {when}: {place}.")
    when, place = wording.hours(held.starts_at, held.ends_at, panel.stage.call.zone), ", ".join(filter(None, [room, link]))
    trail.record("slot.place_changed", said, by=by, on=panel.stage.call, panel=str(panel), when=when, place=place)
    _tell_place(held)
    return held


def _tell_place(slot: Slot) -> None:
    one = next(iter(locking.all_held(Interview.objects.known().filter(slot=slot).select_related(*RELATED))), None)
    if one and slot.ends_at > clock.now():
        one.stage.call = one.application.call
        one.revision += 1
        one.save(update_fields=["revision"])
        inviting.tell_change(one, was=slot)


@transaction.atomic
def remove_slots(stage: ReviewStage, *, slots: Sequence[Slot], by: Any) -> int:
    """Takes away times that nobody has; returns how many."""
    held = held_stage(stage, by=by)
    chosen = Slot.objects.filter(panel__stage=held, pk__in=[one.pk for one in slots]).select_for_update(of=("self",))
    found = list(chosen.order_by("pk"))
    taken = Interview.objects.planned().filter(slot__in=found).count()
    if taken:
        said = ngettext(
            "%(count)d of them is taken. Move or call off that interview first.",
            "%(count)d of them are taken. Move or call off those interviews first.",
            taken,
        )
        raise Refusal(said % {"count": taken})
    for one in found:
        notices.cancel_plans(one, reason="the time was taken away")
    Slot.objects.filter(pk__in=[one.pk for one in found]).delete()
    said = gettext_noop("{actor} took away {count} free times of {stage} from {subject}.")
    trail.record("slots.removed", said, by=by, on=held.call, count=len(found), stage=str(held))
    return len(found)


def _record(verb: str, sentence: str, panel: Panel, *, by: Any, people: Sequence[Any]) -> None:
    named = ", ".join(str(one) for one in people)
    trail.record(verb, sentence, by=by, on=panel.stage.call, panel=str(panel), people=named)
