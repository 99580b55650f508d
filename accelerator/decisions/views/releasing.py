"""The manager's doors to the release: look, release, recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.decisions import balance, letters, marks, operations, queries, rehearsal, wordings
from accelerator.decisions.forms import RecallForm, ReleaseForm, release_form
from accelerator.decisions.models import Decision, Release
from accelerator.decisions.wordings import Letter
from accelerator.kit import answers, clock, downloads, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the counts and the letters as they would go; POST sends them."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "version"), slug=slug)
    mark, found = together.run(together.beside(marks.of.steps(call), rehearsal.named.steps(call, reader=request.user)))
    named = [(one.application.number, _named(one, said)) for one, said in found]
    form, typed = ReleaseForm(request.POST, call=call, named=named) if request.method == "POST" else None, {}
    if form and form.is_valid():
        try:
            asked = {name: form.cleaned_data[name] for name in ("partial", "seen", "confirmed")}
            made = operations.release(call, by=request.user, reply_by=form.reply_by, **asked)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.warning(request, str(refusal.sentence))
            kept = ("reply_on", "partial", *(["confirmed"] if form.cleaned_data["seen"] == mark else []))
            typed = {name: form.cleaned_data[name] for name in kept}
            form = None  # what it saw is no longer true
        else:
            messages.success(request, _said(made))
            return redirect("call_decisions", call.slug)
    context = _rehearsed(request, call)
    context["form"] = form or release_form(call, mark=mark, named=named, **typed)
    status = 200 if request.method == "GET" else 422 if form else 409
    return answers.page(request, "accelerator/decisions/release.html", context, status=status)


def _named(decision: Any, said: Sequence[Any]) -> str:
    """A letter to confirm; of what a conflict keeps from who looks, the startup alone."""
    startup = str(decision.application.startup)
    return startup if decision.barred else f"{startup} – {', '.join(map(str, said))}"


def _rehearsed(request: HttpRequest, call: Call) -> dict[str, Any]:
    """What would happen: what to look at before, the balance, and the letters."""
    tally = queries.tally(call)
    asked = {name: request.GET.get(name, "") for name in ("q", "outcome", "by")}
    page = queries.letters(call, text=asked["q"], outcome=asked["outcome"], mark=request.GET.get("mark", ""), reader=request.user)
    return asked | {
        "call": call,
        "tally": tally,
        "checks": rehearsal.checks(call, tally, reader=request.user) if tally.to_release else [],
        "balance": balance.struck(call, asked["by"]),
        "choices": balance.choices(call),
        "page": page,
        "outcomes": [(one.value, one.label, tally.ready[one.value]) for one in Decision.Outcome],
        "here": reverse("call_release", args=[call.slug]),
    }


def _rehearsed_letter(request: HttpRequest, slug: str, number: str) -> tuple[Call, Decision, Letter]:
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    decision = get_object_or_404(queries.rehearsed_letters(call, request.user), application__number=number)
    reply_by = operations.usual_reply_by(call, at=clock.now())
    return call, decision, letters.written(decision, reply_by=reply_by, words=wordings.of(call.programme)[decision.outcome])


@login_required
@require_GET
def letter(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A letter exactly as a release would send it now, with the ones before and after it; none that a conflict keeps."""
    call, decision, written = _rehearsed_letter(request, slug, number)
    startup = decision.application.startup_id
    context = {
        "call": call,
        "decision": decision,
        "application": decision.application,
        "letter": written,
        "hearers": queries.hearers([startup]).get(startup, []),
        "beside": queries.beside(call, decision, reader=request.user),
    }
    return answers.page(request, "accelerator/decisions/rehearsed.html", context)


@login_required
@require_GET
def mail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Its mail, as a file that mail programs open: what the first who gets it would be sent."""
    _call, decision, written = _rehearsed_letter(request, slug, number)
    startup = decision.application.startup_id
    to = next(iter(queries.hearers([startup]).get(startup, ())), request.user)
    made = letters.mail(written, decision, to=to).message().as_bytes()
    return downloads.attached(HttpResponse(made, content_type="message/rfc822"), f"{number}.eml")


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
