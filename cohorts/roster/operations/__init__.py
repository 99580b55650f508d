"""Verbs of cohorts: made and led, joined, paused and left; what is due on joining, agreed to, announced, done together, kept."""

from __future__ import annotations

from cohorts.roster.operations.agreeing import accept, reword, withdraw_agreement, write_agreement
from cohorts.roster.operations.announcing import send
from cohorts.roster.operations.bidding import reply
from cohorts.roster.operations.enrolling import enrol
from cohorts.roster.operations.founding import add_to_team, change_cohort, end_in_team, make_cohort
from cohorts.roster.operations.gathering import Clash, EventGiven, call_off, change_event, plan_event, record_attendance
from cohorts.roster.operations.keeping import keep_file, remove_file
from cohorts.roster.operations.leaving import depart, graduate, pause, resume, set_criteria
from cohorts.roster.operations.onboarding import (
    ItemGiven,
    add_item,
    change_item,
    follow_zone,
    reopen,
    save_payment_ids,
    settle,
    take_off,
    tick_profile,
    waive,
)
from cohorts.roster.operations.planning_ahead import (
    announce_due,
    call_off_announcement,
    change_announcement,
    plan_announcement,
)
from cohorts.roster.operations.supporting import add_supporter, end_supporter, release_manager

__all__ = [
    "Clash",
    "EventGiven",
    "ItemGiven",
    "accept",
    "add_item",
    "add_supporter",
    "add_to_team",
    "announce_due",
    "call_off",
    "call_off_announcement",
    "change_announcement",
    "change_cohort",
    "change_event",
    "change_item",
    "depart",
    "end_in_team",
    "end_supporter",
    "enrol",
    "follow_zone",
    "graduate",
    "keep_file",
    "make_cohort",
    "pause",
    "plan_announcement",
    "plan_event",
    "record_attendance",
    "release_manager",
    "remove_file",
    "reopen",
    "reply",
    "resume",
    "reword",
    "save_payment_ids",
    "send",
    "set_criteria",
    "settle",
    "take_off",
    "tick_profile",
    "waive",
    "withdraw_agreement",
    "write_agreement",
]
