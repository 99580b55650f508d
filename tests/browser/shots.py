"""`make shots`: a picture of every kind of page, as every demo person, at both widths and in both themes, into shots/.

With URL set it looks at a demo that runs already; else it starts one of its own. Names of people after the command narrow it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "shots"


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo that URL names, else of one that lives as long as this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SLIPWAY_PROCESS", "command")
    os.environ.setdefault("SECRET_KEY", "unused, but asked for")
    django.setup()
    from tests.journeys.house import House

    if os.environ.get("URL"):
        yield os.environ["URL"]
        return
    house = House(Path(tempfile.mkdtemp(prefix="slipway-shots-")))
    print("Starting a demo to look at …", flush=True)
    try:
        house.wait_until_ready()
        yield house.url
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)


def main(who: list[str]) -> int:
    with demo() as url:
        return take(url, who)


def take(url: str, who: list[str]) -> int:
    from tests.browser import walk
    from tests.browser.people import axe, launching

    faults = 0
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(**launching())  # type: ignore[arg-type]
        for person in who or ["anybody", *walk.PEOPLE]:
            for phone, dark in ((False, False), (True, False), (False, True), (True, True)):
                look = f"{'390' if phone else '1440'}{'-dark' if dark else ''}"
                folder = SHOTS / person / look
                folder.mkdir(parents=True, exist_ok=True)
                visitor = walk.visit(browser, url, person, phone=phone, dark=dark)
                start = "/" if person == "anybody" else "/home/"
                for number, path in enumerate(walk.kinds(visitor, start=start)):
                    name = re.sub(r"[^a-z0-9]+", "-", path.strip("/").lower()) or "front"
                    visitor.page.screenshot(path=folder / f"{number:02d}-{name[:60]}.png", full_page=phone)
                    wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    wrong = [*([f"{wide} px too wide"] if wide > 0 else []), *axe(visitor.page), *visitor.faults]
                    broken = visitor.page.evaluate("window.__broken || []")
                    visitor.faults.clear()
                    for line in [*wrong, *broken]:
                        faults += 1
                        print(f"{person} {look} {path}: {line}", flush=True)
                print(f"{person} {look}: {number + 1} pages", flush=True)
                visitor.close()
        browser.close()
    print(f"{faults} faults; pictures in {SHOTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
