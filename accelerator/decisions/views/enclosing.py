"""Doors to files that come along with offers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.decisions import operations
from accelerator.decisions.models import Enclosure
from accelerator.files import serving
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


@login_required
@require_GET
def enclosure(request: HttpRequest, code: str) -> FileResponse:
    found = get_object_or_404(Enclosure.objects.visible_to(request.user).select_related("file"), code=code)
    response = serving.answer(found.file, to=request.user)
    trail.looked("enclosure", by=request.user, at=found)
    return response


@login_required
@require_POST
def enclose(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds the `file` sent along."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal(_("Choose a file."), field="file")
    operations.enclose(call, upload=upload, by=request.user)
    messages.success(request, _("Startups with an offer read it from now on."))
    return redirect("call_procedure", call.slug)


@login_required
@require_POST
def take_out(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        Enclosure.objects.filter(call__in=Call.objects.run_by(request.user)).select_related("call"), code=code
    )
    operations.take_out(found, by=request.user)
    return redirect("call_procedure", found.call.slug)
