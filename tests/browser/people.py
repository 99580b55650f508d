"""Somebody at a browser: fills labelled fields, presses named buttons, and has every page checked on the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_WATCH = """
    window.__broken = [];
    document.addEventListener('securitypolicyviolation', e => window.__broken.push(e.violatedDirective + ' ' + e.blockedURI));
    window.addEventListener('error', e => window.__broken.push(String(e.message)));
"""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def launching() -> dict[str, object]:
    """How Playwright starts it: Debian's Chromium where there is one, without its windows where it can be had so, for a page then
    costs half of what it costs with them. Root has no sandbox to give it."""
    known = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, known)), None)
    quiet = ["--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    arguments = [*quiet, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    return {"args": arguments, **({"executable_path": found} if found else {})}


class Visitor:
    """A person with a browser window of their own. `seen` lists the pages that were checked."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        phone: bool = False,
        dark: bool = False,
        zone: str = "Asia/Singapore",
        cookies: Mapping[str, str] | None = None,
    ) -> None:
        """`cookies` are of somebody who is signed in."""
        self.url = url
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=phone,
            timezone_id=zone,
            locale="en-GB",
        )
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in (cookies or {}).items()])
        self.context.add_init_script(_WATCH)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.seen: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def _hear(self, said: ConsoleMessage) -> None:
        """Only what scripts complain of: a refused form is an answer, not a fault."""
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(said.text)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.check()

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()

    def leave_by(self, button: Locator) -> None:
        """Presses what leads to another page, and waits for that page: scripts may think before they send a form."""
        with self.page.expect_navigation():
            button.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.check()

    def fill(self, label: str, value: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(value)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def check(self) -> None:
        """No broken policy, no script fault, no scrolling but of the sheet, no axe violation on the page as it stands."""
        self.page.wait_for_load_state()
        path = self.page.url.removeprefix(self.url).split("?")[0]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        tall = self.page.evaluate(_PAST_THE_SHEET)
        assert tall <= 0, f"{path} scrolls {tall} px past its sheet"
        found = axe(self.page)
        assert found == [], f"{path}: {found}"
        broken = self.page.evaluate("window.__broken || []")
        assert (broken, self.faults) == ([], []), path
        self.seen.append(path)

    def close(self) -> None:
        self.context.close()


_PAST_THE_SHEET = """() => {
    const framed = document.querySelector(".shell, .focus") && matchMedia("(width >= 64rem) and (height >= 30rem)").matches;
    return framed ? document.documentElement.scrollHeight - innerHeight : 0;
}"""


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.0 to 2.2, A and AA: one line a violation."""
    if not page.evaluate("'axe' in window"):  # not in every page at once: reading it costs more than most pages
        page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", _RULES)
    return [f"{one['id']}: {'; '.join(node['html'][:160] for node in one['nodes'][:3])}" for one in result["violations"]]


def one_time_code(secret: str) -> str:
    """What an authenticator app shows for `secret` (base 32) now: RFC 6238, six digits, thirty seconds."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
