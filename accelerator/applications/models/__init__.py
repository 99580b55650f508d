"""Applications, what was submitted of them, and what was entered, asked, reopened and approved on the way."""

from __future__ import annotations

from accelerator.applications.models.applications import (
    EARLY,
    Application,
    ApplicationQuerySet,
    Clarification,
    ClarificationQuerySet,
    Screening,
    Submission,
)
from accelerator.applications.models.approving import Reopening, SignOff, SignOffQuerySet
from accelerator.applications.models.behalf import Behalf
from accelerator.applications.models.extracts import Extract, Passage, Terms

__all__ = [
    "EARLY",
    "Application",
    "ApplicationQuerySet",
    "Behalf",
    "Clarification",
    "ClarificationQuerySet",
    "Extract",
    "Passage",
    "Reopening",
    "Screening",
    "SignOff",
    "SignOffQuerySet",
    "Submission",
    "Terms",
]
