"""Doors that change a draft: each takes one act on one section or question, and leads back to the builder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accelerator.questionnaires import branches, drafting, grids, operations, sentences
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.design_forms import (
    NewQuestion,
    QuestionDesign,
    QuestionPlace,
    SectionDesign,
    SectionPlace,
)
from accelerator.questionnaires.drafting import Definition
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.views.page import back, newest, page
from accelerator.questionnaires.views.retyping import change_type, remove

Acts = dict[str, Callable[[Definition], Definition]]
Places = dict[str, sentences.Placed]


@login_required
@require_POST
def add_section(request: HttpRequest, code: str) -> HttpResponse:
    version, form = newest(request, code), SectionDesign(request.POST, auto_id="id_new_%s")
    if not form.is_valid():
        return page(request, version, status=422, new_section=form)
    title = form.cleaned_data["title"]
    key = drafting.free_key(title, drafting.section_keys(version.definition), "section")
    operations.redraw(version, lambda old: drafting.add_section(old, key=key, title=title), by=request.user)
    return back(request, version, section=key)


@login_required
@require_POST
def change_section(request: HttpRequest, code: str, key: str) -> HttpResponse:
    version, act = newest(request, code), request.POST.get("act", "save")
    section = _found(drafting.section, version, key)
    if act == "save":
        return _save_section(request, version, key)
    if act == "remove":
        return remove(request, version, "section", key)
    copied = drafting.free_key(section["title"], drafting.section_keys(version.definition), "section")
    acts: Acts = {
        "up": lambda old: drafting.move_section(old, key, by=-1),
        "down": lambda old: drafting.move_section(old, key, by=1),
        "copy": lambda old: drafting.copy_section(old, key, new_key=copied),
    }
    if act == "place":
        form = SectionPlace(request.POST, sections=design.read(version.definition, ""), key=key)
        if not form.is_valid():
            return page(request, version, section=key, status=422, move_form=form)
        acts["place"] = lambda old: drafting.place_section(old, key, after=form.cleaned_data["place"])
    operations.redraw(version, _known(acts, act), by=request.user)
    return back(request, version, section=copied if act == "copy" else key)


def _save_section(request: HttpRequest, version: Version, key: str) -> HttpResponse:
    form, do = SectionDesign(request.POST), branches.act(request.POST.get("edit", ""))
    form.is_valid()

    def change(old: Definition) -> Definition:
        before, own = sentences.before(design.read(old, ""), section=key)
        looks = _branches(request, drafting.section(old, key), before, own, do)
        return drafting.change_section(old, key, form.cleaned_data | looks)

    version = operations.redraw(version, change, by=request.user)
    if form.errors:
        return page(request, version, section=key, status=422, section_form=form)
    return back(request, version, section=key)


@login_required
@require_POST
def add_question(request: HttpRequest, code: str) -> HttpResponse:
    version, form = newest(request, code), NewQuestion(request.POST, auto_id="id_new_%s")
    if not form.is_valid():
        return page(request, version, section=request.POST.get("section", ""), status=422, new_question=form)
    made = form.question(drafting.question_keys(version.definition))
    section = form.cleaned_data["section"]
    operations.redraw(version, lambda old: drafting.add_question(old, section=section, question=made), by=request.user)
    return back(request, version, question=made["key"])


@login_required
@require_POST
def change_question(request: HttpRequest, code: str, key: str) -> HttpResponse:
    version, act = newest(request, code), request.POST.get("act", "save")
    raw = _found(drafting.question, version, key)
    if act == "save":
        return _save(request, version, key, QuestionDesign(request.POST, raw=raw))
    if act == "type":
        return change_type(request, version, key)
    if act == "remove":
        return remove(request, version, "question", key)
    copied = drafting.free_key(raw["label"], drafting.question_keys(version.definition), "question")
    acts: Acts = {
        "up": lambda old: drafting.move_question(old, key, by=-1),
        "down": lambda old: drafting.move_question(old, key, by=1),
        "copy": lambda old: drafting.copy_question(old, key, new_key=copied),
    }
    if act == "place":
        form = QuestionPlace(request.POST, sections=design.read(version.definition, ""), key=key)
        if not form.is_valid():
            return page(request, version, question=key, status=422, move_form=form)
        acts["place"] = lambda old: drafting.place_question(old, key, **form.destination())
    operations.redraw(version, _known(acts, act), by=request.user)
    return back(request, version, question=copied if act == "copy" else key)


def _save(request: HttpRequest, version: Version, key: str, form: QuestionDesign) -> HttpResponse:
    """Keeps what can be kept, however impossible; what is no value of its field at all is told beside it."""
    do = branches.act(request.POST.get("edit", ""))
    form.is_valid()

    def change(old: Definition) -> Definition:
        raw, (before, own) = drafting.question(old, key), sentences.before(design.read(old, ""), section="", question=key)
        given = form.attributes() | _branches(request, raw, before, own, do)
        if "columns" in raw and f"{grids.NAME}:" in request.POST:
            given[grids.NAME] = grids.columns(request.POST, raw["columns"], do)
        return drafting.change_question(old, key, given)

    try:
        version = operations.redraw(version, change, by=request.user)
    except (operations.Unfit, drafting.TooMany) as refusal:
        form.add_error(None, str(refusal.sentence))
    if form.errors:
        return page(request, version, status=422, question=key, form=form)
    return back(request, version, question=key)


def _branches(request: HttpRequest, raw: dict[str, Any], before: Places, own: Places, do: branches.Act) -> dict[str, Any]:
    known, itself = ({key: one.question for key, one in places.items()} for places in (before, own))
    return branches.attributes(request.POST, raw, before=known, own=itself, do=do)


def _found(look: Callable[[Definition, str], dict[str, Any]], version: Version, key: str) -> dict[str, Any]:
    try:
        return look(version.definition, key)
    except KeyError:
        raise Http404 from None


def _known(acts: Acts, act: str) -> Callable[[Definition], Definition]:
    if act not in acts:
        raise Http404
    return acts[act]
