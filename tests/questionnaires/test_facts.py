"""Questions that tell a fact of the startup."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import facts
from accelerator.startups import operations as startups


def of(fact: str, type: str, **more: Any) -> Any:
    return design.question({"key": fact or "q", "label": "Q", "type": type, "fact": fact, **more})


PEOPLE = {"min": "1", "max": "5000", "whole": True}
SECTORS = [{"value": "ports", "label": "Ports"}, {"value": "farms", "label": "Farms"}]


def test_every_fact_is_one_of_a_profile() -> None:
    assert set(facts.FACTS) <= set(startups.PROFILE)


@pytest.mark.parametrize(
    ("fact", "type", "more", "misfit"),
    [
        ("name", "text", {}, []),
        ("weather", "text", {}, ["fact"]),
        ("country", "text", {}, ["fact"]),
        ("one_liner", "text", {"limit": 301}, ["limit"]),
        ("one_liner", "text", {"limit": 30, "counts": "words"}, ["limit"]),
        ("sector", "choice", {"options": SECTORS}, []),
        ("sector", "choice", {"options": SECTORS, "other": True}, ["options"]),
        ("team_size", "number", PEOPLE, []),
        ("team_size", "number", {"min": "0", "whole": True}, ["fact"]),
        ("team_size", "number", PEOPLE | {"whole": False}, ["fact"]),
    ],
)
def test_what_can_tell_a_fact(fact: str, type: str, more: dict[str, Any], misfit: list[str]) -> None:
    assert [name for name, _says in facts.misfits(of(fact, type, **more))] == misfit


def test_right_answers_become_facts() -> None:
    asked = [
        of("name", "text"),
        of("website", "url"),
        of("founded_on", "date"),
        of("team_size", "number", **PEOPLE),
        of("sector", "choice", options=SECTORS),
        of("country", "country"),
        of("", "text"),
    ]
    answers = {
        "name": " Quaykeeper ",
        "website": "https://quaykeeper.example",
        "founded_on": "2024-05-02",
        "team_size": "12",
        "sector": "ports",
        "country": "SG",
        "q": "unbound",
    }
    bound = facts.bound(asked, answers)
    assert bound == {
        "name": "Quaykeeper",
        "website": "https://quaykeeper.example",
        "founded_on": date(2024, 5, 2),
        "team_size": 12,
        "sector": "Ports",
        "country": "SG",
    }
    del answers["q"]
    assert {one.key: facts.as_answer(one, bound[one.fact]) for one in asked if one.fact} == answers | {"name": "Quaykeeper"}
    assert facts.bound(asked, {"name": "", "team_size": "many", "founded_on": "soon", "website": "x"}) == {}
