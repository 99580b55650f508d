"""A panel votes: named, opened, closed by managers; each of its people casts one vote on an application."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.decisions import queries, voting
from accelerator.decisions.models import Decision, Procedure, Vote, Voter
from accelerator.decisions.operations.deciding import require_deciding, run_call
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


@transaction.atomic
def name_voters(call: Call, *, people: Collection[Any], by: Any) -> None:
    """Makes these people of the programme's staff the panel of the call. Votes of who leaves it stay on record, uncounted."""
    held = run_call(call.pk, by=by)
    able = {one.pk for one in voting.staff(held)}
    if any(one.pk not in able for one in people):
        raise Refusal(_("Choose people of the programme's staff."), field="voters")
    live = Voter.objects.filter(call=held, ended_at=None)
    had = set(live.values_list("person", flat=True))
    wanted = {one.pk for one in people}
    if had == wanted:
        return
    live.exclude(person__in=wanted).update(ended_at=clock.now())
    Voter.objects.bulk_create(Voter(call=held, person_id=pk) for pk in sorted(wanted - had))
    sentence = gettext_noop("{actor} named the panel that votes on {subject}: {people}.")
    names = ", ".join(str(one) for one in voting.people(held)) or "–"
    trail.record("voters.named", sentence, by=by, on=held, people=names)


def panel_size(call: Call) -> int:
    return voting.people(call).count()


@transaction.atomic
def open_voting(call: Call, *, by: Any) -> None:
    """From now on the panel votes, while it does already as before; opened again, what was voted stands."""
    held, procedure = _procedure(call, by=by)
    if procedure.votes:
        return
    if not procedure.quorum or panel_size(held) < procedure.quorum:
        raise Refusal(_("Name a quorum, and at least as many people to vote, under “How it decides”."))
    require_deciding(held)
    procedure.voting_opened_at, procedure.voting_closed_at = clock.now(), None
    procedure.save(update_fields=["voting_opened_at", "voting_closed_at"])
    trail.record("voting.opened", gettext_noop("{actor} opened the vote on {subject}."), by=by, on=held)


@transaction.atomic
def close_voting(call: Call, *, by: Any) -> None:
    held, procedure = _procedure(call, by=by)
    if not procedure.votes:
        raise Refusal(_("The panel does not vote now."))
    procedure.voting_closed_at = clock.now()
    procedure.save(update_fields=["voting_closed_at"])
    trail.record("voting.closed", gettext_noop("{actor} closed the vote on {subject}."), by=by, on=held)


def _procedure(call: Call, *, by: Any) -> tuple[Call, Procedure]:
    held = run_call(call.pk, by=by)
    found, _made = Procedure.objects.select_for_update().get_or_create(call=held)
    return held, found


@transaction.atomic
def vote(application: Application, *, outcome: str, by: Any, reason: str = "") -> Vote:
    """Casts or changes the vote of `by` while the panel votes and the application is undecided. The same again is none."""
    call = Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # closing waits, and is waited for
    held = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if not by.has_perm("decisions.vote", held):
        raise _barred()
    _require_undecided(held, queries.procedure(call))
    had = Vote.objects.filter(application=held, person=by).first()
    if had and (had.outcome, had.reason) == (outcome, reason.strip()):
        return had
    cast = had or Vote(application=held, person=by)
    cast.outcome, cast.reason, cast.voted_at = outcome, reason.strip(), clock.now()
    with refused_by("vote_without_conflict", _barred()):
        cast.save()
    # That somebody voted is told to who must not know yet how: no word of the outcome stands in it.
    verb, told = ("vote.changed", _CHANGED) if had else ("vote.cast", _CAST)
    trail.record(verb, told, by=by, on=cast, touching=(call,), application=str(held))
    return cast


_CAST = gettext_noop("{actor} voted on {application}.")
_CHANGED = gettext_noop("{actor} changed their vote on {application}.")


def _require_undecided(application: Application, procedure: Procedure) -> None:
    decision = Decision.objects.filter(application=application).first()
    if application.state != Application.State.SUBMITTED:
        raise Refusal(_("This application was withdrawn: it is not voted on any more."))
    if said := voting.over(procedure, decided=decision is not None, released=bool(decision and decision.release_id)):
        raise Refusal(said, field="outcome")


def _barred() -> Forbidden:
    return Forbidden(_("Only people of the call's panel without a conflict of interest vote on this application."))
