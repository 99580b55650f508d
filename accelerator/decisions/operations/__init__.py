"""Deciding, releasing, answering offers, planning sets. Nothing is told to anybody before the release."""

from accelerator.decisions.operations.arranging import arrange
from accelerator.decisions.operations.deciding import decide, decide_many, mark, undo
from accelerator.decisions.operations.enclosing import enclose, take_out
from accelerator.decisions.operations.offering import offer_on, offer_on_due, offer_place
from accelerator.decisions.operations.packing import ask_pack, expire_packs, write_pack
from accelerator.decisions.operations.planning import change, copy, discard, lift, limit, pin, plan, require_manager, solve
from accelerator.decisions.operations.queueing import move, order
from accelerator.decisions.operations.releasing import release, usual_reply_by
from accelerator.decisions.operations.replying import AT_ONCE, extend, lapse_due, reply
from accelerator.decisions.operations.solving import carry_out
from accelerator.decisions.operations.telling import forget, recall, remember, tell_due
from accelerator.decisions.operations.using import take_back, use
from accelerator.decisions.operations.voting import close_voting, name_voters, open_voting, vote
from accelerator.decisions.operations.wording import restore_ours, reword

__all__ = [
    "AT_ONCE",
    "arrange",
    "ask_pack",
    "carry_out",
    "change",
    "close_voting",
    "copy",
    "decide",
    "decide_many",
    "discard",
    "enclose",
    "expire_packs",
    "extend",
    "forget",
    "lapse_due",
    "lift",
    "limit",
    "mark",
    "move",
    "name_voters",
    "offer_on",
    "offer_on_due",
    "offer_place",
    "open_voting",
    "order",
    "pin",
    "plan",
    "recall",
    "release",
    "remember",
    "reply",
    "require_manager",
    "restore_ours",
    "reword",
    "solve",
    "take_back",
    "take_out",
    "tell_due",
    "undo",
    "use",
    "usual_reply_by",
    "vote",
    "write_pack",
]
