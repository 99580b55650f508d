"""`make pictures`: the pictures of the README, of the demo that URL names or of one of its own, into docs/pictures/."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.browser.shots import ROOT, demo

# name: (who, where they begin, the link they follow)
PICTURES = {
    "call": ("anybody", "/calls/applied-ai-cohort-5/", ""),
    "form": ("founder", "/applications/CG3-0001/edit/compute/", ""),
    "pipeline": ("manager", "/calls/applied-ai-cohort-5/pipeline/", ""),
    "board": ("manager", "/home/", "Cohort board"),
}


def main() -> None:
    with demo() as url, sync_playwright() as playwright:
        from tests.browser import walk
        from tests.browser.people import launching

        browser = playwright.chromium.launch(**launching())  # type: ignore[arg-type]
        for name, (who, path, link) in PICTURES.items():
            visitor = walk.visit(browser, url, who, phone=False, dark=False)
            visitor.go(path)
            if link:
                visitor.follow(link)
            visitor.page.screenshot(path=ROOT / f"docs/pictures/{name}.png")
            visitor.close()
        browser.close()


if __name__ == "__main__":
    main()
