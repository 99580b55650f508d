"""Applications from another system: a file, what its columns are, what is wrong with it, and then all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, table, tablefile
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import bringing, operations, queries, taking_back
from accelerator.pipeline.forms import FileForm
from accelerator.pipeline.models import Import
from accelerator.programmes.models import Call

EARLIER = 20  # files on the page
SHOWN = 100  # faults, and startups that are here already, on the page; the sheets have all


@login_required
@require_http_methods(["GET", "POST"])
def take(request: SignedIn, slug: str) -> HttpResponse:
    """GET asks for the file; POST keeps it."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "version"), slug=slug)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        content = sent.read(tablefile.MOST_BYTES + 1)
        made = answers.tried(form, lambda: operations.take(call, name=sent.name, content=content, by=request.user))
        if made:
            return redirect(made)
    earlier = Import.objects.visible_to(request.user).filter(call=call).defer("content").order_by("-id")[:EARLIER]
    others = Import.objects.filter(call=call).exclude(by=request.user).select_related("by").defer("content").order_by("-id")
    context = {"call": call, "form": form, "earlier": earlier, "others": others[:EARLIER]}
    return answers.page(request, "accelerator/pipeline/import.html", context, status=422 if form.errors else 200)


def _own(request: SignedIn, code: str) -> Import:
    found = Import.objects.visible_to(request.user).select_related("call__programme", "call__version", "by")
    return get_object_or_404(found, code=code)


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: SignedIn, code: str) -> HttpResponse:
    """What each column is; POST says so and tries. Once it is being brought in, how far that is."""
    taken = _own(request, code)
    if taken.begun_at:
        context = {"taken": taken, "call": taken.call, "percent": cache.get(f"import:{taken.code}", 0)}
        return answers.page(request, "accelerator/pipeline/brought.html", context, fragment="progress")
    read = tablefile.read(bytes(taken.content))
    judged, refused = None, ""
    if request.method == "POST":
        mapping = {column: request.POST.get(f"column-{place}", "") for place, column in enumerate(read.head)}
        try:
            judged = operations.assign(taken, mapping=mapping, by=request.user)
        except Refusal as refusal:
            taken.mapping, refused = mapping, str(refusal.sentence)  # three hundred columns are not chosen twice
    known = queries.known(judged, request.user) if judged else []
    context = _context(taken, read, judged) | {"refused": refused, "known": known[:SHOWN], "known_count": len(known)}
    return answers.page(request, "accelerator/pipeline/columns_of.html", context, status=422 if refused else 200)


def _context(taken: Import, read: tablefile.Table, judged: bringing.Judged | None) -> dict[str, Any]:
    """Each column with what it is and what stands in it first."""
    first = read.rows[0][1] if read.rows else []
    return {
        "taken": taken,
        "call": taken.call,
        "count": len(read.rows),
        "groups": bringing.groups(taken.call.version.sections() if taken.call.version else ()),
        "columns": [
            (place, column, taken.mapping.get(column, ""), first[place] if place < len(first) else "")
            for place, column in enumerate(read.head)
        ],
        "judged": judged,
        "faults": judged.faults[:SHOWN] if judged else [],
    }


@login_required
@require_GET
def faults(request: SignedIn, code: str) -> StreamingHttpResponse:
    """Everything that is wrong with the file: line, column, reason."""
    taken = _own(request, code)
    found = queries.judged(taken).faults if taken.content else []
    return table.csv_answer(f"{taken.call.slug}-faults", [_("Line"), _("Column"), _("Reason")], found)


@login_required
@require_GET
def known(request: SignedIn, code: str) -> StreamingHttpResponse:
    """Every startup of the file that is here already: line, startup, its record, what they have in common."""
    taken = _own(request, code)
    found = queries.known(queries.judged(taken), request.user) if taken.content else []
    rows = (
        [line, one.startup.name, one.startup.get_absolute_url(), "; ".join(f"{sign.word}: {sign.said}" for sign in one.signs)]
        for line, one in found
    )
    return table.csv_answer(f"{taken.call.slug}-known", [_("Line"), _("Startup"), _("Record"), _("In common")], rows)


@login_required
@require_POST
def run(request: SignedIn, code: str) -> HttpResponse:
    """Has all of it brought in."""
    taken = _own(request, code)
    operations.bring_in(taken, by=request.user)
    return redirect(taken)


@login_required
@require_POST
def discard(request: SignedIn, code: str) -> HttpResponse:
    """Takes away a file that nobody had brought in."""
    taken = _own(request, code)
    operations.discard(taken, by=request.user)
    messages.success(request, _("The file %(file)s is removed.") % {"file": taken.name})
    return redirect("pipeline_import", taken.call.slug)


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: SignedIn, code: str) -> HttpResponse:
    """What would go, what would stay and why; POST takes back what the page showed."""
    taken, refused = _own(request, code), ""
    if request.method == "POST":
        try:
            count = operations.take_back(taken, by=request.user, seen=request.POST.get("seen")).count
        except Refusal as refusal:
            refused = str(refusal.sentence)
        else:
            said = ngettext("%(count)d application taken back.", "%(count)d applications taken back.", count)
            messages.success(request, said % {"count": count})
            return redirect(taken)
    context = {"taken": taken, "call": taken.call, "choice": taking_back.found(taken), "refused": refused}
    return answers.page(request, "accelerator/pipeline/take_back.html", context, status=422 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: SignedIn, code: str) -> HttpResponse:
    """Which contacts would be invited to take over which application; POST has all of them invited."""
    taken = _own(request, code)
    if request.method == "POST":
        count = operations.invite_contacts(taken, by=request.user)
        said = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
        messages.success(request, said % {"count": count})
        return redirect(taken)
    found = [] if taken.invited_at else queries.contacts(taken)
    return answers.page(request, "accelerator/pipeline/invite.html", {"taken": taken, "call": taken.call, "found": found})
