"""What managers fill in about reviews."""

from __future__ import annotations

from accelerator.reviews.forms.assigning import ArrangementForm, EvenForm, HandForm
from accelerator.reviews.forms.describing import AbsenceForm, ExpertiseRows, ProfileForm, TermsForm
from accelerator.reviews.forms.redacting import RedactionForm
from accelerator.reviews.forms.staging import RulingForm, StageForm

__all__ = [
    "AbsenceForm",
    "ArrangementForm",
    "EvenForm",
    "ExpertiseRows",
    "HandForm",
    "ProfileForm",
    "RedactionForm",
    "RulingForm",
    "StageForm",
    "TermsForm",
]
