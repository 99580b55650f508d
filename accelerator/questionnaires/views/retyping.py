"""A question changes its type, and is put back as it was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import drafting, operations, retyping
from accelerator.questionnaires.design_forms import QuestionType
from accelerator.questionnaires.details import NAMES
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.views.page import back, newest, page

_RETYPED = "retyped"  # in the session: the latest question that a person gave another type, as it was and as it became


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
        request.session[_RETYPED] = {"form": version.questionnaire.code, "was": was, "now": now}
        undo = reverse("questionnaire_retyped", args=[version.questionnaire.code, key])
        messages.success(request, _told(was, now), extra_tags=undo)
    return back(request, version, question=key)


def _told(was: dict[str, Any], now: dict[str, Any]) -> str:
    """What it is now, and what of it the new type does not have."""
    left = [str(NAMES[name]) for name in NAMES if was.get(name) and name not in now]
    kind = TYPES[now["type"]].name
    if not left:
        return _("The question's type is now: %(type)s.") % {"type": kind}
    return _("The question's type is now: %(type)s. Left out: %(left)s.") % {"type": kind, "left": ", ".join(left)}


@login_required
@require_POST
def undo(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Puts the question back as it was before its type changed, once."""
    version, retyped = newest(request, code), request.session.get(_RETYPED)
    if not retyped or (retyped["form"], retyped["was"]["key"]) != (code, key):
        raise Refusal(_("There is nothing to undo here any more."))
    was, now = retyped["was"], retyped["now"]
    operations.redraw(version, lambda old: retyping.put_back(old, key, was=was, now=now), by=request.user)
    del request.session[_RETYPED]
    messages.success(request, _("The question is as it was before."))
    return back(request, version, question=key)
