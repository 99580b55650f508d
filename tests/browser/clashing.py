"""Answers of every sort that are no text, written in two tabs at once: both are shown in words, and the chosen one stands.
test_autosave.py lends the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.house import House


@dataclass(frozen=True)
class Said:
    """What somebody types into the section, how each answer is told, and how it is kept."""

    name: str
    hours: str
    day: str
    amount: str
    markets: tuple[str, ...]
    own: str
    told: dict[str, str]

    def write(self, page: Page) -> None:
        page.get_by_label("Name, row 1").fill(self.name)
        page.get_by_label("Hours a week, row 1").fill(self.hours)
        page.locator("#id_since").fill(self.day)
        page.locator("#id_raised").fill(self.amount)
        for label in ("Ports", "Yards", "Other"):
            page.locator('[data-question="markets"]').get_by_label(label, exact=True).set_checked(label in self.markets)
        if self.own:
            page.locator('[name="markets:other"]').fill(self.own)

    def stands_on(self, page: Page) -> None:
        expect(page.get_by_label("Name, row 1")).to_have_value(self.name)
        expect(page.get_by_label("Hours a week, row 1")).to_have_value(self.hours)
        expect(page.locator("#id_since")).to_have_value(self.day)
        expect(page.locator("#id_raised")).to_have_value(self.amount)
        for label in ("Ports", "Yards", "Other"):
            box = page.locator('[data-question="markets"]').get_by_label(label, exact=True)
            expect(box).to_be_checked(checked=label in self.markets)
        own = page.locator('[name="markets:other"]')
        expect(own).to_have_value(self.own) if self.own else expect(own).to_be_hidden()

    def kept(self) -> dict[str, Any]:
        markets = [{"other": self.own} if one == "Other" else one.casefold() for one in self.markets]
        people = [{"name": self.name, "hours": self.hours}]
        return {"people": people, "since": self.day, "raised": self.amount, "markets": markets}


MEI = Said(
    *("Mei", "40", "2024-05-01", "120000", ("Ports", "Other"), "Ferries"),
    {"people": "Mei · 40", "since": "Wed 1 May 2024", "raised": "SGD 120,000", "markets": "Ports, Ferries"},
)
RAVI = Said(
    *("Ravi", "12.5", "2023-11-30", "99.5", ("Yards",), ""),
    {"people": "Ravi · 12.5", "since": "Thu 30 Nov 2023", "raised": "SGD 99.50", "markets": "Yards"},
)


def play(house: House, number: str, left: Page, right: Page) -> None:
    for verb, stands in (("Keep yours", MEI), ("Keep theirs", RAVI)):
        left.route("**/sheet/", lambda route: route.abort())
        MEI.write(left)
        _shows(left, "kept on this device")
        RAVI.write(right)
        _shows(right, "Saved")
        left.unroute("**/sheet/")
        for key in MEI.told:
            clash = left.locator(f'[data-question="{key}"] [data-conflict]')
            expect(clash.locator("dd")).to_have_text([MEI.told[key], RAVI.told[key]])
        for key in MEI.told:
            left.locator(f'[data-question="{key}"] [data-conflict]').get_by_role("button", name=verb).click()
        _shows(left, "Saved")
        ((answers,),) = house.rows(
            "SELECT answers FROM accelerator_sheet s JOIN accelerator_application a ON a.sheet_id = s.id WHERE a.number = %s",
            number,
        )
        assert answers == stands.kept()
        for page in (left, right):
            stands.stands_on(page)


def _shows(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]").first).to_contain_text(text, use_inner_text=True)
