"""Doors for bids, expertise and assignments as CSV: out as they are, in after a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import answers, table, tablefile
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import operations, tables

LABELS = {
    "bids": gettext_lazy("Bids"),
    "expertise": gettext_lazy("Expertise"),
    "assignments": gettext_lazy("Assignments"),
}


def _call(request: HttpRequest, slug: str, what: str = "bids") -> Call:
    if what not in LABELS:
        raise Http404
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _call(request, slug))


@login_required
@require_GET
def take(request: HttpRequest, slug: str, what: str) -> StreamingHttpResponse:
    """The table as it stands."""
    call = _call(request, slug, what)
    return table.csv_answer(f"{call.slug}-{what}", tables.head(what), tables.rows(call, what, reader=request.user))


@login_required
@require_POST
def bring(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """A file is shown as it would come out; what was shown is carried out."""
    call, sent = _call(request, slug, what), request.FILES.get("file")
    content = sent.read(tables.MOST_BYTES + 1) if sent else request.POST.get("content", "").encode()
    if not content:
        return _page(request, call, what=what, fault=_("Choose a file."))
    try:
        if "seen" in request.POST:
            return _done(request, call, operations.bring(call, what, content=content, seen=request.POST["seen"], by=request.user))
        judged = tables.judge(call, what, content)
    except tablefile.Unreadable as unreadable:
        return _page(request, call, what=what, fault=str(unreadable.sentence))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal.sentence))
        judged = tables.judge(call, what, content)
    return _page(request, call, what=what, judged=judged, content=tablefile.decoded(content))


def _done(request: HttpRequest, call: Call, done: operations.Brought) -> HttpResponse:
    said = ngettext("%(count)d row brought in.", "%(count)d rows brought in.", done.count) % {"count": done.count}
    undo = reverse("call_reviews_undo", args=[call.slug, done.act]) if done.act else ""
    messages.success(request, said, extra_tags=undo)
    return redirect("call_tables", call.slug)


def _page(request: HttpRequest, call: Call, *, what: str = "", **shown: Any) -> HttpResponse:
    context: dict[str, Any] = {"call": call, "what": what, "label": LABELS.get(what, ""), **shown}
    context["kinds"] = [
        (name, label, ", ".join(tables.NEEDED[name]), ", ".join(tables.ALONG.get(name, ()))) for name, label in LABELS.items()
    ]
    wrong = "fault" in shown or ("judged" in shown and shown["judged"].faults)
    return answers.page(request, "accelerator/reviews/tables.html", context, status=422 if wrong else 200)
