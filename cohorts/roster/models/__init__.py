"""Who is in: cohorts, enrolments, and the people who stand by each startup."""

from __future__ import annotations

from cohorts.roster.models.cohorts import Cohort, CohortQuerySet
from cohorts.roster.models.enrolments import Enrolment, EnrolmentQuerySet, Supporter, SupporterQuerySet

__all__ = ["Cohort", "CohortQuerySet", "Enrolment", "EnrolmentQuerySet", "Supporter", "SupporterQuerySet"]
