"""Offers: taken, turned down, lapsed, given more time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.decisions import messages, places, queries, reminders
from accelerator.decisions.models import Offer
from accelerator.kit import clock, doorbell, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

AT_ONCE = 200


@transaction.atomic
def reply(
    offer: Offer, *, accepts: bool, by: Any, at: datetime | None = None, agreed: Collection[int] = (), reason: str = ""
) -> Offer:
    """An owner takes or turns down the place. The same answer twice is one answer; another one is refused.

    `at` is when the answer arrived: before `reply_by` it counts. Who takes it agrees to each condition, named in `agreed` by its
    position; who turns it down may give a `reason`. Taking it announces "offer_accepted" in this transaction.
    """
    at = at or clock.now()
    if accepts:  # which enrols under the call's lock: it comes before the application's, as a release takes them
        Call.objects.select_for_update(no_key=True).get(applications__decision__offer=offer)
    held = _held(offer)
    _require_told(held)
    if not by.has_perm("offers.reply", held):
        raise Forbidden(_("An owner of the startup answers the offer."))
    answer = Offer.State.ACCEPTED if accepts else Offer.State.DECLINED
    if held.state == answer:
        return held
    if held.state in (Offer.State.ACCEPTED, Offer.State.DECLINED):
        raise Refusal(_("%(name)s has answered this offer already.") % {"name": held.replied_by})
    _require_in_time(held, accepts=accepts, at=at)
    held.state, held.replied_by, held.replied_at = answer, by, at
    if accepts:
        _refuse_withdrawn(held)
        _agree(held, agreed)
    else:
        held.reason = reason.strip()
    held.save(update_fields=["state", "replied_by", "replied_at", "reason"])
    if accepts:
        announce("offer_accepted", offer=held, by=by)
    _record_answer(held, by=by)
    _tell_founders(held, messages.TAKEN if accepts else messages.TURNED_DOWN, by=str(by))
    _tell_managers(held)
    if not accepts:
        doorbell.ring("decisions.offer_on", held.decision.application.call_id)
    return held


def _require_in_time(offer: Offer, *, accepts: bool, at: datetime) -> None:
    """What came in time counts though the sweep was quicker; who takes the place gets it unless it was offered on since."""
    if offer.state == Offer.State.LAPSED and at < offer.reply_by:
        if accepts and not places.of(offer.decision.application.call, but=offer).free:
            raise Refusal(
                _("Your answer came in time, but the place was offered to another startup. Write to the programme team.")
            )
        offer.state = Offer.State.OPEN
        offer.save(update_fields=["state"])
    if not offer.is_open(at):
        raise Refusal(_("This offer lapsed at its reply-by date. Ask the programme team whether the place is still free."))


def _record_answer(offer: Offer, *, by: Any) -> None:
    application = offer.decision.application
    if offer.state == Offer.State.ACCEPTED:
        sentence = gettext_noop("{actor} accepted the place for {startup}.")
    else:
        sentence = gettext_noop("{actor} declined the place for {startup}.")
    touching = (application, application.startup, application.call)
    trail.record(f"offer.{offer.state}", sentence, by=by, on=offer, touching=touching, startup=str(application.startup))


def _agree(offer: Offer, agreed: Collection[int]) -> None:
    conditions = offer.conditions.all()
    if {one.position for one in conditions} - set(agreed):
        raise Refusal(_("Tick every condition before you accept the place."), field="agreed")
    conditions.update(agreed_by=offer.replied_by, agreed_at=offer.replied_at)


@transaction.atomic
def extend(offer: Offer, *, reply_by: datetime, by: Any) -> Offer:
    """Gives a startup until `reply_by`; a lapsed offer opens again where its place is still free. The same twice is once."""
    call = Call.objects.select_for_update(no_key=True).get(applications__decision__offer=offer)
    held = _held(offer)
    if not by.has_perm("offers.extend", held):
        raise Forbidden(_("Only managers of the programme give more time."))
    _require_told(held)
    if held.state not in (Offer.State.OPEN, Offer.State.LAPSED):
        raise Refusal(_("This offer is answered."))
    _refuse_withdrawn(held)
    if reply_by <= clock.now():
        raise Refusal(_("The day to reply by lies in the past."), field="reply_by")
    if reply_by == held.reply_by:
        return held
    _require_later(held, reply_by)
    if held.state == Offer.State.LAPSED and not places.of(call, but=held).free:
        raise Refusal(_("The place is no longer free: it was offered to another startup."))
    held.state, held.reply_by = Offer.State.OPEN, reply_by
    held.save(update_fields=["state", "reply_by"])
    notices.cancel_plans(held, reason="more time was given")
    reminders.plan([held], queries.procedure(call).reminded, at=clock.now())
    trail.record(
        "offer.extended",
        gettext_noop("{actor} gave {startup} until {reply_by} to answer."),
        by=by,
        on=held,
        touching=(held.decision.application, held.decision.application.startup, call),
        startup=str(held.decision.application.startup),
        reply_by=wording.moment(reply_by, call.zone),
    )
    _tell_founders(held, messages.EXTENDED, by=str(by))
    return held


@transaction.atomic
def lapse_due(*, at: datetime | None = None) -> int:
    """Lapses open offers whose day has passed, a batch at a time, and returns how many. Two sweeps never take the same one."""
    due = Offer.objects.filter(state=Offer.State.OPEN, reply_by__lte=at or clock.now()).order_by("reply_by", "pk")
    related = due.select_related("decision__application__startup", "decision__application__call")
    lapsed = list(related.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for offer in lapsed:
        offer.state = Offer.State.LAPSED
        offer.save(update_fields=["state"])
        application = offer.decision.application
        touching = (application, application.startup, application.call)
        sentence = gettext_noop("The offer to {startup} lapsed.")
        trail.record("offer.lapsed", sentence, by=None, on=offer, touching=touching, startup=str(application.startup))
        _tell_founders(offer, messages.LAPSED)
        _tell_managers(offer)
        doorbell.ring("decisions.offer_on", application.call_id)
    return len(lapsed)


def _require_later(offer: Offer, reply_by: datetime) -> None:
    if reply_by < offer.reply_by:
        said = _("They have until %(day)s already. Choose a later day.")
        zone = offer.decision.application.call.zone
        raise Refusal(said % {"day": wording.moment(offer.reply_by, zone)}, field="reply_by")


def _held(offer: Offer) -> Offer:
    """The offer as it is now; its application is locked first, in the order in which a withdrawal takes them."""
    Application.objects.select_for_update(no_key=True, of=("self",)).get(decision__offer=offer)
    related = Offer.objects.select_related("decision__application__startup", "decision__application__call", "replied_by")
    return related.select_for_update(of=("self",)).get(pk=offer.pk)


def _require_told(offer: Offer) -> None:
    if not Offer.objects.told(clock.now()).filter(pk=offer.pk).exists():
        raise Refusal(_("The startup does not know of this offer yet. Wait until its release is told, or recall it."))


def _refuse_withdrawn(offer: Offer) -> None:
    if offer.decision.application.state == Application.State.WITHDRAWN:
        raise Refusal(_("This application was withdrawn, and the offer with it."))


def _facts(offer: Offer) -> dict[str, Any]:
    application = offer.decision.application
    return {
        "startup": str(application.startup),
        "call": str(application.call),
        "reply_by": wording.moment(offer.reply_by, application.call.zone),
    }


def _tell_founders(offer: Offer, kind: notices.Kind, **facts: Any) -> None:
    startup = offer.decision.application.startup_id
    for person in queries.hearers([startup]).get(startup, ()):
        notices.tell(kind, to=person, about=offer, url=offer.get_absolute_url(), **_facts(offer), **facts)


def _tell_managers(offer: Offer) -> None:
    call = offer.decision.application.call
    tally = queries.tally(call)
    for manager in queries.managers(call):
        notices.tell(
            messages.ANSWERED,
            to=manager,
            about=offer,
            url=reverse("call_decisions", args=[call.slug]),
            **_facts(offer),
            answer=offer.get_state_display(),
            taken=tally.offers["accepted"],
            places=tally.places,
        )
