"""Applications, what was submitted of them, and what was asked, reopened and approved on the way."""

from __future__ import annotations

from accelerator.applications.models.applications import (
    Application,
    ApplicationQuerySet,
    Clarification,
    ClarificationQuerySet,
    Extract,
    Screening,
    Submission,
)
from accelerator.applications.models.approving import Reopening, SignOff

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Clarification",
    "ClarificationQuerySet",
    "Extract",
    "Reopening",
    "Screening",
    "SignOff",
    "Submission",
]
