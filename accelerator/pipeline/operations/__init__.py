"""Verbs of the manager's list, one module a noun."""

from accelerator.pipeline.operations.exporting import advance, ask, expire
from accelerator.pipeline.operations.finding import catch_up
from accelerator.pipeline.operations.importing import assign, bring_in, carry_out, discard, drop, take
from accelerator.pipeline.operations.inviting import invite_contacts, invite_next
from accelerator.pipeline.operations.mailing import post, recall, write
from accelerator.pipeline.operations.marking import clear, flag, tag, undo, untag
from accelerator.pipeline.operations.taking_back import take_back
from accelerator.pipeline.operations.viewing import remove, save

__all__ = [
    "advance",
    "ask",
    "assign",
    "bring_in",
    "carry_out",
    "catch_up",
    "clear",
    "discard",
    "drop",
    "expire",
    "flag",
    "invite_contacts",
    "invite_next",
    "post",
    "recall",
    "remove",
    "save",
    "tag",
    "take",
    "take_back",
    "undo",
    "untag",
    "write",
]
