"""Giving applications to reviewers, scoring, stepping aside."""

from accelerator.reviews.operations.assigning import Undone, assign, assign_evenly, close, unassign, undo
from accelerator.reviews.operations.recusing import lift, recuse
from accelerator.reviews.operations.reviewing import Saved, reopen, score, submit

__all__ = [
    "Saved",
    "Undone",
    "assign",
    "assign_evenly",
    "close",
    "lift",
    "recuse",
    "reopen",
    "score",
    "submit",
    "unassign",
    "undo",
]
