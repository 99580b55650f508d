"""A founder asks for another day; a manager grants that or another one, or declines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.programmes.models import Staff
from cohorts.milestones import hearing, messages
from cohorts.milestones.models import ExtensionRequest, Milestone
from cohorts.milestones.operations.holding import OPEN, hold, record, require, tell
from cohorts.milestones.planning import moving, telling

LONGEST = 2000


@transaction.atomic
def ask_extension(milestone: Milestone, *, due_on: date, reason: str, by: Any) -> ExtensionRequest:
    """More time, until `due_on`; whoever runs the programme hears of it. One request of a milestone at a time."""
    held = hold(milestone, "milestones.write", by)
    require(held, *OPEN)
    if by.has_perm("milestones.run", held):
        raise Refusal(_("You give it another day yourself: move it."))
    _require_reason(reason, _("Say why: the programme's managers read it."))
    if due_on <= max(held.due_on, held.enrolment.today()):
        raise Refusal(_("Choose a day after the one it is due on, and after today."), field="due_on")
    moving.require_movable(held, due_on)
    with refused_by("extension_asked_once", Refusal(_("More time was asked for already. It waits for an answer."))):
        made = ExtensionRequest.objects.create(
            milestone=held, due_on=due_on, was_due_on=held.due_on, reason=reason.strip(), asked_by=by, asked_at=clock.now()
        )
    for manager in _managers(held):
        tell(messages.EXTENSION_ASKED, held, to=manager, by=by, was=_day(held.due_on), due=_day(due_on), reason=reason)
    sentence = gettext_noop("{actor} asked for more time for {subject} of {startup}, until {due}: {reason}")
    record("milestone.extension_asked", sentence, held, by=by, due=_day(due_on), reason=reason)
    return made


@transaction.atomic
def take_back_extension(asked: ExtensionRequest, *, by: Any) -> ExtensionRequest:
    """The startup needs no more time after all."""
    held = hold(asked.milestone, "milestones.write", by)
    one = _open(asked)
    _answer(one, ExtensionRequest.State.CLOSED, by=by)
    record(
        "milestone.extension_taken_back", gettext_noop("{actor} took back the request for {subject} of {startup}."), held, by=by
    )
    return one


@transaction.atomic
def grant_extension(asked: ExtensionRequest, *, due_on: date | None = None, answer: str = "", by: Any) -> ExtensionRequest:
    """The milestone is due on the day asked for, or on `due_on`; what depends on it moves along, and the founders hear."""
    moving.lock(asked.milestone)
    held = _held_by_manager(asked, by)
    one = _open(asked)
    day = due_on or one.due_on
    if day <= held.due_on:
        raise Refusal(_("More time ends after %(day)s, when it is due now.") % {"day": _day(held.due_on)}, field="due_on")
    moving.require_movable(held, day)
    was = held.due_on
    moved = moving.set_day(held, day, why=one.reason, by=by)
    _answer(one, ExtensionRequest.State.GRANTED, by=by, answer=answer, granted_on=day)
    for person in hearing.concerned(held):
        facts = {"was": _day(was), "due": _day(day), "answer": answer or "–", "along": telling.in_words(moved, person.language)}
        tell(messages.EXTENSION_GRANTED, held, to=person, by=by, **facts)
    sentence = gettext_noop("{actor} gave {subject} of {startup} more time, from {was} to {due}.")
    facts = {"was": _day(was), "due": _day(day)}
    if moved:
        sentence = gettext_noop("{actor} gave {subject} of {startup} more time, from {was} to {due}, and {along} with it.")
        facts["along"] = ", ".join(map(str, moved))
    record("milestone.extension_granted", sentence, held, by=by, **facts)
    return one


@transaction.atomic
def decline_extension(asked: ExtensionRequest, *, answer: str, by: Any) -> ExtensionRequest:
    """The day stays; the founders hear why."""
    held = _held_by_manager(asked, by)
    one = _open(asked)
    _require_reason(answer, _("Say why: the founders read it."), field="answer")
    _answer(one, ExtensionRequest.State.DECLINED, by=by, answer=answer)
    for person in hearing.concerned(held):
        tell(messages.EXTENSION_DECLINED, held, to=person, by=by, due=_day(held.due_on), answer=answer)
    sentence = gettext_noop("{actor} gave {subject} of {startup} no more time: {answer}")
    record("milestone.extension_declined", sentence, held, by=by, answer=answer)
    return one


def _held_by_manager(asked: ExtensionRequest, by: Any) -> Milestone:
    if not by.has_perm("milestones.run", asked.milestone):
        raise Forbidden(_("Only the programme's managers give more time, and nobody to their own startup."))
    return hold(asked.milestone, "milestones.run", by)


def _open(asked: ExtensionRequest) -> ExtensionRequest:
    """Read under the milestone's lock: of two answers the second is refused."""
    one = ExtensionRequest.objects.get(pk=asked.pk)
    if one.state != ExtensionRequest.State.ASKED:
        words = {"state": one.get_state_display()}
        raise Refusal(_("This request is answered: “%(state)s”. Load the page again.") % words)
    return one


def _answer(
    one: ExtensionRequest, state: ExtensionRequest.State, *, by: Any, answer: str = "", granted_on: date | None = None
) -> None:
    one.state, one.answered_by, one.answered_at = state, by, clock.now()
    one.answer, one.granted_on = answer.strip(), granted_on
    one.save(update_fields=["state", "answered_by", "answered_at", "answer", "granted_on"])


def _managers(held: Milestone) -> list[Any]:
    staff = Staff.objects.live().filter(programme=held.enrolment.cohort.programme_id, role=Staff.Role.MANAGER)
    rows = staff.filter(person__is_active=True).select_related("person").order_by("id")
    own = held.founders()
    return [row.person for row in rows if row.person not in own]


def _require_reason(text: str, sentence: str, *, field: str = "reason") -> None:
    if not text.strip():
        raise Refusal(sentence, field=field)
    if len(text) > LONGEST:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST}, field=field)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
