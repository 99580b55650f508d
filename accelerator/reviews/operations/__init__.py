"""Giving applications to reviewers, scoring, stepping aside."""

from accelerator.reviews.operations.assigning import Undone, allot, assign, close, unassign, undo
from accelerator.reviews.operations.bidding import arrange, bid
from accelerator.reviews.operations.bringing import Brought, bring
from accelerator.reviews.operations.chasing import watch
from accelerator.reviews.operations.declining import decline
from accelerator.reviews.operations.describing import announce, cancel, describe
from accelerator.reviews.operations.desk import flag, turn_to_newest
from accelerator.reviews.operations.discussing import hear, mend, remark, take_remark_back
from accelerator.reviews.operations.handing_on import Handed, hand_on, hand_on_by_rule
from accelerator.reviews.operations.promising import accept, write_terms
from accelerator.reviews.operations.ranking import rank, rank_stale, work_out
from accelerator.reviews.operations.recusing import lift, recuse
from accelerator.reviews.operations.redacting import redact
from accelerator.reviews.operations.reviewing import Saved, reopen, score, submit
from accelerator.reviews.operations.ruling import rule, undo_ruling
from accelerator.reviews.operations.staging import MOST_REASONS, MOST_STAGES, add_stage, change_stage, move_stage, remove_stage
from accelerator.reviews.operations.taking import take

__all__ = [
    "MOST_REASONS",
    "MOST_STAGES",
    "Brought",
    "Handed",
    "Saved",
    "Undone",
    "accept",
    "add_stage",
    "allot",
    "announce",
    "arrange",
    "assign",
    "bid",
    "bring",
    "cancel",
    "change_stage",
    "close",
    "decline",
    "describe",
    "flag",
    "hand_on",
    "hand_on_by_rule",
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
    "take",
    "take_remark_back",
    "turn_to_newest",
    "unassign",
    "undo",
    "undo_ruling",
    "watch",
    "work_out",
    "write_terms",
]
