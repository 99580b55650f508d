"""What a token may be let into: to read a noun of the API, or to change it. Pure data."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READING = ("GET", "HEAD", "OPTIONS")
# Each is the tag of a router: what the API's own page groups by.
NOUNS: dict[str, str | Promise] = {
    "account": _("Your name, your roles, your tokens"),
    "people": _("People and invitations"),
    "messages": _("Your messages"),
    "startups": _("Startups and their members"),
    "programmes": _("Programmes and calls"),
    "questionnaires": _("Forms"),
    "applications": _("Applications"),
    "exports": _("Files of many applications"),
    "reviews": _("Reviews and rankings"),
    "decisions": _("Decisions and offers"),
    "cohorts": _("Cohorts and enrolments"),
    "milestones": _("Milestones"),
    "checkins": _("Check-ins and what startups ask for"),
    "mentoring": _("Sessions and actions"),
    "credits": _("Credits and the ledger"),
}
READS = tuple(f"{noun}:read" for noun in NOUNS)
WRITES = tuple(f"{noun}:write" for noun in NOUNS)
ALL = tuple(sorted(READS + WRITES))


def needed(noun: str, method: str) -> str:
    """The scope that `method` on `noun` asks of a token: "applications:read"."""
    return f"{noun}:{'read' if method in READING else 'write'}"
