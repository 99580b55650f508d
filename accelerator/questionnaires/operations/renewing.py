"""Drafts go over to a newer version of their form. No answer is lost: what no longer fits is told, and stays in the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import doorbell
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.questionnaires import queries, renewals, versions
from accelerator.questionnaires.models import Changeover, Questionnaire, Renewal, Sheet, Version
from accelerator.questionnaires.operations.drawing import require_may_redraw
from accelerator.questionnaires.operations.writing import marked
from accelerator.questionnaires.questions import File, Question
from accelerator.trail import operations as trail

STEP = 50  # sheets in one transaction


@transaction.atomic
def change_over(version: Version, *, by: Any, at: datetime) -> Changeover:
    """Has all drafts of the questionnaire go over to `version`, its newest published one. Workers do it in steps."""
    require_may_redraw(version.questionnaire, by)
    Questionnaire.objects.select_for_update(no_key=True).get(pk=version.questionnaire_id)
    if version.state != Version.State.PUBLISHED or renewals.live(version.questionnaire) != version:
        raise Refusal(_("Drafts go over to the newest published version. Load the page again."))
    running = Changeover.objects.filter(version=version, ended_at=None).first()
    if running:
        return running
    begun = Changeover.objects.create(version=version, by=by, begun_at=at)
    sentence = gettext_noop("{actor} has the drafts of {subject} go over to version {number}.")
    trail.record("questionnaire.changed_over", sentence, by=by, on=version.questionnaire, number=version.number)
    doorbell.ring("questionnaires.change_over", begun.pk)
    return begun


@transaction.atomic
def step(changeover_id: int, *, at: datetime) -> bool:
    """Takes the next STEP drafts over; True where more are left. Whoever finds another worker at it leaves it alone."""
    waiting = Changeover.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).filter(ended_at=None)
    changeover = waiting.select_related("version__questionnaire", "by").filter(pk=changeover_id).first()
    if changeover is None:
        return False
    sheets = list(renewals.behind(changeover.version).order_by("id")[:STEP])
    for sheet in sheets:
        renew(sheet, version=changeover.version, by=changeover.by, at=at)
    if len(sheets) == STEP:
        return True
    changeover.ended_at = at
    changeover.save(update_fields=["ended_at"])
    return False


@transaction.atomic
def renew(sheet: Sheet, *, version: Version, by: Any, at: datetime) -> Renewal | None:
    """Asks `sheet` with a newer version of its form; None where it is asked with that already, or is no draft any more."""
    Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    held = renewals.behind(version).filter(pk=sheet.pk).first()  # whoever submitted it had the lock, and is seen
    if held is None:
        return None
    old, asked, answers = held.version, version.questions(), queries.whole(held)
    held.version = version
    found = versions.misfits(old.definition, version.definition, answers)
    told = [one for one in renewals.left(held) if not isinstance(asked.get(one["key"]), File)]
    told += [_told(held, misfit, old.questions()[misfit.key]) for misfit in found]
    gone = [misfit.key for misfit in found if misfit.key in asked and not misfit.kept]
    # A declaration in other words moves on also where nobody made it: what made it elsewhere before comes too late.
    reworded = [key for key in versions.to_make(old.definition, version.definition) if key in old.questions()]
    for key in dict.fromkeys((*gone, *reworded, *versions.strays(old.definition, version.definition, answers))):
        _take_out(held, key, by, at)
    held.save(update_fields=["version", "answers", "marks"])
    renewal = Renewal.objects.create(sheet=held, old=old, new=version, misfits=told, by=by, at=at)
    announce("sheet_renewed", renewal=renewal, by=by)
    return renewal


def _told(sheet: Sheet, misfit: versions.Misfit, was: Question) -> dict[str, Any]:
    """Without the answer itself, which stands in the history once."""
    files = misfit.told if isinstance(was, File) else ""
    said = {"key": misfit.key, "label": misfit.label, "why": misfit.why, "kept": misfit.kept}
    return said | {"number": sheet.seen(misfit.key), "files": files}


def _take_out(sheet: Sheet, key: str, by: Any, at: datetime) -> None:
    """An answer of another type would be misread where it stood. Files stay attached, for the founder to fetch or remove: where
    something else is asked they are no answer. The caller saves the sheet.
    """
    sheet.answers.pop(key, None)
    marked(sheet, key, None, by, at).save()
