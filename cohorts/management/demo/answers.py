"""What the invented startups write. Plain sentences made of the idea and a seeded chance."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from cohorts.management.demo.names import Idea

_STAGES = ("prototype", "pilot", "paying_customers", "growing")
_PLACES = ("Tuas", "Batam", "Johor Bahru", "Penang", "Haiphong", "Cebu", "Semarang", "Chennai", "Laem Chabang", "Jurong")


def answers(idea: Idea, *, founders: list[str], chance: Random, today: date) -> dict[str, Any]:
    """Complete answers to the starter questionnaire, files aside: {question key: value as typed}."""
    size = chance.randint(2, 14)
    place, second = chance.sample(_PLACES, 2)
    weeks, gain = chance.randint(6, 30), chance.randint(12, 48)
    what = idea.does[0].lower() + idea.does[1:]
    return {
        "legal_name": f"{idea.name} {'Pte. Ltd.' if idea.country == 'SG' else 'Ltd.'}",
        "one_line": f"{idea.does} for {idea.users}.",
        "website": f"https://{idea.name.lower().replace(' ', '')}.example",
        "country": idea.country,
        "founded_on": (today - timedelta(days=chance.randint(300, 1700))).isoformat(),
        "stage": chance.choice(_STAGES),
        "founders": "\n\n".join(
            f"{name} {chance.choice(('ran operations', 'led engineering', 'did research', 'sold equipment'))} in this field for "
            f"{chance.randint(3, 12)} years before starting {idea.name}."
            for name in founders
        ),
        "full_time": str(len(founders)),
        "team_size": str(size),
        "why_you": f"We spent {chance.randint(4, 18)} months beside {idea.users} in {place} before we wrote any code.",
        "product": f"{idea.name} {what} for {idea.users}. {chance.randint(2, 40)} sites in {place} and {second} use it every week.",
        "problem": f"Today {idea.users} rely on phone calls, paper and experience. When the one person who knows is away, work stops.",
        "evidence": (
            f"In a {weeks}-week pilot in {place} the time lost fell by {gain} percent, measured by the users' own records. "
            f"{chance.randint(2, 9)} of {chance.randint(10, 14)} pilot users asked to keep it."
        ),
        "ai_role": "A small model, trained on data we collected with consent, makes the forecast. Everything else is ordinary software.",
        **_rest(idea, second, chance),
    }


def _rest(idea: Idea, second: str, chance: Random) -> dict[str, Any]:
    """From the market on."""
    return {
        "market": f"About {chance.randint(200, 9000):,} organisations of {idea.users} in the region buy for themselves.",
        "competition": "Large suppliers sell hardware first. We start from what people already have and charge by use.",
        "revenue": str(chance.choice((0, 0, 1200, 2800, 4500, 9300, 18400, 26000))),
        "raised": str(chance.choice((0, 50000, 120000, 350000, 640000, 1200000))),
        "traction": f"Users grew from {chance.randint(3, 20)} to {chance.randint(21, 90)} since spring; two pilots became contracts.",
        "data": chance.sample(["public_records", "licensed_data", "customer_data", "data_we_made_ourselves"], 2),
        "safeguards": "Personal data stays on the customer's own machine; we keep counts only, for ninety days.",
        "harm": f"A wrong output could send {idea.users} the wrong way. They see the reasons, and we count every correction.",
        "oversight": chance.choice(("a_person_decides_ai_advises", "ai_decides_a_person_can_step_in")),
        "wants": chance.sample(["customers", "mentors", "cloud_credits", "hiring"], 2),
        "goal": f"Paying customers in {second}, a model card others can check, and one more person who sells.",
        "is_true": True,
        "may_share": True,
    }


def pdf(title: str, lines: list[str]) -> bytes:
    """A one-page PDF of plain text, made by hand so that the demo needs no renderer."""
    shown = [title, "", *lines]
    drawn = " ".join(f"({_escaped(line)}) Tj 0 -22 Td" for line in shown)
    stream = f"BT /F1 14 Tf 60 760 Td {drawn} ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return whole + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(whole),
    )


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
