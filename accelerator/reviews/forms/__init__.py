"""What managers fill in about reviews."""

from __future__ import annotations

from accelerator.reviews.forms.assigning import EvenForm, HandForm
from accelerator.reviews.forms.redacting import RedactionForm
from accelerator.reviews.forms.staging import RulingForm, StageForm

__all__ = ["EvenForm", "HandForm", "RedactionForm", "RulingForm", "StageForm"]
