"""The builder's page: the whole form, one thing of it in hand, and how founders will see it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accelerator.kit import arrived, wording
from accelerator.kit.registered import registered
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, renewals, versions
from accelerator.questionnaires.design_forms import NewQuestion, QuestionDesign, QuestionPlace, SectionDesign, SectionPlace
from accelerator.questionnaires.forms import SectionForm
from accelerator.questionnaires.models import Questionnaire, Version


def newest(request: HttpRequest, code: str) -> Version:
    found = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return found.newest()


@login_required
@require_GET
def builder(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, newest(request, code))


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form as founders will see it; nothing is saved."""
    version = newest(request, code)
    parts = [(section, preview_rows(section)) for section in design.read(version.definition)]
    context = {"version": version, "questionnaire": version.questionnaire, "parts": parts}
    return render(request, "accelerator/questionnaires/preview.html", context)


def page(
    request: HttpRequest, version: Version, *, question: str = "", section: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The builder with a question or a section in hand: the one named, else the one of the address."""
    wanted = {"question": question, "section": section} if question or section else request.GET
    context = _form_facts(version) | _in_hand(version, wanted.get("question", ""), wanted.get("section", ""))
    if "HX-Request" in request.headers and status == 200:  # the way back from an act: what was changed is kept
        context["saved"] = f"{wording.local(arrived.at(request)):%H:%M}"
    return render(request, "accelerator/questionnaires/builder.html", context | more, status=status)


def _form_facts(version: Version) -> dict[str, Any]:
    """The whole form: its versions, what is new against the one that is live, what asks with it."""
    questionnaire = version.questionnaire
    live = renewals.live(questionnaire)
    differences = versions.differences(live.definition, version.definition) if live and live != version else []
    return {
        "version": version,
        "questionnaire": questionnaire,
        "is_draft": version.state == Version.State.DRAFT,
        "live": live,
        "changed": {one.key for one in differences},
        "changes": len(differences),
        "sections": design.read(version.definition),
        "uses": [use for uses in registered("form_uses") for use in uses(questionnaire)],
    }


def _in_hand(version: Version, wanted: str, titled: str) -> dict[str, Any]:
    """The question named `wanted` (else the first, unless a section is `titled`), its section, and the fields to change them."""
    sections, asked = design.read(version.definition), design.questions(version.definition)
    key = wanted if wanted in asked else "" if titled else next(iter(asked), "")
    here = next((one for one in sections if one.key == titled or key in {q.key for q in one.questions}), sections[0])
    number = sections.index(here) + 1
    return {
        "here": here,
        "number": number,
        "place": f"{number}.{[one.key for one in here.questions].index(key) + 1}" if key else "",
        "question": asked.get(key),
        "form": QuestionDesign(None, raw=drafting.question(version.definition, key)) if key else None,
        "section_form": SectionDesign(initial={"title": here.title, "intro": here.intro}),
        "move_form": QuestionPlace(None, sections=sections, key=key)
        if key
        else SectionPlace(None, sections=sections, key=here.key),
        "new_question": NewQuestion(initial={"section": here.key}),
        "new_section": SectionDesign(auto_id="id_new_%s"),
        "preview": preview_rows(here),
    }


def preview_rows(section: design.Section) -> list[tuple[Any, Any]]:
    """Each question with its empty field, None for files."""
    form = SectionForm(section, {}, {})
    return [(one, form[one.key] if one.key in form.fields else None) for one in section.questions]
