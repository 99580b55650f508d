"""The builder's page: the whole form, one thing of it in hand, and how founders will see it."""

from __future__ import annotations

from itertools import chain
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accelerator.kit import arrived, languages, together, wording
from accelerator.kit.registered import registered
from accelerator.questionnaires import (
    column_forms,
    condition_forms,
    drafting,
    mending,
    previews,
    renewals,
    sentences,
    versions,
    wordings,
)
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.design_forms import (
    NewQuestion,
    QuestionDesign,
    QuestionPlace,
    QuestionType,
    SectionDesign,
    SectionPlace,
)
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.questionnaires.parts import languages_of


def newest(request: HttpRequest, code: str) -> Version:
    found = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return found.newest()


def asked_for(request: HttpRequest, code: str) -> Version:
    """The version whose number the address says, else the newest."""
    found, number = newest(request, code), request.GET.get("version", "")
    named = number.isascii() and number.isdigit() and len(number) < 10
    return get_object_or_404(found.questionnaire.versions, number=number) if named else found


@login_required
@require_GET
def builder(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, newest(request, code))


def page(
    request: HttpRequest, version: Version, *, question: str = "", section: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The builder with a question or a section in hand: the one named, else the one of the address."""
    wanted = {"question": question, "section": section} if question or section else request.GET
    context = form_facts(version)
    context |= _in_hand(version, wanted.get("question", ""), wanted.get("section", ""), context["faults"])
    context["behind"] = renewals.behind(context["live"]).count() if context["live"] else 0
    context["is_chosen"] = bool(wanted.get("question") or wanted.get("section"))
    if "HX-Request" in request.headers and status == 200:  # the way back from an act: what was changed is kept
        context["saved"] = f"{wording.local(arrived.at(request)):%H:%M}"
    return render(request, "accelerator/questionnaires/builder.html", context | more, status=status)


def back(request: HttpRequest, version: Version, *, question: str = "", section: str = "") -> HttpResponse:
    """To what was changed, unless the address posted to says what stays in hand: what an outline moves is not taken up."""
    if request.GET:
        return redirect(f"{version.questionnaire.get_absolute_url()}?{request.GET.urlencode()}")
    place = f"?question={question}#at-{question}" if question else f"?section={section}#in-{section}" if section else ""
    return redirect(f"{version.questionnaire.get_absolute_url()}{place}")


def form_facts(version: Version) -> dict[str, Any]:
    """The whole form: its versions, what is new against the one that is live, what asks with it, what is wrong with it."""
    questionnaire = version.questionnaire
    live = renewals.live(questionnaire)
    differences = versions.differences(live.definition, version.definition) if live and live != version else []
    sections = design.read(version.definition, "")
    faults = list(mending.found(version.definition, design.impossible(version.definition)))
    return {
        "version": version,
        "questionnaire": questionnaire,
        "is_draft": version.state == Version.State.DRAFT,
        "live": live,
        "changed": {one.key for one in differences},
        "changes": len(differences),
        "sections": sections,
        "outline": _outline(sections, {one.question or one.section for one in faults}),
        "faults": faults,
        "uses": list(chain.from_iterable(together.run(together.each(registered("form_uses"), questionnaire)))),
    }


class Line(NamedTuple):
    """A section or a question in the outline: on what condition it is shown, whether it has faults to mend."""

    part: Any
    shown_if: str
    is_wrong: bool


def _outline(sections: tuple[design.Section, ...], wrong: set[str]) -> list[tuple[Line, list[Line]]]:
    form = sentences.placed(sections)

    def line(part: Any) -> Line:
        return Line(part, sentences.told(part.show_if, form) if part.show_if else "", part.key in wrong)

    return [(line(section), [line(one) for one in section.questions]) for section in sections]


def _in_hand(version: Version, wanted: str, titled: str, faults: list[mending.Found]) -> dict[str, Any]:
    """The question named `wanted` (else the first, unless a section is `titled`), its section, and the fields to change them."""
    sections = design.read(version.definition, "")
    asked = {one.key: one for part in sections for one in part.questions}
    key = wanted if wanted in asked else "" if titled else next(iter(asked), "")
    here = next((one for one in sections if one.key == titled or key in {q.key for q in one.questions}), sections[0])
    number = sections.index(here) + 1
    raw = drafting.question(version.definition, key) if key else drafting.section(version.definition, here.key)
    found = [one for one in faults if (one.question == key if key else one.section == here.key and not one.question)]
    wrong = {one.path: one.sentence for one in reversed(found)}
    before, own = sentences.before(sections, section=here.key, question=key)
    return {
        "here": here,
        "number": number,
        "place": f"{number}.{[one.key for one in here.questions].index(key) + 1}" if key else "",
        "question": asked.get(key),
        "form": QuestionDesign(None, raw=raw, wrong={one.attribute: one.sentence for one in reversed(found)}) if key else None,
        "section_form": SectionDesign(initial={"title": here.title, "intro": here.intro}),
        "move_form": QuestionPlace(None, sections=sections, key=key)
        if key
        else SectionPlace(None, sections=sections, key=here.key),
        "type_form": QuestionType(initial={"type": raw["type"]}, auto_id="id_change_%s") if key else None,
        "new_question": NewQuestion(initial={"section": here.key}, auto_id="id_new_%s"),
        "new_section": SectionDesign(auto_id="id_new_%s"),
        "pane": previews.pane(sections, here, asked.get(key), faults),
        "columns": list(column_forms.rows(raw, wrong)),
        "tongues": _tongues(version.definition, raw),
        **condition_forms.editors(raw, before, own, wrong),
    }


def _tongues(definition: dict[str, Any], raw: dict[str, Any]) -> list[tuple[str, str, int]]:
    """(code, name, how many of its phrases are missing or out of date) for each language that the form is translated into."""
    said = wordings.phrases(raw)
    return [(code, languages.named(code), sum(one.lacks(code) for one in said)) for code in sorted(languages_of(definition))]
