"""What people type about cohorts, who is in them, and what they do together."""

from __future__ import annotations

from cohorts.roster.forms.cohorts import CohortChange, CohortForm, EnrolForm, ManagerForm, ReasonForm, TeamForm
from cohorts.roster.forms.leaving import CriteriaForm, GraduateForm, PauseForm
from cohorts.roster.forms.onboarding import AcceptForm, AgreementForm, ItemForm, PaymentForm, RewordForm
from cohorts.roster.forms.together import AnnouncementForm, EventForm, FileForm

__all__ = [
    "AcceptForm",
    "AgreementForm",
    "AnnouncementForm",
    "CohortChange",
    "CohortForm",
    "CriteriaForm",
    "EnrolForm",
    "EventForm",
    "FileForm",
    "GraduateForm",
    "ItemForm",
    "ManagerForm",
    "PauseForm",
    "PaymentForm",
    "ReasonForm",
    "RewordForm",
    "TeamForm",
]
