"""The manager's doors to the waiting list and to how a call decides."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.decisions import operations, places, queries, voting, waiting
from accelerator.decisions.forms import ProcedureForm
from accelerator.decisions.models import Enclosure
from accelerator.kit import answers, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews


@login_required
@require_http_methods(["GET", "POST"])
def waiting_list(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows who waits, in order; POST moves one, its `number` and where `to`, or offers it a place: `act`."""
    calls = Call.objects.run_by(request.user) if request.method == "POST" else reviews.calls_overseen_by(request.user)
    call = get_object_or_404(calls.select_related("programme"), slug=slug)
    if request.method == "POST":
        if request.POST.get("act") == "offer":
            return _offered(request, call)
        return redirect(f"{reverse('call_waiting', args=[call.slug])}?{_moved(request, call)}")
    rows = waiting.numbered(list(waiting.listed(call)))
    context = {
        "call": call,
        "rows": rows,
        "mark": waiting.mark(rows),
        "tally": queries.tally(call),
        "places": places.of(call),
        "procedure": queries.procedure(call),
        "level": sum(row.level for row in rows),
        "may": request.user.has_perm("decisions.release", call),
        "moved": request.GET.get("moved"),
        "way": request.GET.get("way"),
    }
    return answers.page(request, "accelerator/decisions/waiting.html", context)


def _offered(request: HttpRequest, call: Call) -> HttpResponse:
    try:
        made = operations.offer_place(call, number=request.POST.get("number", ""), by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
    else:
        said = _("The place is offered to %(startup)s until %(day)s.")
        until = wording.moment(made.reply_by, call.zone)
        messages.success(request, said % {"startup": made.decision.application.startup, "day": until})
    return redirect("call_waiting", call.slug)


def _moved(request: HttpRequest, call: Call) -> str:
    """What the page is told of the move, so that the same button has the focus again."""
    number, to = request.POST.get("number", ""), request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 6:
        raise Refusal(_("Write a whole number, such as 12."))
    try:
        before = operations.move(call, number=number, to=int(to), by=request.user, seen=request.POST.get("seen", "-"))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
        return ""
    return urlencode({"moved": number, "way": "up" if int(to) < before else "down"})


@login_required
@require_http_methods(["GET", "POST"])
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """How the call decides: what founders read, and the reasons to choose from."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    kept = queries.procedure(call)
    start = {name: getattr(kept, name) for name in ("quorum", "offers_on", "reply_days", "conditions", "tells_place")}
    start["voters"] = [one.code for one in voting.people(call)]
    start |= {"reminded": ", ".join(map(str, kept.reminded)), "grounds": "\n".join(queries.grounds(call.programme_id))}
    form = ProcedureForm(request.POST or None, initial=start, staff=voting.staff(call))
    if (
        form.is_bound
        and form.is_valid()
        and answers.tried(form, lambda: operations.arrange(call, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("Saved."))
        return redirect("call_procedure", call.slug)
    enclosed = Enclosure.objects.live().filter(call=call).select_related("file").order_by("pk")
    context = {"call": call, "form": form, "enclosed": enclosed}
    return answers.page(request, "accelerator/decisions/procedure.html", context, status=422 if form.errors else 200)
