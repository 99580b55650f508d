"""Verbs of private files: kept, removed, uploaded in parts, scanned and drawn, swept."""

from __future__ import annotations

from accelerator.files.operations.keeping import DOCUMENTS, enter, keep, received, remove, require_fit
from accelerator.files.operations.looking import look, look_due
from accelerator.files.operations.sweeping import sweep_orphans
from accelerator.files.operations.uploading import PART_MOST, Moved, Over, TooLarge, append, begin, discard, forget_expired

__all__ = [
    "DOCUMENTS",
    "PART_MOST",
    "Moved",
    "Over",
    "TooLarge",
    "append",
    "begin",
    "discard",
    "enter",
    "forget_expired",
    "keep",
    "look",
    "look_due",
    "received",
    "remove",
    "require_fit",
    "sweep_orphans",
]
