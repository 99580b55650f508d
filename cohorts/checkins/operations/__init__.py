"""Verbs of check-ins: rhythms are set, check-ins laid out, opened, written and sent; asks go to mentors."""

from cohorts.checkins.operations.answering import submit, write
from cohorts.checkins.operations.asking import close, help_with, pass_on, reopen, route, tell_next
from cohorts.checkins.operations.correcting import asks_in, correct, corrects_until
from cohorts.checkins.operations.deciding import aim, let_see
from cohorts.checkins.operations.laying import close_departed, close_graduated, excuse, follow, lay_out, living
from cohorts.checkins.operations.opening import linked, open_next
from cohorts.checkins.operations.setting import RhythmGiven, begin, change, read_as

__all__ = [
    "RhythmGiven",
    "aim",
    "asks_in",
    "begin",
    "change",
    "close",
    "close_departed",
    "close_graduated",
    "correct",
    "corrects_until",
    "excuse",
    "follow",
    "help_with",
    "lay_out",
    "let_see",
    "linked",
    "living",
    "open_next",
    "pass_on",
    "read_as",
    "reopen",
    "route",
    "submit",
    "tell_next",
    "write",
]
