"""Outcomes, their release, and offers with replies."""

from __future__ import annotations

from accelerator.decisions.models.offers import Offer, OfferQuerySet
from accelerator.decisions.models.outcomes import Decision, DecisionQuerySet, Release

__all__ = ["Decision", "DecisionQuerySet", "Offer", "OfferQuerySet", "Release"]
