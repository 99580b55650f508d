"""How quickly the reviewer's workbench answers keys, in a browser: `python -m benchmarks.workbench`.

A press is timed in the page: from the key to the word that it is saved, and to the frame that shows the next application.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.journeys.house import House

APPLICATIONS = 60
GOALS = {"saved": 150, "shown": 200}  # milliseconds at the median
LABELS = {"saved": "key press to saved", "shown": "key press to the next application shown"}
READS = 400  # milliseconds that somebody looks at an application here; people take minutes
_LISTEN = """
    window.took = { saved: [], shown: [] };
    let pressed = 0;
    addEventListener("keydown", () => (pressed = performance.now()), true);
    const note = (name) => window.took[name].push(performance.now() - pressed);
    document.addEventListener("slipway:saved", () => note("saved"));
    document.addEventListener("slipway:arrived", () => requestAnimationFrame(() => setTimeout(() => note("shown"))));
"""


def measured(house: House) -> list[str]:
    """A table of medians and 95th percentiles in milliseconds."""
    reviewer = json.loads(house.python("-m", "tests.journeys.reviewing", str(APPLICATIONS)))
    took = _pressed(house.url, reviewer)
    lines = [
        f"{APPLICATIONS} applications scored with the keyboard in a browser, one after the other.\n",
        "| what | presses | median ms | p95 ms | goal |",
        "|---|---|---|---|---|",
    ]
    for name, goal in GOALS.items():
        median, high = statistics.median(took[name]), statistics.quantiles(took[name], n=20)[18]
        met = "met" if median < goal else "missed"
        lines.append(f"| {LABELS[name]} | {len(took[name])} | {median:.0f} | {high:.0f} | {met}: under {goal} |")
    return lines


def _pressed(url: str, reviewer: dict[str, Any]) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.browser.people import launching

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launching())  # type: ignore[arg-type]
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in reviewer["cookies"].items()])
        page = context.new_page()
        page.goto(f"{url}/reviews/{reviewer['codes'][0]}/")
        page.evaluate(_LISTEN)
        for place in range(1, APPLICATIONS):
            page.wait_for_timeout(READS)
            for key in "4352":
                before = page.evaluate("took.saved.length")
                page.keyboard.press(key)
                page.wait_for_function("before => took.saved.length > before", arg=before)
                page.keyboard.press("ArrowDown")
            page.keyboard.press("j")
            page.wait_for_function("place => took.shown.length >= place", arg=place)
        took: dict[str, list[float]] = page.evaluate("took")
        browser.close()
    return took


def main() -> int:
    from tests.journeys.house import House

    house = House(Path(tempfile.mkdtemp(prefix="slipway-bench-")), WEB_WORKERS="2")
    try:
        house.wait_until_ready(900)
        print(f"load {os.getloadavg()[0]:.1f}", *measured(house), sep="\n")
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
