"""Giving applications to reviewers, by hand or at best, and taking them back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock, codes, days, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Message
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import bidding, explaining, handing, messages, planning, queries, released, stages
from accelerator.reviews.models import Assignment, Conflict, Review, Standing
from accelerator.reviews.operations import chasing, conflicts, holding
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry

_ALLOTTED = gettext_noop(
    "{actor} assigned reviews for {subject}. Reviews: {reviews}; reviewers: {reviewers}. What counted: {counted}."
)


@transaction.atomic
def assign(application: Application, *, reviewers: Sequence[Any], by: Any, due_on: date | None = None) -> list[Assignment]:
    """Gives one application to `reviewers`; who has it already keeps it. Refuses, for all, where one has a conflict."""
    call = _locked_call([application], by=by)
    _require_ahead(due_on, call)
    found = {edge.person_id for edge in queries.edges([application], reviewers)}
    barred = found | {person for _application, person in queries.standing([application])}
    for person in reviewers:
        if person.pk in barred:
            raise Refusal(_("%(name)s has a conflict of interest with this application.") % {"name": person}, field="reviewers")
    given = give(call, [(application, person) for person in reviewers], by=by, due_on=due_on)
    if given:
        trail.record(
            "review.assigned",
            gettext_noop("{actor} asked {reviewers} to review {application}."),
            by=by,
            on=call,
            application=str(application),
            reviewers=", ".join(str(assignment.reviewer) for assignment in given),
        )
    return given


@transaction.atomic
def allot(
    stage: ReviewStage, applications: Sequence[Application], wish: planning.Wish, *, by: Any, seen: str | None = None
) -> planning.Plan:
    """Gives out what waits in the stage as `planning.plan` does, and returns the plan as carried out; conflicts found on the way
    are put on record. Where it cannot be done as wished nothing is given out.

    `seen` is the fingerprint of the plan that a person looked at, None where nobody did: refuses when it would come out
    differently now.
    """
    call = _locked_call(applications, by=by)
    _require_ahead(wish.due_on, call)
    plan = planning.plan(_stage_of(applications, stage, call), applications, wish)
    if seen is not None and seen != plan.fingerprint:
        raise Refusal(_("Assignments or conflicts changed since you looked. Check the new preview."), field="seen")
    if plan.tight:
        raise Refusal(explaining.tight(plan.tight), field="reviewers")
    conflicts.follow(call, applications, wish.reviewers, edges=plan.edges)
    act = codes.new()
    given = give(call, plan.pairs, by=by, due_on=wish.due_on, act=act)
    if given:
        trail.record(
            "review.spread",
            gettext_noop(
                "{actor} assigned reviews for {subject}. Reviews: {reviews}; reviewers: {reviewers}. What counted: {counted}."
            ),
            by=by,
            on=call,
            reviews=len(given),
            reviewers=len({assignment.reviewer_id for assignment in given}),
            counted=", ".join(f"{name} {weight}" for name, weight in wish.weights.items() if weight),
            act=act,
        )
    return replace(plan, act=act)


def _stage_of(applications: Sequence[Application], stage: ReviewStage, call: Call) -> ReviewStage:
    """The stage as it stands now that its call is held: stages move, and go. Refuses where not all of these wait in it."""
    there = stages.of_call(call)
    held = next((one for one in there if one.pk == stage.pk), None)
    if held is None:
        raise Refusal(_("This review stage was taken away meanwhile."))
    wanted = {one.pk for one in applications}
    if stages.reached(held, stages.before(held, there)).filter(pk__in=wanted).count() != len(wanted):
        raise Refusal(_("Some of these are not in this review stage any more. Look again."))
    return held


def _locked_call(applications: Sequence[Application], *, by: Any) -> Call:
    """The one call these belong to, held against a second hand that assigns at the same time."""
    calls = {application.call_id for application in applications}
    if len(calls) != 1:
        raise Refusal(_("Choose applications of one call."))
    call = _held(calls.pop(), by=by)
    now = Application.objects.filter(pk__in=[application.pk for application in applications])
    if now.exclude(state=Application.State.SUBMITTED).exists():
        raise Refusal(_("Only submitted applications can be reviewed."))
    closed = released.rows([one.pk for one in applications]).select_related("startup").order_by("number").first()
    if closed:
        raise Refusal(released.remedied(closed))
    return call


def _require_ahead(due_on: date | None, call: Call) -> None:
    if said := days.passed(due_on, call.zone):
        raise Refusal(said, field="due_on")


def _held(pk: int, *, by: Any) -> Call:
    call = Call.objects.select_for_update(no_key=True).get(pk=pk)
    if not by.has_perm("reviews.assign", call):
        raise Forbidden(_("Only managers of the programme assign reviewers."))
    return call


def give(
    call: Call, pairs: Sequence[tuple[Application, Any]], *, by: Any, due_on: date | None, act: str = "", tell: bool = True
) -> list[Assignment]:
    """Assignments for `pairs` that are not live yet: new rows, or earlier ones taken up again, due when their stage says unless
    `due_on` does, and not before they could be handed on. Tells each reviewer once. The caller holds the call and looked who may.
    """
    staff = set(Staff.objects.live().filter(programme=call.programme_id).values_list("person", flat=True))
    for _application, person in pairs:
        if person.pk not in staff:
            raise Refusal(_("%(name)s is not a reviewer of this programme.") % {"name": person}, field="reviewers")
    wanted = {(application.pk, person.pk): (application, person) for application, person in pairs}
    hold_standings({application for application, _person in wanted})
    here = stages.where(call, [application for application, _person in pairs])
    due = {stage.pk: due_on or _day(call, stage) for stage in set(here.values())}
    there = Assignment.objects.filter(application__in={key[0] for key in wanted}, reviewer__in={key[1] for key in wanted})
    given, at = [], clock.now()
    for old in there.select_related("reviewer"):
        if old.stage_id != here[old.application_id].pk:  # what was given in an earlier stage stays there
            continue
        if wanted.pop((old.application_id, old.reviewer_id), None) and old.state not in Assignment.LIVE:
            holding.reopened(old)
            old.state, old.assigned_by, old.act, old.given_at = Assignment.State.ASSIGNED, by, act, at
            old.due_on = due[here[old.application_id].pk]
            old.save(update_fields=["state", "due_on", "assigned_by", "act", "given_at"])
            given.append(old)
    fresh = [Assignment(application=one, stage=here[one.pk], reviewer=who) for one, who in wanted.values()]
    for new in fresh:
        new.assigned_by, new.act, new.given_at, new.due_on = by, act, at, due[here[new.application_id].pk]
    given += Assignment.objects.bulk_create(fresh)
    if tell:
        _tell(call, given, by=by, act=act)
    return given


def hold_standings(applications: Collection[int]) -> None:
    """Locks how these stand, by their keys, before several statements give them out: each takes standings, then workloads, as who
    submits does, and none may wait for a standing with a workload in hand.
    """
    held = Standing.objects.filter(application__in=applications).select_for_update(no_key=True)
    list(held.order_by("application").values_list("application"))


def _day(call: Call, stage: ReviewStage) -> date | None:
    """The day of the stage. Where that is over and what is late is handed on: as long from now as it may be late."""
    day, today = stage.due_on, clock.today(call.zone)
    after = bidding.arrangement(call).hands_on_after if day and day < today else None
    return today + timedelta(days=after) if after is not None else day


def _tell(call: Call, given: Sequence[Assignment], *, by: Any, act: str) -> None:
    """Who heard of something new within a day hears of this on their next morning, with all else that is new by then."""
    people = {assignment.reviewer for assignment in given}
    heard = chasing.heard_lately(people, clock.now())
    for person in people:
        if person.pk in heard:
            chasing.plan_further(person)
            continue
        theirs = [assignment for assignment in given if assignment.reviewer_id == person.pk]
        first = min((one.due_on for one in theirs if one.due_on), default=None)
        due = wording.day(first) if first else _("the end of the round")
        facts: dict[str, Any] = {"call": str(call), "by": str(by), "count": len(theirs), "due": due, "act": act}
        notices.tell(messages.ASSIGNED, to=person, about=call, url=reverse("reviews"), **facts)


def close(applications: Sequence[int]) -> None:
    """Takes back what nobody scored of applications (by key) whose decision is known now: nobody need look at them any more."""
    waiting = Assignment.objects.filter(application__in=applications, state=Assignment.State.ASSIGNED)
    waiting.update(state=Assignment.State.UNASSIGNED)


@transaction.atomic
def unassign(assignment: Assignment, *, by: Any) -> None:
    """Takes an application back; who does not have it any more stays without. What the reviewer wrote stays with the assignment.
    A submitted review is reopened first.
    """
    held = holding.managed(assignment, by=by)
    if held.state not in Assignment.LIVE:
        return
    if held.state == Assignment.State.SCORED:
        raise Refusal(_("This review is submitted. Open it again before you take it back."))
    held.state = Assignment.State.UNASSIGNED
    held.save(update_fields=["state"])
    holding.record("review.unassigned", gettext_noop("{actor} took back {subject}."), held, by=by)


@dataclass(frozen=True)
class Undone:
    """How many assignments of an act are taken back, how many stay because their review is begun, and how many had been handed on
    and do not go back to who had them.
    """

    count: int
    left: int
    stranded: int = 0


@transaction.atomic
def undo(call: Call, *, act: str, by: Any) -> Undone:
    """Takes back what the bulk act gave, save what its reviewer has begun by now and what `by` must not judge, and tells those
    who had heard of it. What had been handed on goes back to who had it, where they can still have it.
    """
    held = _held(call.pk, by=by)
    live = Assignment.objects.live().filter(application__call=held, act=act).exclude(act="").select_related("reviewer")
    barred = Conflict.objects.live().filter(person=by).values("application")
    live = live.exclude(application__in=barred).exclude(application__startup__in=Startup.objects.of(by))
    given = list(live.select_for_update(of=("self",)).order_by("id"))
    begun = set(Review.objects.filter(assignment__in=given).values_list("assignment", flat=True))
    taken = [one for one in given if one.pk not in begun]
    if not taken:
        raise Refusal(_("There is nothing left to undo: the reviews were taken back or are begun."))
    Assignment.objects.filter(pk__in=[one.pk for one in taken]).update(state=Assignment.State.UNASSIGNED)
    _tell_back(held, taken, keep={one.reviewer for one in given if one.pk in begun}, act=act, by=by)
    done = Undone(len(taken), len(begun), _give_back(held, taken, act=act, by=by))
    sentence = gettext_noop(
        "{actor} undid an assignment for {subject}. Reviews taken back: {count}; begun already and left: {left}."
    )
    trail.record("review.spread_undone", sentence, by=by, on=held, count=done.count, left=done.left)
    return done


def _give_back(call: Call, taken: Sequence[Assignment], *, act: str, by: Any) -> int:
    """Gives what an act handed on to who had it before; returns how many cannot have it again."""
    entry = Entry.objects.about(call).filter(verb="review.handed_on", facts__act=act).first()
    moved = dict(pair.split(":") for pair in entry.facts.get("moved", "").split()) if entry else {}
    before = [moved[one.code] for one in taken if one.code in moved]
    pairs = handing.again(call, before) if before else []
    if pairs:
        give(call, pairs, by=by, due_on=None)
        sentence = gettext_noop("{actor} gave reviews of {subject} back to who had them before they were handed on: {count}.")
        trail.record("review.handed_back", sentence, by=by, on=call, count=len(pairs))
    return len(before) - len(pairs)


def _tell_back(call: Call, taken: Sequence[Assignment], *, keep: set[Any], act: str, by: Any) -> None:
    """Who was asked hears that it was taken back; who does not know yet that they were hears neither, save those who `keep`
    some of it.
    """
    people = {assignment.reviewer for assignment in taken}
    asked = Message.objects.filter(kind=messages.ASSIGNED.name, facts__act=act)
    notices.take_back(asked.filter(recipient__in=people - keep))
    aware = set(asked.values_list("recipient", flat=True)) | chasing.heard_further(taken)
    for person in people:
        if person.pk in aware:
            count = sum(assignment.reviewer_id == person.pk for assignment in taken)
            facts: dict[str, Any] = {"call": str(call), "by": str(by), "count": count}
            notices.tell(messages.TAKEN_BACK, to=person, about=call, url=reverse("reviews"), **facts)
