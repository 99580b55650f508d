"""What managers fill in about reviews."""

from __future__ import annotations

from accelerator.reviews.forms.assigning import ArrangementForm, HandForm
from accelerator.reviews.forms.conflicts import RecordForm, RelationForm, RelationsFile
from accelerator.reviews.forms.describing import AbsenceForm, ExpertiseRows, ProfileForm, TermsForm
from accelerator.reviews.forms.interviewing import CallOffForm, OfferForm, PanelForm, PlaceForm, TimesForm
from accelerator.reviews.forms.planning import PlanForm
from accelerator.reviews.forms.redacting import RedactionForm
from accelerator.reviews.forms.staging import RulingForm, StageForm

__all__ = [
    "AbsenceForm",
    "ArrangementForm",
    "CallOffForm",
    "ExpertiseRows",
    "HandForm",
    "OfferForm",
    "PanelForm",
    "PlaceForm",
    "PlanForm",
    "ProfileForm",
    "RecordForm",
    "RedactionForm",
    "RelationForm",
    "RelationsFile",
    "RulingForm",
    "StageForm",
    "TermsForm",
    "TimesForm",
]
