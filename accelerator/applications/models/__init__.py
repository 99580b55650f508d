"""Applications, what was submitted of them, and what was asked, reopened and approved on the way."""

from __future__ import annotations

from accelerator.applications.models.applications import (
    Application,
    ApplicationQuerySet,
    Extract,
    Inquiry,
    InquiryQuerySet,
    Screening,
    Submission,
)
from accelerator.applications.models.approving import Reopening, SignOff

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Extract",
    "Inquiry",
    "InquiryQuerySet",
    "Reopening",
    "Screening",
    "SignOff",
    "Submission",
]
