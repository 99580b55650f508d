"""What is offered, by whom and until when."""

from __future__ import annotations

from accelerator.programmes.models.access import AccessCode, AccessUse
from accelerator.programmes.models.calls import ADDED, Call, CallQuerySet
from accelerator.programmes.models.enquiries import Enquiry, EnquiryQuerySet
from accelerator.programmes.models.extensions import Extension
from accelerator.programmes.models.minutes import Minute
from accelerator.programmes.models.programmes import Criterion, Programme, ProgrammeQuerySet, Rubric, Staff, StaffQuerySet
from accelerator.programmes.models.stages import ReviewStage, ReviewStageQuerySet

__all__ = [
    "ADDED",
    "AccessCode",
    "AccessUse",
    "Call",
    "CallQuerySet",
    "Criterion",
    "Enquiry",
    "EnquiryQuerySet",
    "Extension",
    "Minute",
    "Programme",
    "ProgrammeQuerySet",
    "ReviewStage",
    "ReviewStageQuerySet",
    "Rubric",
    "Staff",
    "StaffQuerySet",
]
