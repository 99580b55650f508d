"""Who may redraw a form. Who may write on a sheet is asked of what holds the sheet."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.questionnaires.models import Questionnaire


@rules.predicate
def runs(person: Any, questionnaire: Questionnaire) -> bool:
    """Runs something that asks with it."""
    return Questionnaire.objects.visible_to(person).filter(pk=questionnaire.pk).exists()


rules.add_perm("questionnaires.redraw", runs)
