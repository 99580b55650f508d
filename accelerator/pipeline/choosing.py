"""What a bulk act would change, and what stays: shown before it is done, and done only as it was shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import codes
from accelerator.kit.refusals import Refusal


@dataclass(frozen=True)
class Choice:
    """`changes` are acted on, `stays` are so already; `act` is what would be done."""

    changes: list[Application]
    stays: list[Application]
    act: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.changes)

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: what a preview hands back."""
        return codes.digest(repr([self.act, [one.pk for one in self.changes]]))

    def refuse_unless(self, seen: str | None) -> None:
        """Refuses what differs from the choice a person looked at, and what changes nothing. None where nobody looked."""
        if seen is not None and seen != self.fingerprint:
            raise Refusal(_("What would change is not what you looked at. Check again what will change."))
        if not self.changes:
            raise Refusal(_("Nothing would change."))
