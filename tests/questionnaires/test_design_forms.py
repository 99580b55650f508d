"""The fields that a question is drawn with: those of its type, in pairs that belong together."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.questionnaires import condition_forms, sentences
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.design_forms import QuestionDesign


def ask(kind: str, key: str = "one", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": key.title()} | more


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (ask("money", unit="a year"), ["min", "max", "currency", "whole"]),
        (ask("number"), ["min", "max", "unit", "whole", "fact"]),
        (ask("file"), ["accept", "max", "max_mb"]),
        (ask("date"), ["min", "max", "fact"]),
        (ask("phone"), ["country"]),
    ],
    ids=lambda one: one["type"] if isinstance(one, dict) else "",
)
def test_each_type_has_its_own_and_no_others(raw: dict[str, Any], fields: list[str]) -> None:
    assert list(QuestionDesign(None, raw=raw).fields) == ["label", "help", "required", "sensitive", *fields]


def test_a_unit_that_money_had_stays_in_its_design() -> None:
    raw = ask("money", unit="a year")
    form = QuestionDesign({"label": "One", "currency": "SGD", "min": "", "max": ""}, raw=raw)
    assert form.is_valid()
    assert raw | form.attributes() == raw | {"help": "", "required": False, "sensitive": False, "whole": False} | {
        "currency": "SGD",
        "min": "",
        "max": "",
    }


@pytest.mark.parametrize(("kind", "label", "hint"), [("date", "day", "2026-11-30"), ("month", "month", "2026-11")])
def test_bounds_in_time_say_so(kind: str, label: str, hint: str) -> None:
    form = QuestionDesign(None, raw=ask(kind))
    assert [str(form.fields[name].label) for name in ("min", "max")] == [f"First possible {label}", f"Last possible {label}"]
    assert {form.fields[name].widget.attrs["placeholder"] for name in ("min", "max")} == {hint}
    assert (form.initial["min"], form.initial["max"]) == ("", "")


def test_a_condition_chooses_its_question_by_section() -> None:
    company = {"key": "company", "title": "Company", "questions": [ask("text", "name"), ask("date", "founded")]}
    work = {"key": "work", "title": "Work", "questions": [ask("text", "idea")]}
    known = sentences.placed(design.read({"sections": [company, work]}, ""))
    part = condition_forms.Comparison({"question": "gone", "is": "answered"}, "x", "x", condition_forms.Drawn(known, {}))
    assert part.fields["question"].choices == [  # type: ignore[attr-defined]  # it is a choice field's
        ("gone", "A question that does not come before"),
        ("1. Company", [("name", "1.1 Name"), ("founded", "1.2 Founded")]),
        ("2. Work", [("idea", "2.1 Idea")]),
    ]
