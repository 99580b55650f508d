"""The release: letters are written and offers opened, in one transaction; all of it is told when the window to recall is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.applications.models import Application
from accelerator.decisions import letters, marks, messages, queries, rehearsal, wordings
from accelerator.decisions.models import Decision, Letter, Release
from accelerator.decisions.operations import offering, telling
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit import clock, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

DAYS_TO_REPLY = 14


def usual_reply_by(call: Call, *, at: datetime) -> datetime:
    """The end of the day two weeks after `at`, in the call's zone."""
    day = at.astimezone(call.zone).date() + timedelta(days=DAYS_TO_REPLY)
    return datetime.combine(day, time(23, 59), tzinfo=call.zone)


@transaction.atomic
def release(
    call: Call,
    *,
    by: Any,
    reply_by: datetime | None = None,
    partial: bool = False,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Release:
    """Has every startup told whose application is decided. Undecided ones refuse it, unless `partial` releases the others.

    Nobody learns of it before `told_at`, and until then `recall` takes it back; with no window it is told at once.
    `reply_by` is when offers lapse (usual_reply_by by default). `seen` is the marks.of() what a person looked at: refuses,
    and says what changed, when it is another now. `confirmed` are numbers of letters that go as they are though they have a
    reviewer's name: refuses without `seen`, and those that a conflict keeps from `by`.
    """
    held = run_call(call.pk, by=by)
    if confirmed and seen is None:
        raise Refusal(_("Say which rehearsal you looked at before you confirm its letters."), field="seen")
    at = clock.now()
    reply_by = reply_by or usual_reply_by(held, at=at)
    window = timedelta(minutes=held.programme.recall_minutes)
    if reply_by <= at + window:
        raise Refusal(_("The day to reply by lies in the past."), field="reply_by")
    words = wordings.of(held.programme)  # once: no letter goes in words that came after the mark
    decisions = _ready(held, words, partial=partial, seen=seen)
    for one in rehearsal.stops(held, words):
        raise Refusal(f"{one.title} {one.detail}".strip())
    _confirm(held, confirmed, by=by)
    made = Release.objects.create(call=held, by=by, at=at, window=window)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(release=made)
    _offer(made, decisions, reply_by=reply_by)
    Letter.objects.bulk_create(_letter(decision, words[decision.outcome], reply_by=reply_by) for decision in decisions)
    _record(made, count=len(decisions), by=by)
    if window:
        _warn_managers(made, count=len(decisions), by=by)
    else:
        while telling.tell_due(at=at):
            pass
    return made


def _ready(call: Call, words: Mapping[str, wordings.Words], *, partial: bool, seen: str | None) -> list[Decision]:
    """The decisions to release, locked after their applications: none is withdrawn meanwhile."""
    list(Application.objects.filter(call=call).select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    decisions = list(queries.ready(call).select_for_update(of=("self",)).order_by("pk"))
    if not decisions:
        raise Refusal(_("There is no decision to release: nothing was sent."))
    if seen is not None and (said := marks.changed(seen, marks.of(call, words))):
        raise Refusal(said, field="seen")
    undecided = queries.tally(call).undecided
    if undecided and not partial:
        sentence = ngettext(
            "%(count)d application is not decided yet. Decide it, or release the others without it.",
            "%(count)d applications are not decided yet. Decide them, or release the others without them.",
            undecided,
        )
        raise Refusal(sentence % {"count": undecided}, field="partial")
    return decisions


def _confirm(call: Call, confirmed: Collection[str], *, by: Any) -> None:
    """Refuses letters with a name that nobody lets go; who looked at one and let it go stands in the trail."""
    named = rehearsal.named(call, reader=by)
    if left := rehearsal.unconfirmed(named, confirmed):
        raise Refusal(left, field="confirmed")
    for decision, said in named:
        sentence = gettext_noop("{actor} confirmed that the letter names no reviewer, though it says {names}.")
        trail.record("letter.confirmed", sentence, by=by, on=decision, touching=(call,), names=", ".join(map(str, said)))


def _offer(made: Release, decisions: Sequence[Decision], *, reply_by: datetime) -> None:
    """Opens an offer for each accepted startup, reachable from its decision."""
    accepted = [decision for decision in decisions if decision.outcome == Decision.Outcome.ACCEPT]
    offering.make(accepted, reply_by=reply_by, procedure=queries.procedure(made.call), told_at=made.told_at)


def _letter(decision: Decision, words: wordings.Words, *, reply_by: datetime) -> Letter:
    letter = letters.written(decision, reply_by=reply_by, words=words)
    return Letter(decision=decision, subject=letter.subject, text=letter.text)


def _record(made: Release, *, count: int, by: Any) -> None:
    """For the programme alone: what founders read of it is written when they are told."""
    sentence = gettext_noop("{actor} released {count} of the decisions for {call}.")
    trail.record("decisions.released", sentence, by=by, on=made, touching=(made.call,), count=count, call=str(made.call))


def _warn_managers(made: Release, *, count: int, by: Any) -> None:
    """The others see what leaves soon, and can take it back as well."""
    told_at = wording.moment(made.told_at, made.call.zone)
    url = reverse("call_decisions", args=[made.call.slug])
    for person in queries.managers(made.call):
        if person != by:
            notices.tell(messages.RELEASED, to=person, about=made, url=url, by=by, call=made.call, count=count, told_at=told_at)
