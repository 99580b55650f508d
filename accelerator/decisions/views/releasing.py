"""The manager's doors to the release: look, release, recall."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.decisions import letters, operations, queries
from accelerator.decisions.forms import RecallForm, ReleaseForm, release_form
from accelerator.decisions.models import Release
from accelerator.kit import answers, clock, wording
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the counts and the letters as they would go; POST sends them."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    form, typed = ReleaseForm(request.POST, call=call) if request.method == "POST" else None, {}
    if form and form.is_valid():
        try:
            partial = form.cleaned_data["partial"]
            made = operations.release(call, by=request.user, reply_by=form.reply_by, partial=partial, seen=form.seen)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.warning(request, str(refusal.sentence))
            typed = {name: form.cleaned_data[name] for name in ("reply_on", "partial")}
            form = None  # the counts on it are no longer true
        else:
            messages.success(request, _said(made))
            return redirect("call_decisions", call.slug)
    tally = queries.tally(call)
    samples = letters.samples(call, reply_by=operations.usual_reply_by(call, at=clock.now()))
    context = {"call": call, "tally": tally, "form": form or release_form(call, tally, **typed), "samples": samples}
    status = 200 if request.method == "GET" else 422 if form else 409
    return answers.page(request, "accelerator/decisions/release.html", context, status=status)


def _said(made: Release) -> str:
    count = made.decisions.count()
    said = ngettext("%(count)d decision released.", "%(count)d decisions released.", count) % {"count": count}
    if not made.window:
        return said
    moment = wording.moment(made.told_at, made.call.zone)
    return f"{said} " + _("Founders are told on %(moment)s; until then you can recall it.") % {"moment": moment}


@login_required
@require_POST
def recall(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One click until founders are told; afterwards a sentence says what they know."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    found = get_object_or_404(Release.objects.select_related("call"), call=call, code=code)
    form = RecallForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("The reason is too long: say it in 500 characters."), field="reason")
    operations.recall(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Recalled. Nothing was sent, and the decisions can be changed again."))
    return redirect("call_decisions", call.slug)
