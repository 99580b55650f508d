"""Registers the models of every area; they are written there."""

from __future__ import annotations

from cohorts.credits.models import Account, Approval, ApprovalLimit, Entry, Grant, Pool, Posting, Provider
from cohorts.mentoring.models import Action, Mentor, PrivateNote, Session
from cohorts.milestones.models import Evidence, Milestone, Plan, ReminderRule, SignOff, Step
from cohorts.roster.models import Cohort, Enrolment, Supporter

__all__ = [
    "Account",
    "Action",
    "Approval",
    "ApprovalLimit",
    "Cohort",
    "Enrolment",
    "Entry",
    "Evidence",
    "Grant",
    "Mentor",
    "Milestone",
    "Plan",
    "Pool",
    "Posting",
    "PrivateNote",
    "Provider",
    "ReminderRule",
    "Session",
    "SignOff",
    "Step",
    "Supporter",
]
