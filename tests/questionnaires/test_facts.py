"""Questions that tell a fact of the startup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import facts
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup


def of(fact: str, type: str, **more: Any) -> Any:
    return design.question({"key": fact or "q", "label": "Q", "type": type, "fact": fact, **more})


PEOPLE = {"min": "1", "max": "5000", "whole": True}
SECTORS = [{"value": "ports", "label": "Ports"}, {"value": "farms", "label": "Farms"}]


STAGES = [{"value": "idea", "label": "An idea"}, {"value": "users", "label": "Somebody uses it"}]


def test_every_fact_is_one_of_a_profile() -> None:
    assert set(facts.FACTS) <= set(startups.PROFILE)
    assert set(Startup.Stage.values) == facts.STAGES


@pytest.mark.parametrize(
    ("fact", "type", "more", "misfit"),
    [
        ("name", "text", {}, []),
        ("weather", "text", {}, ["fact"]),
        ("country", "text", {}, ["fact"]),
        ("one_liner", "text", {"limit": 301}, ["limit"]),
        ("one_liner", "text", {"limit": 30, "counts": "words"}, ["limit"]),
        ("description", "long_text", {"limit": 6000}, []),
        ("description", "long_text", {"limit": 6001}, ["limit"]),
        ("sector", "choice", {"options": SECTORS}, []),
        ("sector", "choice", {"options": SECTORS, "other": True}, ["other"]),
        ("sector", "choice", {"options": [*SECTORS, {"value": "long", "label": "x" * 81}]}, ["options"]),
        ("stage", "choice", {"options": SECTORS}, ["options"]),
        ("stage", "choice", {"options": STAGES}, []),
        ("registration_number", "text", {"limit": 41}, ["limit"]),
        ("team_size", "number", PEOPLE, []),
        ("team_size", "number", {"min": "0", "whole": True}, ["fact"]),
        ("team_size", "number", PEOPLE | {"whole": False}, ["fact"]),
    ],
)
def test_what_can_tell_a_fact(fact: str, type: str, more: dict[str, Any], misfit: list[str]) -> None:
    assert [name for name, _says in facts.misfits(of(fact, type, **more))] == misfit


def test_today_in_singapore_is_not_still_to_come() -> None:
    question = of("founded_on", "date")
    with time_machine.travel(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), tick=False):
        assert facts.wrong(question, [question], {"founded_on": "2027-01-01"}) == ""
        assert facts.wrong(question, [question], {"founded_on": "2027-01-02"}) == "This day is still to come."


def test_right_answers_become_facts() -> None:
    asked = [
        of("name", "text"),
        of("website", "url"),
        of("founded_on", "date"),
        of("team_size", "number", **PEOPLE),
        of("sector", "choice", options=SECTORS),
        of("country", "country"),
        of("stage", "choice", options=STAGES),
        of("", "text"),
    ]
    answers = {
        "name": " Quaykeeper ",
        "website": "https://quaykeeper.example",
        "founded_on": "2024-05-02",
        "team_size": "12",
        "sector": "ports",
        "country": "SG",
        "stage": "users",
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
        "stage": "users",
    }
    del answers["q"]
    assert {one.key: facts.as_answer(one, bound[one.fact]) for one in asked if one.fact} == answers | {"name": "Quaykeeper"}
    assert facts.bound(asked, {"name": "", "team_size": "many", "founded_on": "soon", "website": "x"}) == {}


@time_machine.travel(datetime(2026, 11, 20, 6, 2, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("fact", "type", "answer", "says"),
    [
        ("founded_on", "date", "2026-11-20", ""),
        ("founded_on", "date", "2026-11-21", "This day is still to come."),
        ("founded_on", "date", "", ""),
        ("", "date", "2026-11-21", ""),
        ("website", "url", "https://quaykeeper.example/a?b=c", ""),
        ("website", "url", "https://-quay..keeper", "Write a whole web address such as https://example.org."),
        ("", "url", "https://-quay..keeper", ""),
    ],
)
def test_an_answer_that_the_record_would_refuse_is_refused(fact: str, type: str, answer: str, says: str) -> None:
    asked = of(fact, type)
    form = design.asking((design.Section("a", "A", "", (asked,)),), {asked.key: answer})
    assert [form.fault(asked), form.wrong(asked)] == [says, says]


REGISTERED = [of("registration_country", "country"), of("registration_number", "text", limit=40)]


@pytest.mark.parametrize(
    ("country", "number", "bound", "says"),
    [
        ("SG", "2021 12345 k", {"registration_country": "SG", "registration_number": "202112345K"}, ""),
        ("SG", "12", {"registration_country": "SG", "registration_number": "12"}, "A UEN has 9 or 10 characters. You entered 2."),
        ("DE", "HRB 12", {"registration_country": "DE", "registration_number": "HRB 12"}, ""),
        ("", "HRB 12", {}, ""),
    ],
)
def test_a_registration_number_belongs_to_a_register(country: str, number: str, bound: dict[str, str], says: str) -> None:
    answers = {"registration_country": country, "registration_number": number}
    assert facts.bound(REGISTERED, answers) == bound
    assert facts.wrong(REGISTERED[1], REGISTERED, answers) == says


def test_a_form_asks_for_the_register_too() -> None:
    number = {"key": "n", "type": "text", "label": "Number", "limit": 40, "fact": "registration_number"}
    faults = design.check({"sections": [{"key": "a", "title": "A", "questions": [number]}]})
    assert [fault.path for fault in faults] == ["sections[0].questions[0].fact"]
