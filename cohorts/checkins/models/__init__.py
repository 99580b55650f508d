"""Check-ins: how often a cohort is asked, what each startup answered, who may see it, what it asked for."""

from __future__ import annotations

from cohorts.checkins.models.asks import Ask, AskQuerySet, Referral, ReferralQuerySet
from cohorts.checkins.models.checkins import CheckIn, CheckInQuerySet, Correction, Link, LinkQuerySet
from cohorts.checkins.models.founders import Consent, Target
from cohorts.checkins.models.rhythms import Rhythm, RhythmQuerySet

__all__ = [
    "Ask",
    "AskQuerySet",
    "CheckIn",
    "CheckInQuerySet",
    "Consent",
    "Correction",
    "Link",
    "LinkQuerySet",
    "Referral",
    "ReferralQuerySet",
    "Rhythm",
    "RhythmQuerySet",
    "Target",
]
