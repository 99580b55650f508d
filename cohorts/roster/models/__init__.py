"""Who is in: cohorts, enrolments, the people who stand by each startup, and what they do together."""

from __future__ import annotations

from cohorts.roster.models.agreements import Agreement, AgreementAcceptance, AgreementVersion
from cohorts.roster.models.announcements import Announcement, PlannedAnnouncement
from cohorts.roster.models.cohorts import Cohort, CohortQuerySet, TeamMember
from cohorts.roster.models.enrolments import Enrolment, EnrolmentQuerySet, Supporter, SupporterQuerySet
from cohorts.roster.models.events import Attendance, Event, EventReply
from cohorts.roster.models.graduating import Criterion, Graduation
from cohorts.roster.models.onboarding import Duty, OnboardingItem, PaymentIds
from cohorts.roster.models.shared_files import SharedFile
from cohorts.roster.models.taking_part import Audience, cohorts_of

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "AgreementVersion",
    "Announcement",
    "Attendance",
    "Audience",
    "Cohort",
    "CohortQuerySet",
    "Criterion",
    "Duty",
    "Enrolment",
    "EnrolmentQuerySet",
    "Event",
    "EventReply",
    "Graduation",
    "OnboardingItem",
    "PaymentIds",
    "PlannedAnnouncement",
    "SharedFile",
    "Supporter",
    "SupporterQuerySet",
    "TeamMember",
    "cohorts_of",
]
