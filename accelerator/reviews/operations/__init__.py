"""Giving applications to reviewers, scoring, stepping aside."""

from accelerator.reviews.operations.assigning import Undone, assign, assign_evenly, close, unassign, undo
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
    "lift",
    "move_stage",
    "recuse",
    "redact",
    "remove_stage",
    "reopen",
    "rule",
    "score",
    "submit",
    "unassign",
    "undo",
    "undo_ruling",
]
