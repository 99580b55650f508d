"""How founders will see a form, before it is published: at the width of a phone and of a desk, in each of its languages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accelerator.kit import languages
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import mending, previews
from accelerator.questionnaires.parts import OWN_LANGUAGE, languages_of
from accelerator.questionnaires.views.page import asked_for


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form, answering as it will; nothing is saved. `version` in the address names one that is not the newest."""
    version = asked_for(request, code)
    own = version.definition.get("language", OWN_LANGUAGE)
    offered = {own: languages.named(own)} | {one: languages.named(one) for one in sorted(languages_of(version.definition))}
    language = request.GET.get("language", own)
    sections = design.read(version.definition, language if language in offered else own)
    faults = list(mending.found(version.definition, design.impossible(version.definition)))
    broken = previews.unasked(faults)
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "parts": [(section, previews.rows(section, broken)) for section in sections],
        "faults": faults,
        "rules": None if faults else previews.rules(sections, sections),
        "language": language if language in offered else own,
        "languages": list(offered.items()),
        "on_phone": request.GET.get("width") == "phone",
    }
    return render(request, "accelerator/questionnaires/preview.html", context)
