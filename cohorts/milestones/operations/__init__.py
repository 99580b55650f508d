"""Verbs of one startup's milestone: begun, written on, submitted, returned, signed off, waived; and given more time."""

from cohorts.milestones.operations.checking import Stale, give_back, sign_off, waive
from cohorts.milestones.operations.extending import ask_extension, decline_extension, grant_extension, take_back_extension
from cohorts.milestones.operations.following import close_departed, follow_cohort, follow_zone
from cohorts.milestones.operations.handing import (
    Incomplete,
    answer,
    attach_answer,
    detach_answer,
    fill_in,
    save,
    start,
    submit,
    take_out,
)

__all__ = [
    "Incomplete",
    "Stale",
    "answer",
    "ask_extension",
    "attach_answer",
    "close_departed",
    "decline_extension",
    "detach_answer",
    "fill_in",
    "follow_cohort",
    "follow_zone",
    "give_back",
    "grant_extension",
    "save",
    "sign_off",
    "start",
    "submit",
    "take_back_extension",
    "take_out",
    "waive",
]
