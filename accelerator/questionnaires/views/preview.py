"""How founders will see a form, before it is published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import mending
from accelerator.questionnaires.views.page import newest, preview_rows, unasked


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form as founders will see it; nothing is saved."""
    version = newest(request, code)
    broken = unasked(list(mending.found(version.definition, design.impossible(version.definition))))
    parts = [(section, preview_rows(section, broken)) for section in design.read(version.definition)]
    context = {"version": version, "questionnaire": version.questionnaire, "parts": parts}
    return render(request, "accelerator/questionnaires/preview.html", context)
