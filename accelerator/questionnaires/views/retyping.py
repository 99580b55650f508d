"""What a person undoes of their latest change: a question that changed its type, a question or a section that was removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import drafting, operations, retyping
from accelerator.questionnaires.design_forms import QuestionType
from accelerator.questionnaires.details import NAMES
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.views.page import back, newest, page

_CHANGED = "form_changed"  # in the session: what the person changed last, as it was, and as it became or where it stood


def change_type(request: HttpRequest, version: Version, key: str) -> HttpResponse:
    kinds = QuestionType(request.POST, auto_id="id_change_%s")
    if not kinds.is_valid():
        return page(request, version, question=key, status=422, type_form=kinds)
    seen: list[dict[str, Any]] = []

    def change(old: drafting.Definition) -> drafting.Definition:
        new = retyping.change_type(old, key, kinds.cleaned_data["type"])
        seen.extend((drafting.question(old, key), drafting.question(new, key)))
        return new

    operations.redraw(version, change, by=request.user)
    was, now = seen
    if was != now:
        _keep(request, version, "question", _told(was, now), was=was, now=now)
    return back(request, version, question=key)


def _told(was: dict[str, Any], now: dict[str, Any]) -> str:
    """What it is now, and what of it the new type does not have."""
    left = [str(NAMES[name]) for name in NAMES if was.get(name) and name not in now]
    kind = TYPES[now["type"]].name
    if not left:
        return _("The question's type is now: %(type)s.") % {"type": kind}
    return _("The question's type is now: %(type)s. Left out: %(left)s.") % {"type": kind, "left": ", ".join(left)}


def remove(request: HttpRequest, version: Version, part: str, key: str) -> HttpResponse:
    """Takes a section with its questions, or a question, out of the form; `part` says which."""
    seen: list[dict[str, Any]] = []

    def change(old: drafting.Definition) -> drafting.Definition:
        if part == "section":
            was = drafting.section(old, key)
            seen.append({"was": was, "at": old["sections"].index(was)})
            return drafting.remove_section(old, key)
        section, at = drafting.place_of(old, key)
        seen.append({"was": drafting.question(old, key), "at": at, "section": old["sections"][section]["key"]})
        return drafting.remove_question(old, key)

    operations.redraw(version, change, by=request.user)
    (found,) = seen
    name = found["was"]["title" if part == "section" else "label"]
    _keep(request, version, part, _("Removed: %(name)s") % {"name": name or _("Without wording")}, **found)
    return back(request, version, section=found.get("section", ""))


def _keep(request: HttpRequest, version: Version, part: str, says: str, **changed: Any) -> None:
    """For `undo`, and tells of it."""
    code = version.questionnaire.code
    request.session[_CHANGED] = {"form": code, "part": part, **changed}
    undo = reverse(f"questionnaire_{part}_undo", args=[code, changed["was"]["key"]])
    messages.success(request, says, extra_tags=undo)


@login_required
@require_POST
def undo(request: HttpRequest, code: str, key: str, part: str) -> HttpResponse:
    """Puts back what was changed last, once."""
    version, changed = newest(request, code), request.session.get(_CHANGED)
    if not changed or (changed["form"], changed["part"], changed["was"]["key"]) != (code, part, key):
        raise Refusal(_("There is nothing to undo here any more."))
    operations.redraw(version, lambda old: _put_back(old, changed), by=request.user)
    del request.session[_CHANGED]
    messages.success(
        request, _("The section is as it was before.") if part == "section" else _("The question is as it was before.")
    )
    return back(request, version, **{part: key})


def _put_back(old: drafting.Definition, changed: dict[str, Any]) -> drafting.Definition:
    was = changed["was"]
    if "now" in changed:
        return retyping.put_back(old, was["key"], was=was, now=changed["now"])
    if changed["part"] == "section":
        return drafting.restore_section(old, was, at=changed["at"])
    return drafting.restore_question(old, was, section=changed["section"], at=changed["at"])
