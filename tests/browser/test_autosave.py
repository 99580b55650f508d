"""What people type reaches the server whatever happens: offline, signed out, two tabs, two founders, no scripts at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHAT = "#id_what"
PROOF = "#id_proof"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
