"""What a receipt vouches for: one submission as canonical JSON (RFC 8785) and its SHA-256. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def document(*, number: str, questionnaire: str, version: int, answers: dict[str, Any]) -> dict[str, Any]:
    """What is hashed: which application, which wording of which form, and every answer as it stood."""
    return {"answers": answers, "application": number, "questionnaire": questionnaire, "version": version}


def canonical(document: dict[str, Any]) -> bytes:
    """UTF-8, keys in order, no spaces.

    Documents hold text, whole numbers, booleans, null, lists and objects with ASCII keys only: for those Python's writer
    gives exactly the RFC's form.
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(document)).hexdigest()
