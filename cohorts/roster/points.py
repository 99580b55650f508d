"""What upper areas answer about a startup in its cohort, and about a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from accelerator.accounts.points import HomeCard


class EnrolmentPanels(Protocol):
    """Point `enrolment_panels`: panels that `person` may read about `enrolment`, which they see. Stepwise."""

    def __call__(self, enrolment: Any, person: Any) -> Sequence[HomeCard]: ...


class CohortPanels(Protocol):
    """Point `cohort_panels`: panels about `cohort` for who runs it, such as the plans it follows. Stepwise."""

    def __call__(self, cohort: Any, person: Any) -> Sequence[HomeCard]: ...


@dataclass(frozen=True)
class Standing:
    """So many of so many: what somebody has done of what there was to do."""

    have: int
    of: int


class CriterionSource(Protocol):
    """Point `graduation_criteria`: something that can be asked of a startup that is to graduate, as a share.

    `name` is kept in rows for good; `label` says what is counted ("Milestones reached").
    """

    name: str
    label: str | Promise

    def standings(self, enrolments: Sequence[Any]) -> Mapping[int, Standing]:
        """{enrolment id: how it stands}; one that is missing has nothing to count. One query."""
        ...
