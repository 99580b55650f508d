"""Doors to a committee's pack: asked for, waited for, fetched."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.decisions import operations
from accelerator.decisions.forms import PackForm
from accelerator.decisions.models import Pack
from accelerator.kit import answers, clock, downloads
from accelerator.kit.refusals import Refusal
from accelerator.reviews import queries as reviews
from accelerator.trail import operations as trail


@login_required
@require_http_methods(["GET", "POST"])
def packs(request: HttpRequest, slug: str) -> HttpResponse:
    """What a pack of the call is to hold, and one's earlier ones."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)
    form = PackForm(request.POST or None, initial={"beside": 10})
    if request.method == "POST" and form.is_valid():
        made = answers.tried(form, lambda: operations.ask_pack(call, by=request.user, **form.cleaned_data))
        if made:
            return redirect(made)
    earlier = Pack.objects.visible_to(request.user).filter(call=call).defer("content").order_by("-id")[:5]
    context = {"call": call, "form": form, "earlier": earlier}
    return answers.page(request, "accelerator/decisions/packs.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """Whether it is written yet."""
    held = get_object_or_404(Pack.objects.visible_to(request.user).select_related("call").defer("content"), code=code)
    return answers.page(request, "accelerator/decisions/pack.html", {"pack": held, "call": held.call}, fragment="progress")


@login_required
@require_GET
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    """The document, until it expires."""
    held = get_object_or_404(Pack.objects.visible_to(request.user).select_related("call"), code=code)
    if held.expires_at is None or held.expires_at <= clock.now() or held.content is None:
        raise Http404
    if reviews.apart_since(request.user, held.ids, held.created_at):
        raise Refusal(_("A conflict of interest keeps one of its applications from you by now. Ask for a new pack."))
    trail.looked("pack", by=request.user, at=held.call)
    name = f"{held.call.slug}-committee-{held.created_at:%Y-%m-%d}.pdf"
    return downloads.attached(HttpResponse(bytes(held.content), content_type="application/pdf"), name)
