"""What upper areas answer when a form asks who runs it and what asks with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet


@dataclass(frozen=True)
class Use:
    """Something that asks with a questionnaire: a call. `drafts` counts the sheets begun and not yet sent; `next` is what to do
    with it once the form is published, as (words, address, icon).
    """

    label: str
    url: str
    drafts: int = 0
    next: Sequence[tuple[str, str, str]] = ()


class FormsRun(Protocol):
    """Point `forms_run`."""

    def __call__(self, person: Any) -> QuerySet[Any, Any]:
        """Ids of the questionnaires that `person` may redraw, as a query of one column."""
        ...


class FormUses(Protocol):
    """Point `form_uses`; stepwise, so that a page asks all areas at once."""

    def __call__(self, questionnaire: Any) -> Sequence[Use]: ...


class QuestionnairePublished(Protocol):
    """Event `questionnaire_published`, inside the transaction that publishes `version`."""

    def __call__(self, *, version: Any, by: Any) -> None: ...


class FormDrafts(Protocol):
    """Point `form_drafts`."""

    def __call__(self, questionnaire: Any) -> QuerySet[Any, Any]:
        """Ids of the sheets of `questionnaire` that are written on and not yet sent, as a query of one column."""
        ...


class SheetRenewed(Protocol):
    """Event `sheet_renewed`, inside the transaction in which a sheet goes over to a newer version."""

    def __call__(self, *, renewal: Any, by: Any) -> None: ...
