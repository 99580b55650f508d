"""What is offered, by whom and until when."""

from __future__ import annotations

from accelerator.programmes.models.calls import (
    Call,
    CallQuerySet,
    Criterion,
    Programme,
    ProgrammeQuerySet,
    Rubric,
    Staff,
    StaffQuerySet,
)
from accelerator.programmes.models.extensions import Extension

__all__ = [
    "Call",
    "CallQuerySet",
    "Criterion",
    "Extension",
    "Programme",
    "ProgrammeQuerySet",
    "Rubric",
    "Staff",
    "StaffQuerySet",
]
