"""Verbs of startups: made and described, who belongs to them, merged where two are one. Imports stand in importing.py."""

from __future__ import annotations

from accelerator.startups.operations.belonging import change_role, end, invite, join
from accelerator.startups.operations.describing import MOST_LINKS, MOST_LOCATIONS, PROFILE, change, create, former, listed
from accelerator.startups.operations.merging import merge, unmerge

__all__ = [
    "MOST_LINKS",
    "MOST_LOCATIONS",
    "PROFILE",
    "change",
    "change_role",
    "create",
    "end",
    "former",
    "invite",
    "join",
    "listed",
    "merge",
    "unmerge",
]
