"""`make bench`: times and ratios, printed and kept in benchmarks/results/. It starts a house of its own, on loopback."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import allocation, calibration, doors, large, pages
from tests.journeys.house import House

RESULTS = Path(__file__).parent / "results"
APPLICATIONS = os.environ.get("BENCH_APPLICATIONS", "10000")
WRITTEN_WITHIN = 180  # seconds


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the house ends with it
    print("Calibrating scores …", flush=True)
    calibrated = ["\n## Calibration of scores\n", *calibration.measured()]
    house = House(
        Path(tempfile.mkdtemp(prefix="slipway-bench-")),
        DEMO="1",
        TRUSTED_PROXY_COUNT="1",
        API_REQUESTS_A_MINUTE="1000000",
        WEB_WORKERS="2",
    )
    try:
        print("Starting a demo to measure …", flush=True)
        house.wait_until_ready(900)  # a machine that is busy is measured too, and told so
        report = ["## Pages of the demo\n", *pages.measured(house.url), "\n## Doors\n", *doors.measured(house.url)]
        report += calibrated
        print(f"Writing a call of {APPLICATIONS} applications …", flush=True)
        began = time.monotonic()
        house.command("scale_world", "--applications", APPLICATIONS)
        wrote = time.monotonic() - began
        table, rows = large.measured(house)
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)
    beside, allocated = allocation.measured()
    report += ["\n## Who reads what, beside a plain flow\n", *beside]
    head = _head(wrote)
    told = [f"{key}: {value}" for key, value in head.items()]
    heading = f"\n## A call of {APPLICATIONS} applications, written in {wrote:.0f} s\n"
    text = "\n".join(["# Measured\n", " · ".join(told), "", heading, *table, "", *report]) + "\n"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y-%m-%d}" + ("" if APPLICATIONS == "10000" else f"-of-{APPLICATIONS}")
    (RESULTS / f"{name}.md").write_text(text)
    (RESULTS / f"{name}.json").write_text(json.dumps(head | {"acts": rows, "allocation": allocated}, indent=1) + "\n")
    return 0


def _head(wrote: float) -> dict[str, Any]:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "command": "make bench",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "load before and after": f"{_BEFORE:.1f}, {os.getloadavg()[0]:.1f}",
        "applications": int(APPLICATIONS),
        "written in": f"{wrote:.0f} s ({'met' if wrote <= WRITTEN_WITHIN else 'missed'}: within {WRITTEN_WITHIN} s)",
    }


_BEFORE = os.getloadavg()[0]

if __name__ == "__main__":
    sys.exit(main())
