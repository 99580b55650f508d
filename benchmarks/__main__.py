"""`make bench`: times and ratios, printed and kept in benchmarks/results/. It starts a demo of its own, on loopback."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import doors, pages
from tests.journeys.house import House

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    house = House(Path(tempfile.mkdtemp(prefix="slipway-bench-")), TRUSTED_PROXY_COUNT="1")
    try:
        print("Starting a demo to measure …", flush=True)
        house.wait_until_ready()
        report = [_head(), "## Pages\n", *pages.measured(house.url), "\n## Doors\n", *doors.measured(house.url)]
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)
    text = "\n".join(report) + "\n"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}.md").write_text(text)
    return 0


def _head() -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"# Measured\n\n`make bench`, {datetime.now(UTC):%Y-%m-%d}, commit {commit}, {machine}.\n"


if __name__ == "__main__":
    sys.exit(main())
