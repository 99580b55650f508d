"""A form's wordings in its languages, side by side: what is missing is seen, and filled in where it is."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accelerator.kit import languages as tongues
from accelerator.kit.addresses import reverse
from accelerator.questionnaires import drafting, operations, wordings
from accelerator.questionnaires.drafting import Definition
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.parts import OWN_LANGUAGE, languages_of
from accelerator.questionnaires.shapes import LANGUAGE
from accelerator.questionnaires.views.page import newest
from accelerator.questionnaires.wording_forms import OwnLanguage, Translated, written


@login_required
@require_http_methods(["GET", "POST"])
def languages(request: HttpRequest, code: str) -> HttpResponse:
    """Posted are the texts of one section or question; or, with neither, the form's own language."""
    version = newest(request, code)
    if request.method == "GET":
        return _page(request, version)
    section, question = request.POST.get("section", ""), request.POST.get("question", "")
    if not section and not question:
        form = OwnLanguage(request.POST)
        if form.is_valid():
            operations.redraw(version, lambda old: wordings.written_in(old, form.cleaned_data["language"]), by=request.user)
    else:
        _say(request, version, section, question)
    return redirect(f"{reverse('questionnaire_languages', args=[code])}?{request.GET.urlencode()}")


def _say(request: HttpRequest, version: Version, section: str, question: str) -> None:
    look, change = (drafting.question, drafting.change_question) if question else (drafting.section, drafting.change_section)
    key, spoken = question or section, _spoken(request, version)

    def said(old: Definition) -> Definition:
        return change(old, key, written(look(old, key), spoken, request.POST))

    try:
        look(version.definition, key)
    except KeyError:
        raise Http404 from None
    operations.redraw(version, said, by=request.user)


def _spoken(request: HttpRequest, version: Version) -> list[str]:
    """The languages that stand beside the form's own: texts in that one too, which a file may bring, are read in place of it."""
    return sorted({*languages_of(version.definition), _added(request, version)} - {""})


def _added(request: HttpRequest, version: Version) -> str:
    """A language that is about to be translated into: it is the form's once something is said in it."""
    code = request.GET.get("add", "")
    return code if LANGUAGE.fullmatch(code) and code != _own(version) else ""


def _own(version: Version) -> str:
    return str(version.definition.get("language", OWN_LANGUAGE))


def _page(request: HttpRequest, version: Version) -> HttpResponse:
    own, spoken = _own(version), _spoken(request, version)
    every = list(wordings.parts(version.definition))
    only = "missing" in request.GET and bool(spoken)
    here = next((one.section for one in every if one.section == request.GET.get("section")), every[0].section)
    is_draft = version.state == Version.State.DRAFT
    shown = [one for one in every if (any(one.lacks(code) for code in spoken) if only else one.section == here and one.phrases)]
    total = sum(len(one.phrases) for one in every)
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "is_draft": is_draft,
        "own": tongues.named(own),
        "own_code": own,
        "own_form": OwnLanguage(initial={"language": own}),
        "spoken": [(code, tongues.named(code), total - sum(one.lacks(code) for one in every)) for code in spoken],
        "total": total,
        "parts": [(one, Translated(one, spoken, is_draft=is_draft)) for one in shown],
        "others": [(code, name) for code, name in tongues.known() if code not in (own, *spoken)],
        "only": only,
        "here": here,
        "added": _added(request, version),
        "sections": _sections(every, spoken),
        "query": request.GET.urlencode(),
    }
    return render(request, "accelerator/questionnaires/languages.html", context)


def _sections(every: list[wordings.Part], spoken: list[str]) -> list[tuple[str, str, int]]:
    """(key, title, how many texts are missing or out of date) of each section with its questions."""
    titles = {one.section: one.title for one in every if not one.question}
    lacking = Counter({one.section: 0 for one in every})
    lacking.update(one.section for one in every for code in spoken for _ in range(one.lacks(code)))
    return [(key, title, lacking[key]) for key, title in titles.items()]
