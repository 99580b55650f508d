"""What answers tell of the startup goes into its record, and comes from there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import facts
from accelerator.questionnaires.models import Sheet, Version
from accelerator.questionnaires.operations.writing import Edit, write
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup


def carry(version: Version, answers: Mapping[str, Any], *, into: Startup, by: Any) -> bool:
    """Brings the startup's record up to date with what `answers` to `version` tell; whose they are has agreed to that.

    A record that refuses, as one that was merged away meanwhile does, stays as it was and stops nothing: then False.
    """
    told = design.asking(design.read(version.definition, ""), answers).facts()
    try:
        with transaction.atomic():
            startups.change(into, by=by, **told)
    except Refusal:
        return False
    return True


def bring(sheet: Sheet, *, about: Startup, by: Any, at: datetime) -> None:
    """Answers the questions of a new sheet that are bound to facts with what the startup's record says, in whatever language."""
    every = (one for section in design.read(sheet.version.definition, "") for one in section.questions)
    asked = [one for one in every if one.fact]
    known = [(one.key, facts.as_answer(one, getattr(about, one.fact))) for one in asked]
    changes = [Edit(key, answer, 0) for key, answer in known if answer]
    if changes:
        write(sheet, changes=changes, by=by, at=at)
