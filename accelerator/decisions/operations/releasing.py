"""The release: decisions become known, letters go out, offers open. All of it in one transaction, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.applications.models import Application
from accelerator.decisions import letters, messages, queries
from accelerator.decisions.models import Decision, Procedure, Release
from accelerator.decisions.operations import offering
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.reviews import operations as reviews
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
    seen: Mapping[str, int] | None = None,
) -> Release:
    """Tells every startup whose application is decided. Undecided ones refuse it, unless `partial` releases the others.

    `reply_by` is when offers lapse (usual_reply_by by default). `seen` is the count by outcome that a person looked at:
    refuses when it is another now.
    """
    held = run_call(call.pk, by=by)
    at = clock.now()
    reply_by = reply_by or usual_reply_by(held, at=at)
    if reply_by <= at:
        raise Refusal(_("The day to reply by lies in the past."), field="reply_by")
    decisions = _ready(held, partial=partial, seen=seen)
    made = Release.objects.create(call=held, by=by, at=at)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(release=made)
    reviews.close([decision.application_id for decision in decisions])
    _offer(decisions, reply_by=reply_by, procedure=queries.procedure(held))
    _write_letters(decisions, reply_by=reply_by)
    _record(made, decisions, by=by)
    return made


def _ready(call: Call, *, partial: bool, seen: Mapping[str, int] | None) -> list[Decision]:
    """The decisions to release, locked after their applications: none is withdrawn meanwhile."""
    list(Application.objects.filter(call=call).select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    decisions = list(queries.ready(call).select_for_update(of=("self",)).order_by("pk"))
    if not decisions:
        raise Refusal(_("There is no decision to release: nothing was sent."))
    if seen is not None and Counter(decision.outcome for decision in decisions) != Counter(seen):
        raise Refusal(_("Decisions changed since you looked: nothing was sent. Check the counts again."))
    undecided = queries.tally(call).undecided
    if undecided and not partial:
        sentence = ngettext(
            "%(count)d application is not decided yet. Decide it, or release the others without it.",
            "%(count)d applications are not decided yet. Decide them, or release the others without them.",
            undecided,
        )
        raise Refusal(sentence % {"count": undecided}, field="partial")
    return decisions


def _offer(decisions: Sequence[Decision], *, reply_by: datetime, procedure: Procedure) -> None:
    """Opens an offer for each accepted startup, reachable from its decision."""
    accepted = [decision for decision in decisions if decision.outcome == Decision.Outcome.ACCEPT]
    offering.make(accepted, reply_by=reply_by, procedure=procedure)


def _write_letters(decisions: Sequence[Decision], *, reply_by: datetime) -> None:
    hearers = queries.hearers(decision.application.startup_id for decision in decisions)
    for decision in decisions:
        kind, facts = messages.LETTERS[decision.outcome], letters.facts(decision, reply_by=reply_by)
        for person in hearers.get(decision.application.startup_id, ()):
            notices.tell(kind, to=person, about=decision, url=letters.address(decision), **facts)


def _record(made: Release, decisions: Sequence[Decision], *, by: Any) -> None:
    """One entry for the call with the counts, and one for each application without them: founders read those."""
    trail.record(
        "decisions.released",
        gettext_noop("{actor} released {count} of the decisions for {call}."),
        by=by,
        on=made,
        touching=(made.call,),
        count=len(decisions),
        call=str(made.call),
    )
    for decision in decisions:
        application = decision.application
        sentence = gettext_noop("The decision on {subject} was released.")
        trail.record("decision.released", sentence, by=by, on=application, touching=(application.startup, decision))
