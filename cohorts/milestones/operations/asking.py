"""The sheet on which a milestone's form is answered: that of the form which its plan asks for now."""

from __future__ import annotations

from accelerator.kit import clock
from accelerator.questionnaires.models import Sheet, Version
from cohorts.milestones.models import FormerSheet, Milestone


def sheet_of(held: Milestone) -> Sheet | None:
    """Begun at the first look; None where no form is asked for, or it is not published yet. `held` is locked.

    Once begun it keeps its version. Where the plan asks for another form since, the one before is kept aside, with its answers,
    and taken up again should it be asked for again.
    """
    form = held.asks.questionnaire_id
    if form is None or (held.sheet is not None and held.sheet.version.questionnaire_id == form):
        return held.sheet if form else None
    found = _taken_up(held, form) or _begun(form)
    if found is not None:
        if held.sheet is not None:
            FormerSheet.objects.create(milestone=held, sheet=held.sheet)
        held.sheet = found
        held.save(update_fields=["sheet"])
    return found


def _taken_up(held: Milestone, form: int) -> Sheet | None:
    before = held.former_sheets.filter(sheet__version__questionnaire=form).select_related("sheet__version").first()
    if before is None:
        return None
    before.delete()
    return before.sheet


def _begun(form: int) -> Sheet | None:
    published = Version.objects.filter(questionnaire=form, state=Version.State.PUBLISHED)
    newest = published.order_by("-number").first()
    return Sheet.objects.create(version=newest, saved_at=clock.now()) if newest else None
