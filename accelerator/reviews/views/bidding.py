"""Doors of bidding: the page on which reviewers say what they would like to read, and how a call is arranged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.kit import answers, clock, pages
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, forms, operations, promises
from accelerator.reviews.models import Bid


def _call(request: HttpRequest, slug: str) -> Call:
    """The call, for staff of its programme."""
    return get_object_or_404(bidding.staffed_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def bids(request: HttpRequest, slug: str) -> HttpResponse:
    """Fifty applications at a time; `open` leaves out what is bid on, `sector` all but one."""
    call = _call(request, slug)
    if promises.unaccepted(request.user).filter(programme=call.programme_id).exists():
        return redirect("reviews")
    arrangement, found = bidding.arrangement(call), bidding.shown(call, request.user)
    may_bid = arrangement.asks_for_bids(clock.today(call.zone))
    narrowed = found.filter(bid="") if "open" in request.GET else found
    if sector := request.GET.get("sector", ""):
        narrowed = narrowed.filter(startup__sector=sector)
    page = pages.cut(narrowed, bidding.ORDER, mark=request.GET.get("mark", ""))
    context: dict[str, Any] = {
        "call": call,
        "arrangement": arrangement,
        "may_bid": may_bid,
        "hidden": bidding.hides_startups(call, request.user),
        "page": page,
        "rows": bidding.apart(page.rows, request.user) if may_bid else [],
        "tally": bidding.tally(call, request.user),
        "sectors": bidding.sectors(call),
        "sector": sector,
        "values": Bid.Value.choices,
    }
    return answers.page(request, "accelerator/reviews/bids.html", context)


@login_required
@require_POST
def bid(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One bid; the page asks for its row alone."""
    call = _call(request, slug)
    chosen = bidding.shown(call, request.user).filter(number=number).first()
    if chosen is None:
        raise Http404
    value = request.POST.get("value", "")
    operations.bid(call, {number: value}, by=request.user)
    if not answers.wants_fragment(request):
        back = request.POST.get("back", "")
        return redirect(answers.narrowed("call_bids", slug, on=back) + f"#{number}")
    chosen.bid = value
    hidden = bidding.hides_startups(call, request.user)
    context = {"call": call, "one": chosen, "values": Bid.Value.choices, "may_bid": True, "hidden": hidden}
    return render(request, "accelerator/reviews/bids/row.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def arrangement(request: HttpRequest, slug: str) -> HttpResponse:
    """How the call is reviewed, for its managers."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    form = forms.ArrangementForm(request.POST or None, initial=model_to_dict(bidding.arrangement(call)))
    if form.is_valid() and answers.tried(form, lambda: operations.arrange(call, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("call_arrangement", slug)
    context = {"call": call, "form": form, "bidders": bidding.bidders(call)}
    return answers.page(request, "accelerator/reviews/arrangement.html", context, status=422 if form.errors else 200)
