"""The page of one milestone, as its founders, who signs off and who only looks see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, together
from cohorts.milestones import forms, hearing, policies, queries, showing
from cohorts.milestones.lateness import SETTLED
from cohorts.milestones.models import ExtensionRequest, HandIn, Milestone
from cohorts.milestones.operations.holding import OPEN
from cohorts.milestones.planning import along
from cohorts.roster.models import Enrolment

_ACTS = ("write", "sign_off", "run")


def seen(request: SignedIn, code: str) -> Milestone:
    rows = Milestone.objects.visible_to(request.user).select_related(
        "enrolment__startup", "enrolment__cohort", "step", "asked", "moved_by", "sheet__version__questionnaire"
    )
    return get_object_or_404(rows, code=code)


def answer(
    request: SignedIn,
    found: Milestone,
    *,
    status: int = 200,
    refused: Sequence[str] = (),
    written: Sequence[str] = (),
    wrong: Mapping[str, django_forms.Form] | None = None,
) -> HttpResponse:
    """`refused` says why nothing was done with what was `written`; forms that are `wrong` say it themselves."""
    wrong = wrong or {}
    may = policies.may(request.user, found) if found.enrolment.state == Enrolment.State.ACTIVE else dict.fromkeys(_ACTS, False)
    failed = [form for form in wrong.values() if form.non_field_errors()]  # its form may not be on the page any more
    context: dict[str, Any] = {
        "milestone": found,
        "asks": found.asks,
        "seen": queries.seen(found, found.enrolment.today()),
        "may": may,
        "is_open": found.state in OPEN,
        "actors": [] if found.is_for_founders else hearing.actors(found),
        "refused": [*refused, *(sentence for form in failed for sentence in form.non_field_errors())],
        "written": [*written, *(words for form in failed for words in forms.typed(form))],
    }
    context["unsent"] = _told_of_the_device(found) if may["write"] and not context["is_open"] else {}
    check = wrong.get("check")
    typed = check.sections() if isinstance(check, forms.CheckForm) else {}
    context |= _gathered(found, typed, moves=may["run"] and found.state not in SETTLED)
    context |= _forms(found, wrong, context["request_open"])
    return answers.page(request, "cohorts/milestones/milestone.html", context, status=status)


def _told_of_the_device(found: Milestone) -> dict[str, str]:
    """The questions of its form, of which its reader's device may hold what came too late."""
    return {key: one.label for key, one in found.sheet.version.questions().items()} if found.sheet else {}


def _gathered(found: Milestone, typed: dict[str, str], *, moves: bool) -> dict[str, Any]:
    """What there is about it, in one query; with what is `typed` about parts, and what goes along for who `moves` it."""
    door = f"{found.get_absolute_url()}files/"
    evidence = found.evidence.there().select_related("file").order_by("id")
    verdicts = found.sign_offs.select_related("by", "hand_in").order_by("-id")
    handed = found.hand_ins.select_related("by", "version__questionnaire").order_by("-number")
    needed, asked = queries.needed(found), found.extension_requests.select_related("asked_by", "answered_by").order_by("-id")
    siblings = along.siblings(found) if moves else Milestone.objects.none()
    together.fetch(evidence, verdicts, handed, needed, asked, siblings)
    newest = handed[0] if handed else _before_versions(found, [row.file for row in evidence])
    before = handed[1] if len(handed) > 1 else None
    about = newest if found.state == Milestone.State.RETURNED else before  # the version whose return is read here
    back = next((one for one in verdicts if about and one.verdict == "returned" and one.hand_in_id == about.pk), None)
    said = back.sections if back else []
    parts = showing.compared(newest, before, returned=said, typed=typed, door=door) if newest else []
    return {
        "evidence": [row.file for row in evidence],
        "verdicts": list(verdicts),
        "hand_ins": list(handed),
        "newest": newest,
        "before": before,
        "parts": parts,
        "returned": next(iter(verdicts), None) if found.state == Milestone.State.RETURNED else None,
        "gone": showing.gone(newest, before) if newest else [],
        "needed": [queries.seen(one, found.enrolment.today()) for one in needed],
        "along": along.dependents(found, list(siblings)) if moves else [],
        "waits": any(one.state in OPEN for one in needed),
        "request_open": next((one for one in asked if one.state == "asked"), None),
        "answered": [one for one in asked if one.state in ("granted", "declined")],
    }


def _before_versions(found: Milestone, files: list[Any]) -> HandIn | None:
    """What was submitted before versions were kept, in the shape of one; not saved."""
    if found.submitted_at is None and found.state not in ("submitted", "reached", "returned"):
        return None
    told = [{"code": one.code, "name": one.name, "size": one.size, "sha256": one.sha256} for one in files]
    return HandIn(milestone=found, number=1, account=found.account, files=told, at=found.submitted_at or found.created_at)


def _forms(found: Milestone, wrong: Mapping[str, django_forms.Form], asked: ExtensionRequest | None) -> dict[str, Any]:
    day = {"due_on": asked.due_on} if asked else {}
    return {
        "submit_form": wrong.get("submit") or forms.SaveForm(milestone=found),
        "check_form": wrong.get("check") or forms.CheckForm(auto_id="check_%s"),
        "waive_form": wrong.get("waive") or forms.ReasonForm(auto_id="waive_%s"),
        "move_form": wrong.get("move") or forms.MoveForm.of(found),
        "ask_form": wrong.get("ask") or forms.AskForm(auto_id="ask_%s"),
        "grant_form": wrong.get("grant") or forms.GrantForm(auto_id="grant_%s", initial=day),
        "decline_form": wrong.get("decline") or forms.DeclineForm(auto_id="decline_%s"),
    }
