"""How startups stand at what their cohort asks to graduate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accelerator.kit.registered import registered
from cohorts.roster.models import Criterion, Enrolment
from cohorts.roster.points import CriterionSource, Standing


@dataclass(frozen=True)
class Checked:
    """One criterion and the facts: at least `least` percent of `of` asked, `have` of them there."""

    name: str
    label: str | Promise
    least: int
    have: int
    of: int

    @property
    def met(self) -> bool:
        """Where there is nothing to count, nothing was shown."""
        return self.of > 0 and self.have * 100 >= self.least * self.of

    @property
    def share(self) -> int:
        return self.have * 100 // self.of if self.of else 0

    @property
    def state(self) -> str:
        return "met" if self.met else "unmet"

    def kept(self) -> dict[str, Any]:
        return {"kind": self.name, "least": self.least, "have": self.have, "of": self.of, "met": self.met}


def sources() -> dict[str, CriterionSource]:
    """What can be asked, by name."""
    return {one.name: one for one in registered("graduation_criteria")}


def checked(enrolment: Enrolment) -> list[Checked]:
    """What its cohort asks, in the order of sources(), with how it stands. One query and one for each criterion."""
    asked = dict(Criterion.objects.filter(cohort=enrolment.cohort_id).values_list("kind", "least"))
    return [_checked(source, asked[name], enrolment) for name, source in sources().items() if name in asked]


def _checked(source: CriterionSource, least: int, enrolment: Enrolment) -> Checked:
    stands = source.standings([enrolment]).get(enrolment.pk, Standing(0, 0))
    return Checked(source.name, source.label, least, stands.have, stands.of)


def told(kept: Sequence[dict[str, Any]]) -> list[Checked]:
    """The same from what a graduation kept; a source that is gone shows its name."""
    known = sources()
    return [
        Checked(
            one["kind"], known[one["kind"]].label if one["kind"] in known else one["kind"], one["least"], one["have"], one["of"]
        )
        for one in kept
    ]
