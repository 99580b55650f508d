"""What upper areas answer on a startup's page in its cohort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from accelerator.accounts.points import HomeCard


class EnrolmentPanels(Protocol):
    """Point `enrolment_panels`: panels that `person` may read about `enrolment`, which they see. Stepwise."""

    def __call__(self, enrolment: Any, person: Any) -> Sequence[HomeCard]: ...
