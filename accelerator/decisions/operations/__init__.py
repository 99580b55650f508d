"""Deciding, releasing, answering offers. Nothing is told to anybody before the release."""

from accelerator.decisions.operations.deciding import decide, decide_many, mark, undo
from accelerator.decisions.operations.releasing import release, usual_reply_by
from accelerator.decisions.operations.replying import AT_ONCE, extend, lapse_due, reply

__all__ = ["AT_ONCE", "decide", "decide_many", "extend", "lapse_due", "mark", "release", "reply", "undo", "usual_reply_by"]
