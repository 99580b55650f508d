"""Doors of the panel: what it votes on, one application, and the manager's way to open and close the vote."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.decisions import operations, voting
from accelerator.decisions.forms import VoteForm
from accelerator.decisions.models import Procedure
from accelerator.kit import answers, pages, together
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.questionnaires import queries as questionnaires
from accelerator.reviews import ranks
from accelerator.trail import operations as trail


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(voting.followed_by(request.user).select_related("programme", "version"), slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def votes(request: SignedIn, slug: str) -> HttpResponse:
    """What the panel votes on; a manager opens and closes the vote (`act`)."""
    call = _call(request, slug)
    if request.method == "POST":
        return _turned(request, call)
    kept, people = Procedure.objects.filter(call=call), voting.people(call)
    together.fetch(kept, people)
    procedure = next(iter(kept), Procedure(call=call))
    on_panel = procedure.voting_opened_at is not None and request.user in people
    may = request.user.has_perm("decisions.release", call)
    oversees = may or request.user.holds("programmes.see")
    seen = voting.apart(ranks.standings(call), request.user).select_related("startup")
    found = voting.ballot(request.user, call) if on_panel else seen
    page = pages.cut(found, ranks.ORDER, mark=request.GET.get("mark", ""))
    counted = voting.counts(call, [row.pk for row in page.rows])
    for row in page.rows:
        count = counted.get(row.pk)
        row.count = count if count and (oversees or count.complete or not procedure.votes) else None
    context = {
        "call": call,
        "procedure": procedure,
        "page": page,
        "on_panel": on_panel,
        "oversees": oversees,
        "people": people,
        "may": may,
        "left": list(voting.left(found)) if on_panel and procedure.votes else (),
    }
    return answers.page(request, "accelerator/decisions/votes.html", context)


def _turned(request: HttpRequest, call: Call) -> HttpResponse:
    act = {"open": operations.open_voting, "close": operations.close_voting}.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(call, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
    return redirect("call_votes", call.slug)


@login_required
@require_http_methods(["GET", "POST"])
def vote(request: SignedIn, slug: str, number: str) -> HttpResponse:
    """One application with its summary; a press votes, and leads to the next without a vote of theirs. Once it is not voted on
    any more the page is only read.
    """
    related = voting.seats(request.user).select_related("programme", "version", "procedure")
    call = get_object_or_404(related, slug=slug)
    mine = voting.ballot(request.user, call)
    chosen = mine.filter(number=number).first()
    if chosen is None:
        gone = get_object_or_404(voting.released(request.user, call), number=number)
        return _refused(request, call, gone, voting.over(call.procedure, decided=True, released=True))
    over = voting.over(call.procedure, decided=chosen.decided)
    if request.method == "POST" and over:
        return _refused(request, call, chosen, over)
    told = list(voting.told(chosen))
    cast = next((one for one in told if one.person_id == request.user.pk), None)
    form = VoteForm(request.POST or None, initial={"reason": cast.reason} if cast else {})
    if request.method == "POST" and form.is_valid():
        return _voted(request, call, chosen, form)
    trail.looked("vote", by=request.user, at=chosen)
    oversees = request.user.has_perm("reviews.oversee", call)
    context = _page(call, chosen, mine) | {"form": form, "cast": cast, "told": told, "oversees": oversees, "over": over}
    return answers.page(request, "accelerator/decisions/vote.html", context, status=422 if form.errors else 200)


def _voted(request: SignedIn, call: Call, chosen: Any, form: VoteForm) -> HttpResponse:
    """Leads on; where it is refused in the same moment, the page keeps what was typed."""
    try:
        operations.vote(chosen, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _refused(request, call, chosen, str(refusal.sentence))
    ahead = voting.left(voting.ballot(request.user, call)).first()
    return redirect("call_vote", call.slug, ahead) if ahead else redirect("call_votes", call.slug)


def _refused(request: SignedIn, call: Call, chosen: Any, said: str) -> HttpResponse:
    """Says why nothing is voted here, with the reason that was typed, to be copied."""
    typed = request.POST.get("reason", "")[:20_000]
    context = {"call": call, "application": chosen, "startup": chosen.startup, "said": said, "typed": typed}
    return answers.page(request, "accelerator/decisions/vote_refused.html", context, status=409)


def _page(call: Call, chosen: Any, mine: QuerySet[Any]) -> dict[str, Any]:
    numbers, comments = mine.values_list("number", flat=True), voting.comments(chosen)
    sent = chosen.submissions.select_related("version").order_by("-id")[:1]
    asked = [voting.counts.steps(call, [chosen.pk]), *(together.filled(one) for one in (numbers, comments, sent))]
    counted, *_rest = together.run(together.beside(*asked))
    way, (latest,) = list(numbers), sent
    at = way.index(chosen.number)
    now = None if call.version_id == latest.version_id else call.version
    return {
        "call": call,
        "application": chosen,
        "startup": chosen.startup,
        "reading": questionnaires.reading(latest.version, latest.answers, sensitive=False, now=now),
        "comments": () if chosen.owed else comments,
        "before": way[at - 1] if at else "",
        "after": way[at + 1] if at + 1 < len(way) else "",
        "place": at + 1,
        "total": len(way),
        "count": counted.get(chosen.pk),
    }
