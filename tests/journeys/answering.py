"""Somebody fills the standard application form, section by section."""

from __future__ import annotations

from tests.browser.people import Visitor

SECTIONS: dict[str, dict[str, str]] = {
    "company": {
        "legal_name": "Quaykeeper Pte. Ltd.",
        "one_line": "Predicts crane faults before they stop a berth",
        "country": "SG",
        "founded_on": "2024-05-02",
        "stage": "pilot",
    },
    "team": {
        "founders": "Thanh ran crane maintenance for nine years.",
        "full_time": "1",
        "team_size": "3",
        "why_you": "We spent a year on the quay before we wrote code.",
    },
    "product": {
        "product": "A sensor and a forecast. Two terminals use it every night.",
        "problem": "A crane that stops holds up a ship.",
        "evidence": "Stops fell by a third in twelve weeks.",
        "ai_role": "A small model reads vibration.",
    },
    "market": {
        "market": "About 900 terminals in the region.",
        "competition": "Makers sell yearly checks.",
        "revenue": "18400",
        "raised": "120000",
    },
    "responsible_ai": {
        "data": "customer_data",
        "safeguards": "Data stays in the terminal.",
        "harm": "A missed fault can hurt a crew.",
        "oversight": "a_person_decides_ai_advises",
    },
    "needs": {"wants": "mentors", "goal": "A third terminal that pays."},
    "declarations": {"is_true": "yes", "may_share": "yes"},
}
DECK = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def answer(visitor: Visitor, key: str, value: str) -> None:
    """Types, chooses or ticks, whichever the question asks for."""
    control = visitor.page.locator(f'[name="{key}"]').first
    kind = control.evaluate("control => control.type")
    if kind in ("radio", "checkbox"):
        visitor.page.locator(f'[name="{key}"][value="{value}"]').first.check(force=True)
    elif kind == "select-one":
        control.select_option(value)
    else:
        control.fill(value)
