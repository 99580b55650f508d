"""Who reads which application, what they may not read, and how they score it."""

from __future__ import annotations

from accelerator.reviews.models.assignments import Assignment, AssignmentQuerySet
from accelerator.reviews.models.conflicts import SOURCES, Conflict, ConflictQuerySet
from accelerator.reviews.models.rankings import Ranked, Ranking
from accelerator.reviews.models.redactions import Redaction
from accelerator.reviews.models.remarks import Hearing, Remark, RemarkQuerySet, discussed_by
from accelerator.reviews.models.reviews import Review, Score
from accelerator.reviews.models.rulings import Ruling, RulingQuerySet
from accelerator.reviews.models.standings import Standing

__all__ = [
    "SOURCES",
    "Assignment",
    "AssignmentQuerySet",
    "Conflict",
    "ConflictQuerySet",
    "Hearing",
    "Ranked",
    "Ranking",
    "Redaction",
    "Remark",
    "RemarkQuerySet",
    "Review",
    "Ruling",
    "RulingQuerySet",
    "Score",
    "Standing",
    "discussed_by",
]
