"""The panel's votes, for programs: who votes, the vote opened and closed, what one votes on, and what votes come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from accelerator.applications.models import Application
from accelerator.decisions import ballots, operations, queries, voting
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.reviews import ranks
from accelerator.trail import operations as trail

router = Router()


class VoteIn(Given):
    outcome: Literal["accept", "waitlist", "decline"]
    reason: str = Field("", max_length=5000, description="the panel reads it once everybody has voted")


class CastOut(Schema):
    application: str
    outcome: str
    reason: str
    voted_at: datetime = Field(description="UTC")


class CountOut(Schema):
    application: str
    startup: str
    cast: dict[str, int] = Field(description="votes by outcome")
    able: int = Field(description="how many people of the panel can vote on it")
    quorum: int
    outcome: str = Field(description="what the panel voted; empty before the quorum and where two outcomes have as many")


class VoterOut(Schema):
    code: str = Field(description="names the person")
    name: str


class VotingOut(Schema):
    state: Literal["unopened", "open", "closed"]
    opened_at: datetime | None = Field(description="UTC; when it was opened last, null before")
    closed_at: datetime | None = Field(description="UTC; null while it is open")
    quorum: int = Field(description="votes needed on one application; 0 where no panel votes")
    voters: list[VoterOut] = Field(description="the panel, by name")


class VotersIn(Given):
    voters: list[str] = Field(max_length=1000, description="codes of people of the programme's staff; none ends the panel")


class BallotOut(Schema):
    application: str
    startup: str
    mean: float | None = Field(description="of its reviews; null without one, and while your own is to be submitted")
    vote: str | None = Field(description="your vote: accept, waitlist or decline; null without one")


class PanelVote(Schema):
    voter: VoterOut
    outcome: str
    reason: str
    voted_at: datetime = Field(description="UTC")


def _run(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)


def _state(call: Call) -> dict[str, Any]:
    procedure = queries.procedure(call)
    state = "open" if procedure.votes else "closed" if procedure.voting_closed_at else "unopened"
    moments = {"opened_at": procedure.voting_opened_at, "closed_at": procedure.voting_closed_at}
    return {"state": state, "quorum": procedure.quorum, "voters": list(voting.people(call))} | moments


@router.get("/calls/{slug}/voting", response=VotingOut, summary="Who votes, and whether the vote is open")
def voting_of(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For who may see the scores of the call, and for its panel once the vote was opened."""
    return _state(get_object_or_404(voting.followed_by(request.user), slug=slug))


@router.put("/calls/{slug}/voters", response=VotingOut, summary="Name the panel that votes")
def name_voters(request: HttpRequest, slug: str, wanted: VotersIn) -> dict[str, Any]:
    """For managers of the programme. Votes of who leaves the panel stay on record, uncounted."""
    call = _run(request, slug)
    found = list(voting.staff(call).filter(code__in=wanted.voters))
    if len(found) != len(set(wanted.voters)):
        raise Refusal(_("Choose people of the programme's staff."), field="voters")
    operations.name_voters(call, people=found, by=request.user)
    return _state(call)


@router.post("/calls/{slug}/voting/open", response=VotingOut, summary="Open the vote")
def open_voting(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For managers of the programme; opened again, what was voted stands."""
    call = _run(request, slug)
    operations.open_voting(call, by=request.user)
    return _state(call)


@router.post("/calls/{slug}/voting/close", response=VotingOut, summary="Close the vote")
def close_voting(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For managers of the programme."""
    call = _run(request, slug)
    operations.close_voting(call, by=request.user)
    return _state(call)


@router.get("/calls/{slug}/votes", response=Listed[CountOut], summary="What the panel's votes come to, the highest mean first")
def votes(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For who may see the scores of the call, without what they must not judge. Empty counts where no panel votes."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    found = voting.apart(ranks.standings(call), request.user).select_related("startup")
    return paging.cut(found, ranks.ORDER, all_of=lambda rows: _counted(call, rows))


def _counted(call: Call, rows: list[Any]) -> Iterator[dict[str, Any]]:
    counts, none = voting.counts(call, [row.pk for row in rows]), ballots.count((), able=0, quorum=0)
    for row in rows:
        one = counts.get(row.pk, none)
        facts = {"cast": one.cast, "able": one.able, "quorum": one.quorum, "outcome": one.outcome}
        yield {"application": row.number, "startup": str(row.startup)} | facts


@router.get("/calls/{slug}/ballot", response=Listed[BallotOut], summary="What you vote on, the highest mean first")
def ballot(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For people of the call's panel, once the vote was opened. Without what you must not judge, and without what is released."""
    call = get_object_or_404(voting.seats(request.user), slug=slug)
    return paging.cut(voting.ballot(request.user, call), ranks.ORDER, each=_to_vote_on)


def _to_vote_on(row: Any) -> dict[str, Any]:
    mean = None if row.mean is None else float(row.mean)
    return {"application": row.number, "startup": str(row.startup), "mean": mean, "vote": row.vote}


@router.get("/applications/{number}/votes", response=list[PanelVote], summary="Who voted how on an application")
def votes_on(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """For who may see the scores of the call, and for its panel once everybody has voted. Looking is logged."""
    calls = voting.followed_by(request.user)
    found = voting.apart(Application.objects.standing().filter(call__in=calls.values("pk")).select_related("call"), request.user)
    application = get_object_or_404(found, number=number)
    call = application.call
    if not request.user.has_perm("reviews.oversee", call):
        get_object_or_404(voting.ballot(request.user, call), pk=application.pk)  # without what is released
        count = voting.counts(call, [application.pk]).get(application.pk)
        if count is None or not count.complete:
            raise Refusal(_("How the panel voted is shown once everybody has voted."))
    trail.looked("vote", by=request.user, at=application)
    told = voting.told(application)
    return [{"voter": one.person, "outcome": one.outcome, "reason": one.reason, "voted_at": one.voted_at} for one in told]


@router.put("/applications/{number}/vote", response=CastOut, summary="Vote on an application")
def vote(request: HttpRequest, number: str, wanted: VoteIn) -> dict[str, Any]:
    """For people of the call's panel, while it votes. May be changed until the application is decided or the vote is closed."""
    calls = voting.seats(request.user).values("pk")
    found = voting.apart(Application.objects.standing().filter(call__in=calls), request.user)
    cast = operations.vote(get_object_or_404(found, number=number), by=request.user, **wanted.dict())
    return {"application": number, "outcome": cast.outcome, "reason": cast.reason, "voted_at": cast.voted_at}
