"""A draft whose form changed: everybody who writes on it hears what no longer fits."""

from __future__ import annotations

from typing import Any

from accelerator.applications import messages, queries
from accelerator.applications.models import Application
from accelerator.applications.operations.applying import facts, members
from accelerator.notices import operations as notices
from accelerator.questionnaires.models import Renewal


def tell_renewed(application: Application, *, renewal: Renewal, by: Any) -> None:
    kind = messages.FORM_CHANGED if renewal.misfits else messages.FORM_GREW
    labels = "; ".join(one["label"] for one in renewal.misfits)
    said = {"by": by, "misfits": labels, **facts(application)}
    for person in members(application):
        notices.tell(kind, to=person, about=renewal, url=queries.door(application), **said)
