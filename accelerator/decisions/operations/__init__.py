"""Deciding, releasing, answering offers, planning sets. Nothing is told to anybody before the release."""

from accelerator.decisions.operations.deciding import decide, decide_many, mark, undo
from accelerator.decisions.operations.planning import change, copy, discard, lift, limit, pin, plan, solve
from accelerator.decisions.operations.releasing import release, usual_reply_by
from accelerator.decisions.operations.replying import AT_ONCE, extend, lapse_due, reply
from accelerator.decisions.operations.solving import carry_out
from accelerator.decisions.operations.using import take_back, use

__all__ = [
    "AT_ONCE",
    "carry_out",
    "change",
    "copy",
    "decide",
    "decide_many",
    "discard",
    "extend",
    "lapse_due",
    "lift",
    "limit",
    "mark",
    "pin",
    "plan",
    "release",
    "reply",
    "solve",
    "take_back",
    "undo",
    "use",
    "usual_reply_by",
]
