"""What was released becomes known, or is taken back before: of a worker and a manager who come at once, one wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.decisions import letters, messages, places, queries, wordings
from accelerator.decisions.models import Decision, Letter, Offer, Recall, Release
from accelerator.decisions.operations import offering
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit import clock, doorbell, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.reviews import operations as reviews
from accelerator.trail import operations as trail

AT_ONCE = 100  # letters of one stretch


@transaction.atomic
def tell_due(*, at: datetime | None = None) -> int:
    """Posts the letters of releases whose window is over, a stretch at a time, and returns how many. Two workers never take the
    same one. None is posted to who is withdrawing or has: it waits for a restoring. Interviews to come of who is told
    are called off.
    """
    at = at or clock.now()
    due = Letter.objects.filter(posted_at=None, decision__in=Decision.objects.told(at)).order_by("pk")
    standing = due.filter(decision__application__state=Application.State.SUBMITTED)
    related = standing.select_related("decision__application__startup", "decision__release__by", "decision__offer")
    found = list(related.select_for_update(of=("self", "decision__application"), no_key=True, skip_locked=True)[:AT_ONCE])
    hearers = queries.hearers(one.decision.application.startup_id for one in found)
    for letter in found:
        _post(letter, to=hearers.get(letter.decision.application.startup_id, ()))
    Letter.objects.filter(pk__in=[one.pk for one in found]).update(posted_at=at)
    reviews.close_told({one.decision.application_id: one.decision.release.by for one in found})  # type: ignore[union-attr]
    reviews.close([one.decision.application_id for one in found])
    return len(found)


def _post(letter: Letter, *, to: Sequence[Any]) -> None:
    """One message to each of these people, once; and the entry that the startup reads."""
    decision = letter.decision
    release: Release = decision.release  # type: ignore[assignment]  # told decisions have one
    kind, url = messages.LETTERS[decision.outcome], letters.address(decision)
    for person in to:
        notices.tell(kind, to=person, about=decision, url=url, due_at=release.told_at, title=letter.subject, text=letter.text)
    application, sentence = decision.application, gettext_noop("The decision on {subject} was released.")
    trail.record("decision.released", sentence, by=release.by, on=application, touching=(application.startup, decision))


@transaction.atomic
def recall(release: Release, *, by: Any, reason: str = "") -> Recall:
    """Takes a release back before anybody is told: letters and offers are gone, and its decisions may be changed again."""
    call = run_call(release.call_id, by=by)
    own = Decision.objects.filter(release=release)
    list(
        Application.objects.filter(decision__in=own).select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk")
    )
    held = list(Letter.objects.filter(decision__in=own).select_for_update(of=("self",)).order_by("pk"))
    at = clock.now()
    if before := Recall.objects.filter(release=release).select_related("by").first():
        raise Refusal(_("%(name)s took this release back already.") % {"name": before.by})
    if at >= release.told_at or any(letter.posted_at for letter in held):
        raise Refusal(_gone(release))
    made = Recall.objects.create(release=release, by=by, at=at, reason=reason.strip())
    offers = Offer.objects.filter(decision__in=own)
    notices.cancel_plans(*offers, reason="the release was taken back")
    offers.delete()
    Letter.objects.filter(pk__in=[letter.pk for letter in held]).delete()
    count = own.update(release=None)
    _record(made, count=count, call=call)
    return made


def _gone(release: Release) -> str:
    """What everybody knows by now."""
    counts = Counter(release.decisions.values_list("outcome", flat=True))
    said = _(
        "Founders were told on %(moment)s: %(accept)s offered a place, %(waitlist)s on the waiting list, %(decline)s declined. "
        "What is told stays."
    )
    told = {outcome: wording.number(counts[outcome]) for outcome in queries.OUTCOMES}
    return said % (told | {"moment": wording.moment(release.told_at, release.call.zone)})


def _record(made: Recall, *, count: int, call: Any) -> None:
    facts: dict[str, Any] = {"call": call, "count": count, "reason": made.reason}
    sentence = gettext_noop("{actor} took back the release of {count} of the decisions for {call}. Nobody was told.")
    if made.reason:
        sentence = gettext_noop("{actor} took back the release of {count} of the decisions for {call}. Nobody was told. {reason}")
    trail.record("decisions.recalled", sentence, by=made.by, on=made.release, touching=(call,), **facts)
    url = reverse("call_decisions", args=[call.slug])
    for person in queries.managers(call):
        if person != made.by:
            notices.tell(messages.RECALLED, to=person, about=made, url=url, by=made.by, **facts)


def forget(application: Application, *, by: Any) -> None:
    """Who withdraws before they are told gets no letter while they are away; a place that waited for them counts as turned down,
    untold.
    """
    waiting = Offer.objects.filter(decision__application=application, state=Offer.State.OPEN)
    if waiting.update(state=Offer.State.DECLINED, replied_by=by, replied_at=clock.now()):
        doorbell.ring("decisions.offer_on", application.call_id)


def remember(application: Application) -> None:
    """Who is restored and was never told gets the letter that waited. A place that fell untold is offered anew: refuses where no
    place is free any more. The call is locked.
    """
    found = Letter.objects.filter(decision__application=application, posted_at=None)
    letter = found.select_related("decision__application__call__programme", "decision__application__startup").first()
    untold = Q(replied_at__lt=F("decision__release__at") + F("decision__release__window"))  # what was turned down later stays so
    offer = Offer.objects.filter(untold, decision__application=application, state=Offer.State.DECLINED).first()
    if letter is None or offer is None:
        return
    call, at = letter.decision.application.call, clock.now()
    if not places.of(call, but=offer).free:
        raise Refusal(
            _("Its place was offered to another startup meanwhile. Give the call one more place before you restore it.")
        )
    procedure, reply_by = queries.procedure(call), offer.reply_by
    if reply_by <= at:
        reply_by = offering.usual_reply_by(call, at=at, days=procedure.reply_days)
        words = wordings.of(call.programme)[letter.decision.outcome]
        written = letters.written(letter.decision, reply_by=reply_by, words=words)
        letter.subject, letter.text = written.subject, written.text
        letter.save(update_fields=["subject", "text"])
    notices.cancel_plans(offer, reason="offered anew")
    offer.delete()
    told_at = max(at, letter.decision.release.told_at)  # type: ignore[union-attr]  # what has a letter is released
    offering.make([letter.decision], reply_by=reply_by, procedure=procedure, told_at=told_at)
