"""Who reads which application, what they may not read, and how they score it."""

from __future__ import annotations

from accelerator.reviews.models.arrangements import Arrangement, Bid, Decline
from accelerator.reviews.models.assignments import Assignment, AssignmentQuerySet, owned_by
from accelerator.reviews.models.conflicts import DECLARED, SOURCES, Conflict, ConflictQuerySet, Relation, RelationQuerySet
from accelerator.reviews.models.interviews import Interview, InterviewQuerySet, Panel, PanelMember, Seat, Slot
from accelerator.reviews.models.rankings import Ranked, Ranking
from accelerator.reviews.models.redactions import Redaction
from accelerator.reviews.models.remarks import Hearing, Remark, RemarkQuerySet, discussed_by
from accelerator.reviews.models.reviewers import Absence, Expertise, Profile, Terms, Undertaking
from accelerator.reviews.models.reviews import Review, Score
from accelerator.reviews.models.rulings import Ruling, RulingQuerySet
from accelerator.reviews.models.standings import Standing
from accelerator.reviews.models.workloads import Workload

__all__ = [
    "DECLARED",
    "SOURCES",
    "Absence",
    "Arrangement",
    "Assignment",
    "AssignmentQuerySet",
    "Bid",
    "Conflict",
    "ConflictQuerySet",
    "Decline",
    "Expertise",
    "Hearing",
    "Interview",
    "InterviewQuerySet",
    "Panel",
    "PanelMember",
    "Profile",
    "Ranked",
    "Ranking",
    "Redaction",
    "Relation",
    "RelationQuerySet",
    "Remark",
    "RemarkQuerySet",
    "Review",
    "Ruling",
    "RulingQuerySet",
    "Score",
    "Seat",
    "Slot",
    "Standing",
    "Terms",
    "Undertaking",
    "Workload",
    "discussed_by",
    "owned_by",
]
