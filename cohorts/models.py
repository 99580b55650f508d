"""Registers the models of every area; they are written there."""

from __future__ import annotations

from cohorts.checkins.models import Ask, CheckIn, Consent, Link, Referral, Rhythm, Target
from cohorts.credits.models import Account, Approval, ApprovalLimit, Entry, Grant, Pool, Posting, Provider
from cohorts.mentoring.models import Action, Mentor, PrivateNote, Session
from cohorts.milestones.models import Evidence, Following, Milestone, Plan, PlanVersion, ReminderRule, SignOff, Step, StepVersion
from cohorts.reporting.models import RiskFlag, RiskMute, RiskRule
from cohorts.roster.models import Cohort, Enrolment, Supporter

__all__ = [
    "Account",
    "Action",
    "Approval",
    "ApprovalLimit",
    "Ask",
    "CheckIn",
    "Cohort",
    "Consent",
    "Enrolment",
    "Entry",
    "Evidence",
    "Following",
    "Grant",
    "Link",
    "Mentor",
    "Milestone",
    "Plan",
    "PlanVersion",
    "Pool",
    "Posting",
    "PrivateNote",
    "Provider",
    "Referral",
    "ReminderRule",
    "Rhythm",
    "RiskFlag",
    "RiskMute",
    "RiskRule",
    "Session",
    "SignOff",
    "Step",
    "StepVersion",
    "Supporter",
    "Target",
]
