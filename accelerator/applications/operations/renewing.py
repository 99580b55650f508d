"""A draft whose form changed: its writers hear what no longer fits, and an approval that cannot be given any more comes back."""

from __future__ import annotations

from typing import Any

from accelerator.applications import messages, queries
from accelerator.applications.models import Application
from accelerator.applications.operations.applying import facts, members
from accelerator.applications.operations.signing_off import return_overtaken
from accelerator.kit import languages
from accelerator.notices import operations as notices
from accelerator.questionnaires import renewals
from accelerator.questionnaires.models import Renewal


def tell_renewed(application: Application, *, renewal: Renewal, by: Any) -> None:
    kind = messages.FORM_CHANGED if renewal.misfits else messages.FORM_GREW
    for person in members(application):
        with languages.reading(person.language):
            misfits = "; ".join(renewals.labels(renewal))
        said = {"by": by, "misfits": misfits, **facts(application)}
        notices.tell(kind, to=person, about=renewal, url=queries.door(application), **said)
    return_overtaken(application, by=by, at=renewal.at)
