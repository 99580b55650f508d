"""What the fault tests measured, one JSON object a line; as a command it prints the table for docs/testing.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path


def write(what: str, **measured: object) -> None:
    """Appends to the file that SLIPWAY_REPORT names; nothing is written where it is not set."""
    target = os.environ.get("SLIPWAY_REPORT")
    if target:
        with Path(target).open("a") as lines:
            lines.write(json.dumps({"what": what, **measured}) + "\n")


def table(file: Path) -> str:
    """The measurements in Markdown: one table a kind, under when and where they were taken."""
    rows = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    said = [f"`make faults`, {datetime.now(UTC):%Y-%m-%d}, commit {commit}, {machine}"]
    for what in dict.fromkeys(row["what"] for row in rows):
        same = [{name: value for name, value in row.items() if name != "what"} for row in rows if row["what"] == what]
        said += ["", f"{what}:", "", f"| {' | '.join(same[0])} |", f"|{'---|' * len(same[0])}"]
        said += [f"| {' | '.join(str(value) for value in row.values())} |" for row in same]
    return "\n".join(said)


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
