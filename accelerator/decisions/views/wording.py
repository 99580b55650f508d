"""The doors to a programme's letters: what they say, changed with a preview beside it, put back, and what they said before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.applications.models import Application
from accelerator.decisions import operations, queries, wordings
from accelerator.decisions.forms import LetterForm
from accelerator.decisions.models import Decision, LetterTemplate
from accelerator.decisions.wordings import Letter, Words
from accelerator.kit import answers, clock
from accelerator.programmes.models import Call, Programme
from accelerator.startups.models import Startup

_HERE = {"here": "letters", "may_manage": True}


def _programme(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.run_by(request.user), slug=slug)


def _require_outcome(outcome: str) -> None:
    if outcome not in Decision.Outcome.values:
        raise Http404


@login_required
@require_GET
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """What each outcome is told with, ours or the programme's own words."""
    programme = _programme(request, slug)
    context = _HERE | {"programme": programme, "words": wordings.of(programme).values()}
    return answers.page(request, "accelerator/decisions/letters.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, slug: str, outcome: str) -> HttpResponse:
    """One letter: POST keeps its words, or shows them on a decision where `preview` is asked for."""
    _require_outcome(outcome)
    programme = _programme(request, slug)
    now = _before(request, programme, outcome) or wordings.of(programme)[outcome]
    start = {"subject": now.subject, "text": now.text, "seen": wordings.of(programme)[outcome].mark}
    form = LetterForm(request.POST or None, initial=start, outcome=outcome)
    kept = request.method == "POST" and form.is_valid() and "preview" not in request.POST
    if kept and answers.tried(form, lambda: _keep(form, programme, outcome, request.user)):
        messages.success(request, _("Kept. The next release writes these words."))
        return redirect("programme_letter", programme.slug, outcome)
    context = _HERE | _beside(programme, outcome, form, now, request) | {"programme": programme, "form": form, "now": now}
    status = 422 if form.errors and "preview" not in request.POST else 200
    return answers.page(request, "accelerator/decisions/wording.html", context, fragment="preview", status=status)


def _keep(form: LetterForm, programme: Programme, outcome: str, by: Any) -> Words:
    said = form.cleaned_data
    return operations.reword(programme, outcome=outcome, subject=said["subject"], text=said["text"], seen=said["seen"], by=by)


def _before(request: HttpRequest, programme: Programme, outcome: str) -> Words | None:
    """The former words that `?as=` names, to be looked at and kept anew."""
    found = LetterTemplate.objects.filter(programme=programme, outcome=outcome, code=request.GET.get("as", ""))
    template = found.select_related("by").first()
    return wordings.worded(template) if template else None


def _beside(programme: Programme, outcome: str, form: LetterForm, now: Words, request: HttpRequest) -> dict[str, Any]:
    """The letter as typed on a real decision, what may stand in braces, and what it said before."""
    examples = list(queries.examples(programme, outcome, reader=request.user))
    wanted = request.POST.get("on") or request.GET.get("on")
    example = next((one for one in examples if one.application.number == wanted), examples[0] if examples else None)
    typed = Words(outcome, form["subject"].value() or "", form["text"].value() or "")
    history = LetterTemplate.objects.filter(programme=programme, outcome=outcome).select_related("by").order_by("-pk")[:20]
    return {
        "outcome": outcome,
        "label": Decision.Outcome(outcome).label,
        "names": wordings.NAMES[outcome],
        "examples": examples,
        "example": example,
        "sample": _shown(typed, example, programme),
        "faults": [said for said in (typed.fault("subject"), typed.fault("text")) if said] if form.is_bound else [],
        "history": history,
    }


def _shown(words: Words, example: Decision | None, programme: Programme) -> Letter:
    """On the example; on a startup of no name where nothing of the kind was decided yet."""
    if example is None:
        call = Call(name=_("Spring call"), programme=programme, zone=programme.zone)
        application = Application(number="SC-0001", startup=Startup(name=_("A startup")), call=call)
        example = Decision(application=application, outcome=words.outcome, feedback=_("What the panel wrote."))
    reply_by = operations.usual_reply_by(example.application.call, at=clock.now())
    return wordings.filled(words, example, reply_by=reply_by)


@login_required
@require_POST
def restore(request: HttpRequest, slug: str, outcome: str) -> HttpResponse:
    """Back to what we suggest."""
    _require_outcome(outcome)
    programme = _programme(request, slug)
    operations.restore_ours(programme, outcome=outcome, seen=request.POST.get("seen"), by=request.user)
    messages.success(request, _("The letter says what Slipway suggests again."))
    return redirect("programme_letter", programme.slug, outcome)
