"""The programme asks a startup for more about its application; a member answers, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import messages
from accelerator.applications.models import Application, Clarification
from accelerator.applications.operations.applying import facts, locked, members, require
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail

SOURCE = "clarification"
_DAY = timedelta(days=1)


@transaction.atomic
def ask_more(application: Application, *, asks: str, due_on: date, by: Any) -> Clarification:
    """Asks the startup `asks`, to be answered by the end of `due_on`; a day before the members are reminded, the day after `by`
    hears that there is no answer. What waits for its answer already is not asked twice.
    """
    require(application, "ask_more", by=by)
    held = locked(application)
    if held.state != Application.State.SUBMITTED:
        raise Refusal(_("Only an application that is submitted and stands can be asked about."))
    if not asks.strip():
        raise Refusal(_("Say what you want to know."), field="asks")
    if due_on < clock.today(held.call.zone):
        raise Refusal(_("This day has passed. Choose a later one."), field="due_on")
    if there := Clarification.objects.open().filter(application=held, asks=asks, due_on=due_on).first():
        return there
    made = Clarification.objects.create(application=held, asks=asks, due_on=due_on, asked_by=by)
    told_on = {messages.CLARIFICATION_DUE: due_on - _DAY, messages.CLARIFICATION_OVERDUE: due_on + _DAY}
    zone = held.call.zone
    notices.plan(notices.reminder(SOURCE, kind, about=made, on=on, zone=zone) for kind, on in told_on.items())
    _record("application.asked", gettext_noop("{actor} asked {startup} for more about {subject}."), made, by)
    for person in members(held):
        notices.tell(messages.CLARIFICATION, to=person, about=made, url=made.get_absolute_url(), by=by, **told(made))
    return made


@transaction.atomic
def answer(clarification: Clarification, *, text: str, by: Any, at: datetime) -> Clarification:
    """The startup's word, which stays. Late is better than never: the day is what was asked for, not a door that shuts."""
    if not by.has_perm("applications.answer", clarification):
        raise Forbidden(_("Only owners and members of the startup answer for it."))
    held = _held(clarification)
    if not text.strip():
        raise Refusal(_("Write your answer."), field="text")
    if held.application.state != Application.State.SUBMITTED:
        raise Refusal(_("This application was withdrawn. Nothing more is asked about it."))
    held.answer, held.answered_by, held.answered_at = text, by, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    notices.cancel_plans(held, reason="answered")
    _record("application.answered", gettext_noop("{actor} answered what was asked about {subject}."), held, by)
    if held.asked_by.is_active:
        url = held.get_absolute_url()
        notices.tell(messages.CLARIFICATION_ANSWERED, to=held.asked_by, about=held, url=url, by=by, answer=text, **told(held))
    return held


@transaction.atomic
def take_back(clarification: Clarification, *, by: Any, at: datetime) -> Clarification:
    """Nothing need be answered any more."""
    if not by.has_perm("applications.ask_more", clarification.application):
        raise Forbidden(_("Only the programme's managers take a question back."))
    held = _held(clarification)
    held.taken_back_at = at
    held.save(update_fields=["taken_back_at"])
    notices.cancel_plans(held, reason="taken back")
    _record("application.clarification_dropped", gettext_noop("{actor} took back what was asked about {subject}."), held, by)
    for person in members(held.application):
        notices.tell(messages.CLARIFICATION_DROPPED, to=person, about=held, url=held.get_absolute_url(), by=by, **told(held))
    return held


def told(clarification: Clarification) -> dict[str, Any]:
    """What every notice about it names."""
    return {**facts(clarification.application), "asks": clarification.asks, "due": wording.day(clarification.due_on)}


def _held(clarification: Clarification) -> Clarification:
    found = Clarification.objects.select_for_update(no_key=True, of=("self",))
    held = found.select_related("application__call", "application__startup", "asked_by").get(pk=clarification.pk)
    if held.taken_back_at:
        raise Refusal(_("This question was taken back. Nothing need be answered."))
    if held.answered_at:
        raise Refusal(_("This question has its answer, which stays as it was given."))
    return held


def _record(verb: str, sentence: str, clarification: Clarification, by: Any) -> None:
    startup = clarification.application.startup
    trail.record(verb, sentence, by=by, on=clarification.application, touching=(startup, clarification), startup=startup)
