"""What everybody does in a journey: follow an invitation, sign up, set up a second factor."""

from __future__ import annotations

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from tests.browser.people import Visitor, one_time_code
from tests.journeys.house import House, wait_for

PASSWORD = "keel-laid-in-november"
# Somewhere it is day: nobody is written to at night, and a journey may be played at any hour.
ZONE = next(
    zone for zone in ("Asia/Singapore", "Europe/London", "America/Los_Angeles") if 8 <= datetime.now(ZoneInfo(zone)).hour < 19
)


def by_invitation(browser: Browser, house: House, link: str, *, name: str, phone: bool = False) -> Visitor:
    """Somebody opens the link they were mailed, and makes an account, with which they join."""
    visitor = Visitor(browser, house.url, phone=phone, zone=ZONE)
    visitor.go(link)
    visitor.press("Create your account and join")
    visitor.page.locator("input[name=name]").fill(name)
    visitor.page.locator("input[name=password1]").fill(PASSWORD)
    visitor.page.locator("input[name=accepted]").check()
    visitor.check()
    visitor.press("Create account")
    return visitor


def by_signing_up(browser: Browser, house: House, start: str, *, email: str, name: str, phone: bool = False) -> Visitor:
    """Somebody follows a link on a public page, makes an account and types the code they were mailed."""
    visitor = Visitor(browser, house.url, phone=phone, zone=ZONE)
    visitor.go(start)
    visitor.follow("Apply", exact=True)
    visitor.page.locator("input[name=name]").fill(name)
    visitor.page.locator("input[name=email]").fill(email)
    visitor.page.locator("input[name=password1]").fill(PASSWORD)
    visitor.page.locator("input[name=accepted]").check()
    visitor.press("Create account")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", house.mail(email, "code"), re.MULTILINE)
    assert code, house.mail(email, "code")
    visitor.page.locator("input[name=code]").fill(code[1])
    visitor.check()
    visitor.page.locator("form:has(input[name=code]) button").first.click()
    visitor.page.wait_for_load_state()
    return visitor


def with_second_factor(visitor: Visitor) -> None:
    """Operator roles need one: the page asks for an authenticator app before anything else."""
    visitor.page.wait_for_url("**/2fa/**")
    if "/totp/" not in visitor.page.url:
        visitor.page.goto(f"{visitor.url}/accounts/2fa/totp/activate/")
    if "/reauthenticate/" in visitor.page.url:
        visitor.page.locator("input[name=password]").fill(PASSWORD)
        visitor.press("Continue")
    visitor.check()
    shown = visitor.page.get_by_label("Or type this key into it").input_value()
    wait_for(lambda: time.time() % 30 < 20)  # a code typed at its last second is old when it arrives
    visitor.page.locator("input[name=code]").fill(one_time_code(shown))
    visitor.page.locator("form:has(input[name=code]) button").first.click()
    visitor.page.wait_for_load_state()
