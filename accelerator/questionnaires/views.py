"""Doors of the builder: a form drawn in a draft, looked at, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import arrived
from accelerator.kit.registered import registered
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, operations
from accelerator.questionnaires.forms import NewQuestion, QuestionDesign, SectionDesign, SectionForm
from accelerator.questionnaires.models import Questionnaire, Version

_STEPS = {"up": -1, "down": 1}


def _newest(request: HttpRequest, code: str) -> Version:
    found = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return found.newest()


def _page(request: HttpRequest, version: Version, *, wanted: str = "", status: int = 200, **more: Any) -> HttpResponse:
    """The builder with one question in hand (`wanted`, else as the address says), or a section's own wording."""
    section = "" if wanted else request.GET.get("section", "")
    context = _form_facts(version) | _in_hand(version, wanted or request.GET.get("question", ""), section)
    return render(request, "accelerator/questionnaires/builder.html", context | more, status=status)


def _form_facts(version: Version) -> dict[str, Any]:
    """The whole form: its versions, what is new against the one that is live, what asks with it."""
    questionnaire = version.questionnaire
    live = questionnaire.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()
    changed, gone = drafting.changed(live.definition, version.definition) if live and live != version else (set(), 0)
    return {
        "version": version,
        "questionnaire": questionnaire,
        "is_draft": version.state == Version.State.DRAFT,
        "live": live,
        "changed": changed,
        "changes": len(changed) + gone,
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
        "form": QuestionDesign(None, raw=_raw(version, key)) if key else None,
        "section_form": SectionDesign(initial={"title": here.title, "intro": here.intro}),
        "new_question": NewQuestion(initial={"section": here.key}),
        "new_section": SectionDesign(auto_id="id_new_%s"),
        "preview": preview_rows(here),
    }


def preview_rows(section: design.Section) -> list[tuple[Any, Any]]:
    """Each question with its empty field, None for files."""
    form = SectionForm(section, {}, {})
    return [(one, form[one.key] if one.key in form.fields else None) for one in section.questions]


def _raw(version: Version, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        (one for section in version.definition["sections"] for one in section["questions"] if one["key"] == key), {}
    )
    if not found:
        raise Http404
    return found


@login_required
@require_GET
def builder(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _newest(request, code))


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form as founders will see it; nothing is saved."""
    version = _newest(request, code)
    parts = [(section, preview_rows(section)) for section in design.read(version.definition)]
    context = {"version": version, "questionnaire": version.questionnaire, "parts": parts}
    return render(request, "accelerator/questionnaires/preview.html", context)


@login_required
@require_POST
def redraft(request: HttpRequest, code: str) -> HttpResponse:
    return redirect(operations.redraft(_newest(request, code).questionnaire, by=request.user).questionnaire)


@login_required
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    version = operations.publish(_newest(request, code), by=request.user, at=arrived.at(request))
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    return redirect(version.questionnaire)


@login_required
@require_POST
def add_section(request: HttpRequest, code: str) -> HttpResponse:
    version, form = _newest(request, code), SectionDesign(request.POST)
    if not form.is_valid():
        return _page(request, version, status=422, new_section=form)
    title = form.cleaned_data["title"]
    key = drafting.new_key(title, drafting.section_keys(version.definition), "section")
    operations.redraw(version, lambda old: drafting.add_section(old, key=key, title=title), by=request.user)
    return _back(version, section=key)


@login_required
@require_POST
def change_section(request: HttpRequest, code: str, key: str) -> HttpResponse:
    version, act = _newest(request, code), request.POST.get("act", "save")
    if act in _STEPS:
        operations.redraw(version, lambda old: drafting.move_section(old, key, by=_STEPS[act]), by=request.user)
    elif act == "remove":
        operations.redraw(version, lambda old: drafting.remove_section(old, key), by=request.user)
        return _back(version)
    else:
        form = SectionDesign(request.POST)
        if not form.is_valid():
            return _page(request, version, status=422, section_form=form, question=None, here=_section(version, key))
        operations.redraw(version, lambda old: drafting.reword_section(old, key, **form.cleaned_data), by=request.user)
    return _back(version, section=key)


def _section(version: Version, key: str) -> design.Section:
    for one in design.read(version.definition):
        if one.key == key:
            return one
    raise Http404


@login_required
@require_POST
def add_question(request: HttpRequest, code: str) -> HttpResponse:
    version, form = _newest(request, code), NewQuestion(request.POST)
    if not form.is_valid():
        return _page(request, version, status=422, new_question=form)
    made = form.question(drafting.question_keys(version.definition))
    section = form.cleaned_data["section"]
    operations.redraw(version, lambda old: drafting.add_question(old, section=section, question=made), by=request.user)
    return _back(version, question=made["key"])


@login_required
@require_POST
def change_question(request: HttpRequest, code: str, key: str) -> HttpResponse:
    version, act = _newest(request, code), request.POST.get("act", "save")
    raw = _raw(version, key)
    if act == "save":
        return _save(request, version, key, QuestionDesign(request.POST, raw=raw))
    new_key = drafting.new_key(raw["label"], drafting.question_keys(version.definition), "question")
    acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "up": lambda old: drafting.move_question(old, key, by=-1),
        "down": lambda old: drafting.move_question(old, key, by=1),
        "copy": lambda old: drafting.copy_question(old, key, new_key=new_key),
        "remove": lambda old: drafting.remove_question(old, key),
    }
    if act not in acts:
        raise Http404
    operations.redraw(version, acts[act], by=request.user)
    return _back(version, question={"copy": new_key, "remove": ""}.get(act, key))


def _save(request: HttpRequest, version: Version, key: str, form: QuestionDesign) -> HttpResponse:
    if form.is_valid():
        try:
            operations.redraw(version, lambda old: drafting.change_question(old, key, form.attributes()), by=request.user)
            return _back(version, question=key)
        except operations.Unfit as refusal:
            form.blame(refusal)
    return _page(request, version, status=422, wanted=key, form=form)


def _back(version: Version, *, question: str = "", section: str = "") -> HttpResponse:
    place = f"?question={question}#at-{question}" if question else f"?section={section}#in-{section}" if section else ""
    return redirect(f"{version.questionnaire.get_absolute_url()}{place}")
