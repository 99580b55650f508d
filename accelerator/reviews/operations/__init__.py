"""Giving applications to reviewers, scoring, stepping aside."""

from accelerator.reviews.operations.assigning import Undone, assign, assign_evenly, close, unassign, undo
from accelerator.reviews.operations.desk import flag, turn_to_newest
from accelerator.reviews.operations.discussing import hear, mend, remark, take_remark_back
from accelerator.reviews.operations.ranking import rank, rank_stale, work_out
from accelerator.reviews.operations.recusing import lift, recuse
from accelerator.reviews.operations.redacting import redact
from accelerator.reviews.operations.reviewing import Saved, reopen, score, submit
from accelerator.reviews.operations.ruling import rule, undo_ruling
from accelerator.reviews.operations.staging import MOST_REASONS, MOST_STAGES, add_stage, change_stage, move_stage, remove_stage

__all__ = [
    "MOST_REASONS",
    "MOST_STAGES",
    "Saved",
    "Undone",
    "add_stage",
    "assign",
    "assign_evenly",
    "change_stage",
    "close",
    "flag",
    "hear",
    "lift",
    "mend",
    "move_stage",
    "rank",
    "rank_stale",
    "recuse",
    "redact",
    "remark",
    "remove_stage",
    "reopen",
    "rule",
    "score",
    "submit",
    "take_remark_back",
    "turn_to_newest",
    "unassign",
    "undo",
    "undo_ruling",
    "work_out",
]
