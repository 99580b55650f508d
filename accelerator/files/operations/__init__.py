"""Verbs of private files: kept, removed."""

from __future__ import annotations

from accelerator.files.operations.keeping import DOCUMENTS, enter, keep, received, remove

__all__ = ["DOCUMENTS", "enter", "keep", "received", "remove"]
