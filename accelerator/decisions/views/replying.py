"""The founder's doors: the letter and the offer; and the manager's way to give more time."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.decisions import letters, operations, queries, waiting
from accelerator.decisions.forms import ExtendForm
from accelerator.decisions.models import Decision, Enclosure, Offer
from accelerator.kit import answers, arrived, clock
from accelerator.kit.refusals import Refusal
from accelerator.trail import operations as trail

_RELATED = ("decision__application__startup", "decision__application__call__programme", "decision__release", "replied_by")


@login_required
@require_GET
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """A released decision as its letter told it; where the waiting list moved since, how it stands now and that letter below."""
    related = queries.readable_letters(request.user).select_related(
        "application__startup", "application__call", "release", "letter", "offer__replied_by"
    )
    decision = get_object_or_404(related, application__number=number)
    trail.looked("letter", by=request.user, at=decision)
    offer = getattr(decision, "offer", None)
    context = {"decision": decision, "application": decision.application, "letter": letters.of(decision), "offer": offer}
    context |= {"place": waiting.told_place(decision), "title": _title(decision, offer)}
    response = answers.page(request, "accelerator/decisions/letter.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _title(decision: Decision, offer: Offer | None) -> str:
    """How it stands now, where the letter told of the waiting list and a place was offered since; "" where the letter says it."""
    if offer is None or decision.outcome != Decision.Outcome.WAITLIST:
        return ""
    said = {
        Offer.State.OPEN: _("A place in %(call)s is offered to you"),
        Offer.State.ACCEPTED: _("You have a place in %(call)s"),
        Offer.State.DECLINED: _("You declined the place in %(call)s"),
        Offer.State.LAPSED: _("The offer of a place in %(call)s has lapsed"),
    }
    return said[Offer.State(offer.state)] % {"call": decision.application.call}


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """The offered place: accept it, decline it, or see how it was answered."""
    found = get_object_or_404(Offer.objects.visible_to(request.user).select_related(*_RELATED), code=code)
    if request.method == "POST":
        accepts = request.POST.get("answer") == "accept"
        if not accepts and request.POST.get("answer") != "decline":
            raise Refusal(_("Accept the place or decline it."))
        agreed = [int(one) for one in request.POST.getlist("agreed") if one.isdecimal() and len(one) < 5]
        reason = request.POST.get("reason", "")[:2000]
        operations.reply(found, accepts=accepts, by=request.user, at=arrived.at(request), agreed=agreed, reason=reason)
        said = _("The place is yours.") if accepts else _("You declined the place.")
        messages.success(request, said)
        return redirect("offer", found.code)
    call = found.decision.application.call
    context = {
        "offer": found,
        "feedback": found.decision.feedback if _reads_letter(request, found) else "",
        "application": found.decision.application,
        "call": call,
        "enclosed": Enclosure.objects.visible_to(request.user).filter(call=call).select_related("file").order_by("pk"),
        "conditions": found.conditions.select_related("agreed_by").order_by("position"),
        "goes_out": found.unsent_until(clock.now()),
        "is_open": found.is_open(clock.now()),
        "may_reply": request.user.has_perm("offers.reply", found),
        "may_extend": request.user.has_perm("offers.extend", found),
        "form": ExtendForm(call=call, initial={"reply_on": operations.usual_reply_by(call, at=clock.now()).date()}),
    }
    return answers.page(request, "accelerator/decisions/offer.html", context)


def _reads_letter(request: HttpRequest, one: Offer) -> bool:
    return queries.readable_letters(request.user).filter(pk=one.decision_id).exists()


@login_required
@require_POST
def extend(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Offer.objects.visible_to(request.user).select_related(*_RELATED), code=code)
    form = ExtendForm(request.POST, call=found.decision.application.call)
    if not form.is_valid():
        raise Refusal(_("Choose the last day to reply."), field="reply_on")
    operations.extend(found, reply_by=form.reply_by, by=request.user)
    messages.success(request, _("They have more time now, and know it."))
    return redirect("offer", found.code)
