"""Outcomes, their release, letters, offers with replies, and scenarios that led there."""

from __future__ import annotations

from accelerator.decisions.models.conditions import Condition
from accelerator.decisions.models.enclosures import Enclosure, EnclosureQuerySet, calls_enclosing_for
from accelerator.decisions.models.letters import LONGEST_SUBJECT, Letter, LetterTemplate
from accelerator.decisions.models.offers import Offer, OfferQuerySet
from accelerator.decisions.models.outcomes import LONGEST_FEEDBACK, Decision, DecisionQuerySet
from accelerator.decisions.models.packs import Pack, PackQuerySet
from accelerator.decisions.models.procedures import Grounds, Procedure
from accelerator.decisions.models.releases import Recall, Release, ReleaseQuerySet
from accelerator.decisions.models.scenarios import Scenario, ScenarioQuerySet
from accelerator.decisions.models.voting import Vote, VoteQuerySet, Voter, VoterQuerySet
from accelerator.decisions.models.waiting import Waiting, WaitingQuerySet

__all__ = [
    "LONGEST_FEEDBACK",
    "LONGEST_SUBJECT",
    "Condition",
    "Decision",
    "DecisionQuerySet",
    "Enclosure",
    "EnclosureQuerySet",
    "Grounds",
    "Letter",
    "LetterTemplate",
    "Offer",
    "OfferQuerySet",
    "Pack",
    "PackQuerySet",
    "Procedure",
    "Recall",
    "Release",
    "ReleaseQuerySet",
    "Scenario",
    "ScenarioQuerySet",
    "Vote",
    "VoteQuerySet",
    "Voter",
    "VoterQuerySet",
    "Waiting",
    "WaitingQuerySet",
    "calls_enclosing_for",
]
