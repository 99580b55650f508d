"""Verbs of startups: made, described, joined, handed on, merged where two are one. Imports stand in importing.py."""

from __future__ import annotations

from accelerator.startups.operations.belonging import change_role, end, invite, join
from accelerator.startups.operations.describing import (
    MOST_LINKS,
    MOST_LOCATIONS,
    PROFILE,
    change,
    create,
    former,
    listed,
    listed_many,
    take_out,
)
from accelerator.startups.operations.merging import merge, unmerge
from accelerator.startups.operations.recognising import AT_ONCE, doubt, look_again, recognise, tell_apart
from accelerator.startups.operations.transferring import accept, decline, offer, take_back

__all__ = [
    "AT_ONCE",
    "MOST_LINKS",
    "MOST_LOCATIONS",
    "PROFILE",
    "accept",
    "change",
    "change_role",
    "create",
    "decline",
    "doubt",
    "end",
    "former",
    "invite",
    "join",
    "listed",
    "listed_many",
    "look_again",
    "merge",
    "offer",
    "recognise",
    "take_back",
    "take_out",
    "tell_apart",
    "unmerge",
]
