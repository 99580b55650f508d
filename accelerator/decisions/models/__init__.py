"""Outcomes, their release, offers with replies, and scenarios that led there."""

from __future__ import annotations

from accelerator.decisions.models.offers import Offer, OfferQuerySet
from accelerator.decisions.models.outcomes import Decision, DecisionQuerySet, Release
from accelerator.decisions.models.scenarios import Scenario, ScenarioQuerySet

__all__ = ["Decision", "DecisionQuerySet", "Offer", "OfferQuerySet", "Release", "Scenario", "ScenarioQuerySet"]
