"""What the fault tests measured, one JSON object a line, for the table in docs/testing.md."""

from __future__ import annotations

import json
import os
from pathlib import Path


def write(what: str, **measured: object) -> None:
    """Appends to the file that SLIPWAY_REPORT names; nothing is written where it is not set."""
    target = os.environ.get("SLIPWAY_REPORT")
    if target:
        with Path(target).open("a") as lines:
            lines.write(json.dumps({"what": what, **measured}) + "\n")
