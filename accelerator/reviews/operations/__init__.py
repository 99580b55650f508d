"""Giving applications to reviewers, scoring, stepping aside."""

from accelerator.reviews.operations.assigning import Undone, allot, assign, close, unassign, undo
from accelerator.reviews.operations.bidding import arrange, bid
from accelerator.reviews.operations.bringing import Brought, bring
from accelerator.reviews.operations.chasing import watch
from accelerator.reviews.operations.choosing import choose, close_told, close_withdrawn, offer
from accelerator.reviews.operations.conflicts import follow, refresh, refresh_startup, refresh_submitted
from accelerator.reviews.operations.declining import decline
from accelerator.reviews.operations.describing import announce, cancel, describe
from accelerator.reviews.operations.desk import flag, turn_to_newest
from accelerator.reviews.operations.discussing import hear, mend, remark, take_remark_back
from accelerator.reviews.operations.handing_on import Handed, hand_on, hand_on_by_rule
from accelerator.reviews.operations.interviewing import Filled, call_off, fill, invite, move, place, undo_fill
from accelerator.reviews.operations.panelling import (
    LEAST_PEOPLE,
    MOST_AT_ONCE,
    change_panel,
    change_place,
    lay_out,
    make_panel,
    remove_panel,
    remove_slots,
)
from accelerator.reviews.operations.promising import accept, write_terms
from accelerator.reviews.operations.ranking import rank, rank_stale, work_out
from accelerator.reviews.operations.recusing import declare, explain, is_slip, lift, recuse, take_back
from accelerator.reviews.operations.redacting import redact
from accelerator.reviews.operations.relating import (
    Said,
    put_back_relation,
    relate,
    relate_all,
    take_back_relation,
    undo_relations,
)
from accelerator.reviews.operations.reviewing import Saved, reopen, score, submit
from accelerator.reviews.operations.ruling import rule, take_ruling_back, undo_ruling
from accelerator.reviews.operations.seating import leave
from accelerator.reviews.operations.staging import MOST_REASONS, MOST_STAGES, add_stage, change_stage, move_stage, remove_stage
from accelerator.reviews.operations.taking import take

__all__ = [
    "LEAST_PEOPLE",
    "MOST_AT_ONCE",
    "MOST_REASONS",
    "MOST_STAGES",
    "Brought",
    "Filled",
    "Handed",
    "Said",
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
    "call_off",
    "cancel",
    "change_panel",
    "change_place",
    "change_stage",
    "choose",
    "close",
    "close_told",
    "close_withdrawn",
    "declare",
    "decline",
    "describe",
    "explain",
    "fill",
    "flag",
    "follow",
    "hand_on",
    "hand_on_by_rule",
    "hear",
    "invite",
    "is_slip",
    "lay_out",
    "leave",
    "lift",
    "make_panel",
    "mend",
    "move",
    "move_stage",
    "offer",
    "place",
    "put_back_relation",
    "rank",
    "rank_stale",
    "recuse",
    "redact",
    "refresh",
    "refresh_startup",
    "refresh_submitted",
    "relate",
    "relate_all",
    "remark",
    "remove_panel",
    "remove_slots",
    "remove_stage",
    "reopen",
    "rule",
    "score",
    "submit",
    "take",
    "take_back",
    "take_back_relation",
    "take_remark_back",
    "take_ruling_back",
    "turn_to_newest",
    "unassign",
    "undo",
    "undo_fill",
    "undo_relations",
    "undo_ruling",
    "watch",
    "work_out",
    "write_terms",
]
