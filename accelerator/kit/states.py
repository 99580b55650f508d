"""How each state looks and reads: glyph, tone, word. Shape carries it, the word is always there, colour is third."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Look(NamedTuple):
    """A glyph of the sprite (`g-<glyph>`), a tone class (`t-<tone>`, none if empty) and the word people read."""

    glyph: str
    tone: str
    word: str | Promise


_APPLICATION = {
    "started": Look("dashed", "", pgettext_lazy("state of application", "Started")),
    "draft": Look("dashed", "", pgettext_lazy("state of application", "Draft")),
    "in_approval": Look("question", "warn", pgettext_lazy("state of application", "Waiting for approval")),
    "submitted": Look("circle", "", pgettext_lazy("state of application", "Submitted")),
    "screening": Look("quarter", "info", pgettext_lazy("state of application", "Screening")),
    "eligible": Look("quarter", "info", pgettext_lazy("state of application", "Eligible")),
    "in_review": Look("half", "info", pgettext_lazy("state of application", "In review")),
    "shortlisted": Look("three", "pri", pgettext_lazy("state of application", "Shortlisted")),
    "scored": Look("three", "info", pgettext_lazy("state of application", "Scored")),
    "decided": Look("dot", "pri", pgettext_lazy("state of application", "Decided")),
    "interview": Look("dot", "pri", pgettext_lazy("state of application", "Interview")),
    "offer_sent": Look("arrow", "pri", pgettext_lazy("state of application", "Offer sent")),
    "offer_declined": Look("cross", "", pgettext_lazy("state of application", "Place declined")),
    "offer_lapsed": Look("slash", "", pgettext_lazy("state of application", "Offer lapsed")),
    "accepted": Look("check", "ok", pgettext_lazy("state of application", "Accepted")),
    "enrolled": Look("check", "ok", pgettext_lazy("state of application", "Enrolled")),
    "waitlisted": Look("pause", "", pgettext_lazy("state of application", "Waitlisted")),
    "declined": Look("cross", "", pgettext_lazy("state of application", "Declined")),
    "withdrawn": Look("slash", "", pgettext_lazy("state of application", "Withdrawn")),
    "info_requested": Look("question", "warn", pgettext_lazy("state of application", "Info requested")),
    "ineligible": Look("cross", "", pgettext_lazy("state of application", "Not eligible")),
}

_TRANSFER = {
    "offered": Look("arrow", "pri", pgettext_lazy("state of transfer", "Waiting for an answer")),
    "accepted": Look("check", "ok", pgettext_lazy("state of transfer", "Accepted")),
    "declined": Look("cross", "", pgettext_lazy("state of transfer", "Declined")),
    "taken_back": Look("slash", "", pgettext_lazy("state of transfer", "Taken back")),
}

_OFFER = {
    "open": Look("arrow", "pri", pgettext_lazy("state of offer", "Waiting for reply")),
    "sent": Look("arrow", "pri", pgettext_lazy("state of offer", "Offer sent")),
    "accepted": Look("check", "ok", pgettext_lazy("state of offer", "Accepted")),
    "declined": Look("cross", "", pgettext_lazy("state of offer", "Turned down")),
    "lapsed": Look("slash", "", pgettext_lazy("state of offer", "Lapsed")),
}

_DECISION = {
    "open": Look("dashed", "", pgettext_lazy("state of decision", "Not decided")),
    "accept": Look("check", "ok", pgettext_lazy("state of decision", "Accept")),
    "waitlist": Look("pause", "", pgettext_lazy("state of decision", "Waitlist")),
    "decline": Look("cross", "", pgettext_lazy("state of decision", "Decline")),
    "released": Look("arrow", "pri", pgettext_lazy("state of decision", "Released")),
}

# An outcome as the startup reads it.
_OUTCOME = {
    "accept": Look("check", "ok", pgettext_lazy("outcome", "Accepted")),
    "waitlist": Look("pause", "", pgettext_lazy("outcome", "Waitlisted")),
    "decline": Look("cross", "", pgettext_lazy("outcome", "Declined")),
}

_CALL = {
    "draft": Look("dashed", "", pgettext_lazy("state of call", "Draft")),
    "planned": Look("circle", "", pgettext_lazy("state of call", "Opens later")),
    "open": Look("half", "ok", pgettext_lazy("state of call", "Open")),
    "closed": Look("slash", "", pgettext_lazy("state of call", "Closed")),
    "archived": Look("slash", "mut", pgettext_lazy("state of call", "Archived")),
}

_ENQUIRY = {
    "waiting": Look("question", "warn", pgettext_lazy("state of enquiry", "Waits for an answer")),
    "published": Look("check", "ok", pgettext_lazy("state of enquiry", "Published")),
    "private": Look("arrow", "", pgettext_lazy("state of enquiry", "To who asked")),
}

_REVIEW = {
    "assigned": Look("dashed", "", pgettext_lazy("state of review", "Not started")),
    "started": Look("half", "info", pgettext_lazy("state of review", "Started")),
    "submitted": Look("check", "ok", pgettext_lazy("state of review", "Scored")),
    "recused": Look("slash", "", pgettext_lazy("state of review", "Recused")),
    "conflict": Look("warning", "warn", pgettext_lazy("state of review", "Conflict")),
}

_MILESTONE = {
    "planned": Look("dashed", "", pgettext_lazy("state of milestone", "Not started")),
    "active": Look("half", "info", pgettext_lazy("state of milestone", "Under way")),
    "submitted": Look("question", "info", pgettext_lazy("state of milestone", "To check")),
    "returned": Look("question", "warn", pgettext_lazy("state of milestone", "Returned")),
    "reached": Look("check", "ok", pgettext_lazy("state of milestone", "Reached")),
    "waived": Look("slash", "", pgettext_lazy("state of milestone", "Waived")),
    "late": Look("diamond", "err", pgettext_lazy("state of milestone", "Late")),
    "due_soon": Look("clock", "warn", pgettext_lazy("state of milestone", "Due soon")),
    "at_risk": Look("warning", "warn", pgettext_lazy("state of milestone", "At risk")),
    "on_track": Look("half", "ok", pgettext_lazy("state of milestone", "On track")),
}

_GRANT = {
    "requested": Look("question", "warn", pgettext_lazy("state of grant", "Requested")),
    "checked": Look("quarter", "info", pgettext_lazy("state of grant", "Checked")),
    "part_approved": Look("half", "warn", pgettext_lazy("state of grant", "1 of 2 approved")),
    "approved": Look("three", "pri", pgettext_lazy("state of grant", "Approved")),
    "awarded": Look("arrow", "pri", pgettext_lazy("state of grant", "Awarded")),
    "active": Look("half", "ok", pgettext_lazy("state of grant", "Active")),
    "exhausted": Look("check", "", pgettext_lazy("state of grant", "Used up")),
    "expired": Look("slash", "", pgettext_lazy("state of grant", "Expired")),
    "closed": Look("check", "", pgettext_lazy("state of grant", "Closed")),
    "declined": Look("cross", "", pgettext_lazy("state of grant", "Declined")),
    "revoked": Look("cross", "err", pgettext_lazy("state of grant", "Revoked")),
}

_DELIVERY = {
    "planned": Look("dashed", "", pgettext_lazy("state of delivery", "Planned")),
    "pending": Look("circle", "", pgettext_lazy("state of delivery", "Waiting")),
    "sending": Look("half", "info", pgettext_lazy("state of delivery", "Sending")),
    "sent": Look("check", "ok", pgettext_lazy("state of delivery", "Sent")),
    "failed": Look("diamond", "err", pgettext_lazy("state of delivery", "Failed")),
    "unknown": Look("question", "warn", pgettext_lazy("state of delivery", "Cannot tell")),
    "skipped": Look("slash", "", pgettext_lazy("state of delivery", "Skipped")),
}

_MEETING = {
    "open": Look("dashed", "", pgettext_lazy("state of meeting", "Open slot")),
    "requested": Look("question", "warn", pgettext_lazy("state of meeting", "Waiting for you")),
    "booked": Look("dot", "pri", pgettext_lazy("state of meeting", "Booked")),
    "held": Look("check", "ok", pgettext_lazy("state of meeting", "Held")),
    "logged": Look("check", "ok", pgettext_lazy("state of meeting", "Logged")),
    "cancelled": Look("slash", "", pgettext_lazy("state of meeting", "Cancelled")),
    "missed": Look("diamond", "err", pgettext_lazy("state of meeting", "Missed")),
}

_ACTION = {
    "open": Look("circle", "mut", pgettext_lazy("state of action", "Open")),
    "done": Look("check", "ok", pgettext_lazy("state of action", "Done")),
    "dropped": Look("slash", "", pgettext_lazy("state of action", "Dropped")),
    "late": Look("diamond", "err", pgettext_lazy("state of action", "Late")),
}

_PERSON = {
    "invited": Look("arrow", "pri", pgettext_lazy("state of person", "Invited")),
    "active": Look("check", "ok", pgettext_lazy("state of person", "Active")),
    "suspended": Look("pause", "err", pgettext_lazy("state of person", "Suspended")),
    "expired": Look("slash", "", pgettext_lazy("state of person", "Expired")),
    "erased": Look("slash", "mut", pgettext_lazy("state of person", "Erased")),
}

_ENROLMENT = {
    "active": Look("half", "ok", pgettext_lazy("state of enrolment", "In the programme")),
    "paused": Look("pause", "warn", pgettext_lazy("state of enrolment", "Paused")),
    "departed": Look("slash", "", pgettext_lazy("state of enrolment", "Left")),
    "graduated": Look("check", "ok", pgettext_lazy("state of enrolment", "Graduated")),
}

_DUTY = {
    "open": Look("circle", "mut", pgettext_lazy("state of duty", "Open")),
    "late": Look("diamond", "err", pgettext_lazy("state of duty", "Late")),
    "done": Look("check", "ok", pgettext_lazy("state of duty", "Done")),
    "waived": Look("slash", "", pgettext_lazy("state of duty", "Waived")),
}

_CRITERION = {
    "met": Look("check", "ok", pgettext_lazy("state of criterion", "Met")),
    "unmet": Look("warning", "warn", pgettext_lazy("state of criterion", "Not met")),
}

_EVENT = {
    "ahead": Look("dot", "pri", pgettext_lazy("state of event", "Ahead")),
    "over": Look("dot", "mut", pgettext_lazy("state of event", "Over")),
    "called_off": Look("cross", "", pgettext_lazy("state of event", "Called off")),
}

_REPLY = {
    "coming": Look("check", "ok", pgettext_lazy("state of reply", "Coming")),
    "not_coming": Look("slash", "", pgettext_lazy("state of reply", "Not coming")),
    "no_answer": Look("circle", "mut", pgettext_lazy("state of reply", "No answer yet")),
}

_PLANNED = {
    "planned": Look("dot", "pri", pgettext_lazy("state of planned announcement", "To be sent")),
    "sent": Look("check", "ok", pgettext_lazy("state of planned announcement", "Sent")),
    "called_off": Look("cross", "", pgettext_lazy("state of planned announcement", "Called off")),
}

_ATTENDANCE = {
    "present": Look("check", "ok", pgettext_lazy("state of attendance", "Present")),
    "excused": Look("slash", "", pgettext_lazy("state of attendance", "Excused")),
    "absent": Look("diamond", "err", pgettext_lazy("state of attendance", "Absent")),
}

_FILE = {
    "uploading": Look("half", "info", pgettext_lazy("state of file", "Uploading")),
    "scanning": Look("half", "info", pgettext_lazy("state of file", "Scanning")),
    "ready": Look("check", "ok", pgettext_lazy("state of file", "Uploaded")),
    "scanned": Look("check", "ok", pgettext_lazy("state of file", "Scanned")),
    "failed": Look("diamond", "err", pgettext_lazy("state of file", "Failed")),
    "refused": Look("cross", "err", pgettext_lazy("state of file", "Refused")),
}

_PRINCIPLE = {
    "met": Look("check", "ok", pgettext_lazy("state of principle", "Met")),
    "partial": Look("half", "warn", pgettext_lazy("state of principle", "Partial")),
    "gap": Look("warning", "err", pgettext_lazy("state of principle", "Gap")),
    "open": Look("dashed", "", pgettext_lazy("state of principle", "Not assessed")),
}

_SECTION = {
    "empty": Look("dashed", "mut", pgettext_lazy("state of section", "Not started")),
    "started": Look("quarter", "mut", pgettext_lazy("state of section", "Started")),
    "now": Look("half", "pri", pgettext_lazy("state of section", "You are here")),
    "done": Look("check", "ok", pgettext_lazy("state of section", "Complete")),
    "wrong": Look("diamond", "err", pgettext_lazy("state of section", "Something to fix")),
}

_INTERVIEW = {
    "free": Look("dashed", "mut", pgettext_lazy("state of interview", "Free")),
    "offered": Look("question", "warn", pgettext_lazy("state of interview", "Time to be chosen")),
    "planned": Look("circle", "", pgettext_lazy("state of interview", "Not invited yet")),
    "invited": Look("arrow", "pri", pgettext_lazy("state of interview", "Invited")),
    "over": Look("dot", "mut", pgettext_lazy("state of interview", "Over")),
    "called_off": Look("cross", "", pgettext_lazy("state of interview", "Called off")),
}

_CHECK_IN = {
    "planned": Look("dashed", "mut", pgettext_lazy("state of check-in", "To come")),
    "open": Look("circle", "info", pgettext_lazy("state of check-in", "Open")),
    "sent": Look("check", "ok", pgettext_lazy("state of check-in", "Sent")),
    "late": Look("check", "warn", pgettext_lazy("state of check-in", "Sent late")),
    "missed": Look("diamond", "err", pgettext_lazy("state of check-in", "Missed")),
    "excused": Look("slash", "mut", pgettext_lazy("state of check-in", "Not asked")),
}

_ASK = {
    "open": Look("question", "warn", pgettext_lazy("state of ask", "Open")),
    "taken": Look("half", "info", pgettext_lazy("state of ask", "Somebody helps")),
    "closed": Look("check", "", pgettext_lazy("state of ask", "Closed")),
}

LOOKS: dict[str, dict[str, Look]] = {
    "application": _APPLICATION,
    "offer": _OFFER,
    "decision": _DECISION,
    "outcome": _OUTCOME,
    "call": _CALL,
    "enquiry": _ENQUIRY,
    "transfer": _TRANSFER,
    "review": _REVIEW,
    "milestone": _MILESTONE,
    "grant": _GRANT,
    "delivery": _DELIVERY,
    "meeting": _MEETING,
    "action": _ACTION,
    "person": _PERSON,
    "enrolment": _ENROLMENT,
    "duty": _DUTY,
    "criterion": _CRITERION,
    "event": _EVENT,
    "attendance": _ATTENDANCE,
    "reply": _REPLY,
    "planned": _PLANNED,
    "file": _FILE,
    "principle": _PRINCIPLE,
    "section": _SECTION,
    "interview": _INTERVIEW,
    "check_in": _CHECK_IN,
    "ask": _ASK,
}


def look(state: str, of: str = "application") -> Look:
    """How `state` of the noun `of` is shown. Raises LookupError for a pair that nobody has drawn."""
    try:
        return LOOKS[of][str(state)]
    except KeyError:
        raise LookupError(f"No look for state {str(state)!r} of {of!r}; add it to accelerator/kit/states.py") from None
