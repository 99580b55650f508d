"""The checks before a call's form: answered by anybody, drawn by its managers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accelerator.accounts.requests import SignedIn
from accelerator.kit import arrived, languages
from accelerator.programmes import eligibility, forms, operations, queries
from accelerator.programmes.models import Call
from accelerator.programmes.views.calls import form_page, managed, tab
from accelerator.questionnaires.parts import OWN_LANGUAGE
from accelerator.questionnaires.shapes import LANGUAGE

_KEPT = "eligibility"  # in the session: {slug of a call: answers}, so that who signs up on the way is not asked again
_MOST = 10


def answers_of(request: HttpRequest, call: Call) -> dict[str, str]:
    """What this browser answered to the call's checks."""
    kept: dict[str, dict[str, str]] = request.session.get(_KEPT, {})
    return kept.get(call.slug, {})


@form_page
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether one may apply, and why not; nothing is stored but in the session until an application is started."""
    call = get_object_or_404(queries.readable_calls(request.user), slug=slug)
    checks = eligibility.read(call.eligibility)
    if not checks:
        raise Http404
    form = forms.Screen(request.POST or None, checks=checks, answers=answers_of(request, call))
    if request.method == "POST" and form.is_valid():
        kept = {name: given for name, given in request.session.get(_KEPT, {}).items() if name != slug}
        request.session[_KEPT] = dict([*kept.items()][1 - _MOST :]) | {slug: form.answers()}
        return redirect("call_eligibility", slug=slug)
    verdict = eligibility.judge(checks, answers_of(request, call))
    context = {
        "call": call,
        "form": form,
        "verdict": verdict if verdict.complete and not form.errors else None,
        "lines": forms.told_lines(verdict),
        "form_language": eligibility.read_in(checks),
        "form_languages": _named({eligibility.own_language(checks), *eligibility.translated_into(checks)}),
        "is_open": queries.admits(call, request.user, arrived.at(request)),
    }
    return render(request, "accelerator/programmes/eligibility.html", context, status=422 if form.errors else 200)


def _named(codes: set[str]) -> list[tuple[str, str]]:
    return [(code, languages.named(code)) for code in sorted(codes)]


@login_required
@form_page
def draw(request: SignedIn, slug: str) -> HttpResponse:
    """The tab where managers draw the checks."""
    call = managed(request, slug)
    checks = eligibility.read(call.eligibility)
    own = call.version.definition.get("language", OWN_LANGUAGE) if call.version else OWN_LANGUAGE
    spoken = _spoken(request, call, checks, own)
    texts = {"own": own, "spoken": spoken}
    rows: Any = forms.Checks(request.POST or None, initial=forms.drawn(checks), prefix="e", form_kwargs=texts)
    if request.method == "POST" and rows.is_valid():
        try:
            operations.set_eligibility(call, checks=rows.checks(), by=request.user)
        except operations.Unsound as unsound:
            rows.show(unsound.places)
        else:
            messages.success(request, _("Saved"))
            return redirect("call_checks", slug=slug)
    wrong = request.method == "POST"
    others = [(code, name) for code, name in languages.known() if code not in (own, *spoken)]
    return tab(request, call, "checks", {"rows": rows, "checks": checks, "others": others}, status=422 if wrong else 200)


def _spoken(request: SignedIn, call: Call, checks: Sequence[eligibility.Check], own: str) -> list[str]:
    """What the checks are translated into: languages of the call's form, those they have, one that is being added."""
    added, asked = request.GET.get("add", ""), call.version.languages() if call.version else set[str]()
    more = {added} if LANGUAGE.fullmatch(added) else set[str]()
    return sorted(((asked | more) - {own}) | eligibility.translated_into(checks))
