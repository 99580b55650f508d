"""How founders will see a form, before it is published: at the width of a phone and of a desk, in each of its languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accelerator.kit import languages
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import live, mending
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.parts import OWN_LANGUAGE, languages_of
from accelerator.questionnaires.views.page import newest, preview_rows, unasked


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form, answering as it will; nothing is saved."""
    version = newest(request, code)
    own = version.definition.get("language", OWN_LANGUAGE)
    offered = {own: languages.named(own)} | {one: languages.named(one) for one in sorted(languages_of(version.definition))}
    language = request.GET.get("language", own)
    sections = design.read(version.definition, language if language in offered else own)
    faults = list(mending.found(version.definition, design.impossible(version.definition)))
    broken = unasked(faults)
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "parts": [(section, preview_rows(section, broken)) for section in sections],
        "faults": faults,
        "rules": None if faults else _rules(sections),
        "language": language if language in offered else own,
        "languages": list(offered.items()),
        "on_phone": request.GET.get("width") == "phone",
    }
    return render(request, "accelerator/questionnaires/preview.html", context)


def _rules(sections: tuple[Section, ...]) -> dict[str, Any] | None:
    """What makes all sections answer on one page: what hides a section hides its questions."""
    questions = [
        replace(one, show_if=_both(part.show_if, one.show_if)) if part.show_if else one
        for part in sections
        for one in part.questions
    ]
    return live.rules(sections, design.asking(sections, {}), Section("", "", "", tuple(questions)))


def _both(first: Any, second: Any) -> Any:
    return {"all": [first, second]} if second else first
