"""The panel of a call and its votes: who may vote on what, and what the votes come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.decisions import ballots
from accelerator.decisions.ballots import Count
from accelerator.decisions.models import Procedure, Vote, Voter
from accelerator.kit import together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import queries as reviews
from accelerator.reviews import ranks, stages
from accelerator.reviews.models import Assignment, Conflict, Review
from accelerator.startups.models import ROOT_OF, Member, Startup


def seats(person: Any) -> QuerySet[Call]:
    """Those on whose panel `person` is, once it began to vote."""
    begun = Procedure.objects.filter(voting_opened_at__isnull=False)
    return Call.objects.filter(pk__in=Voter.objects.live().filter(person=person).values("call"), procedure__in=begun)


def calls(person: Any) -> QuerySet[Call]:
    """The same while it votes."""
    return seats(person).filter(procedure__voting_closed_at=None)


def followed_by(person: Any) -> QuerySet[Call]:
    """Those whose vote `person` may follow: of the panel once it was opened, and who oversees it."""
    return Call.objects.filter(Q(pk__in=seats(person).values("pk")) | Q(pk__in=reviews.calls_overseen_by(person).values("pk")))


def over(procedure: Procedure, *, decided: bool, released: bool = False) -> str:
    """Why an application of the call is not voted on now, and what to do; "" where it is."""
    if released:
        return _("This application is decided and released: it is not voted on any more.")
    if procedure.voting_closed_at:
        return _("The vote is closed: what was voted stands. A manager of the programme can open it again.")
    if not procedure.votes:
        return _("The panel does not vote now.")
    if decided:
        return _("This application is decided: what was voted stands. Tell a manager of the programme what speaks against it.")
    return ""


def released(person: Any, call: Call) -> QuerySet[Application]:
    """Those that left the ballot of `person` because their decision is released."""
    told = Application.objects.standing().filter(call=call, decision__release__isnull=False)
    return apart(told, person).select_related("startup")


def ballot(person: Any, call: Call) -> QuerySet[Any]:
    """Applications of the call that `person` votes on, the highest mean first: those that stand, are not released and with which
    nothing of theirs is in conflict. Each with their `vote`, an outcome or None, whether it is `decided`, and whether they owe a
    review of it (`owed`), in a stage that takes scores and hides others' until then: it has no mean to them. One query before it.
    """
    mine = Vote.objects.filter(application=OuterRef("pk"), person=person)
    found = ranks.standings(call).exclude(decision__release__isnull=False)
    voted = apart(found, person).annotate(
        vote=Subquery(mine.values("outcome")), decided=Q(decision__isnull=False), owed=_owed(person, call)
    )
    told: QuerySet[Any] = voted.annotate(**{name: Case(When(owed=False, then=name), default=none) for name, none in _UNTOLD})
    return told.select_related("startup")


def left(ballot: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Numbers of what of a ballot waits for a vote of theirs."""
    return ballot.filter(vote=None, decision=None).values_list("number", flat=True)


_UNTOLD = (("mean", None), ("score", Value(Decimal())))


def _owed(person: Any, call: Call) -> Exists:
    hiding = [one for one in stages.scored_now(stages.of_call(call)) if one.shows != ReviewStage.Shows.ALWAYS]
    begun = Assignment.objects.filter(application=OuterRef("pk"), reviewer=person, stage__in=hiding)
    return Exists(begun.filter(state=Assignment.State.ASSIGNED))


def apart(found: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """Without those that `person` must not judge."""
    conflicted = Conflict.objects.live().filter(application=OuterRef("pk"), person=person)
    return found.filter(~Exists(conflicted)).exclude(startup__in=Startup.objects.of(person))


def people(call: Call) -> QuerySet[Any]:
    """The panel, by name."""
    found: QuerySet[Any] = get_user_model()._default_manager.filter(
        pk__in=Voter.objects.live().filter(call=call).values("person")
    )
    return found.order_by("name", "pk")


def staff(call: Call) -> QuerySet[Any]:
    """Whom a manager can name."""
    found: QuerySet[Any] = get_user_model()._default_manager.filter(
        pk__in=Staff.objects.live().filter(programme=call.programme_id).values("person"), is_active=True
    )
    return found.order_by("name", "pk")


@together.stepwise
def counts(call: Call, pks: Sequence[int]) -> Steps[dict[int, Count]]:
    """{application id: what its votes come to}, of those applications; empty where the call has no quorum. Votes of who is no
    longer on the panel, or in conflict by now, do not count. One query.
    """
    quorum = Procedure.objects.filter(call=call).values_list("quorum", flat=True)
    panel = Voter.objects.live().filter(call=call).values_list("person", flat=True)
    conflicts = Conflict.objects.live().filter(application__in=pks, person__in=panel)
    barred = conflicts.values_list("application", "person")
    rooted, belonging = _belonging(pks, panel)
    votes = Vote.objects.filter(application__in=pks, person__in=panel).values_list("application", "person", "outcome")
    yield quorum, panel, barred, rooted, belonging, votes
    needed = sum(quorum)
    if not needed:
        return {}
    own = {(pk, person) for pk, root in rooted for theirs, person in belonging if theirs == root}
    kept_out = {*barred, *own}
    cast: dict[int, list[str]] = {}
    for pk, person, outcome in votes:
        if (pk, person) not in kept_out:
            cast.setdefault(pk, []).append(outcome)
    out, size = Counter(pk for pk, _person in kept_out), len(panel)
    return {pk: ballots.count(cast.get(pk, ()), able=size - out[pk], quorum=needed) for pk in pks}


def _belonging(pks: Sequence[int], panel: QuerySet[Any, Any]) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """(application id, row that stands for its startup) and (such a row, person of the panel who belongs to the startup)."""
    applied = Application.objects.filter(pk__in=pks).annotate(root=ROOT_OF)
    members = Member.objects.live().filter(person__in=panel).annotate(root=ROOT_OF).filter(root__in=applied.values("root"))
    return applied.values_list("pk", "root"), members.values_list("root", "person")


def outcomes(call: Call, pks: Sequence[int]) -> dict[int, str]:
    """{application id: what the panel voted}, of those with an outcome."""
    return {pk: one.outcome for pk, one in counts(call, pks).items() if one.outcome}


def told(application: Application) -> QuerySet[Vote]:
    """Its votes with who cast them, the first first."""
    return Vote.objects.filter(application=application).select_related("person").order_by("voted_at", "pk")


def comments(application: Application) -> QuerySet[Review]:
    """What its reviewers wrote to the panel, the first first."""
    scored = Review.objects.filter(assignment__application=application, assignment__state=Assignment.State.SCORED)
    return scored.exclude(comment="").order_by("submitted_at", "pk")
