"""What the demo's compute grant asks besides the standard form: one question of nearly every type, some of them depending on others."""

from __future__ import annotations

from typing import Any

from accelerator.questionnaires import drafting
from accelerator.questionnaires.drafting import Definition

_USED = {"question": "used_before", "is": "equals", "value": True}


def with_compute(definition: Definition) -> Definition:
    """The same form with a section on the runs that are planned, before the declarations."""
    added = drafting.add_section(definition, key="compute", title="The runs you plan")
    new = drafting.move_section(added, "compute", by=-1)
    section = next(one for one in new["sections"] if one["key"] == "compute")
    section |= {
        "intro": "So that the hours go where they change something.",
        "questions": [*_hours(), *_plan(), *_people(), *_before()],
    }
    return new


def answers() -> dict[str, Any]:
    """What the cast's own draft says there."""
    return {
        "work": ["fine_tuning", {"other": "Labelling vibration by ear"}],
        "hours": "9,500",
        "first_month": "2027-02",
        "plan": "**Two runs**, one after the other:\n\n- *January*: 40 models of one crane each\n- *March*: the best three, all cranes",
        "sure": "7",
        "people": [{"name": "Thanh Vo", "role": "lead", "hours": "20"}, {"name": "Leela Nair", "role": "helps", "hours": "12"}],
        "used_before": True,
    }


def _hours() -> list[dict[str, Any]]:
    kinds = ("Training from scratch", "Fine-tuning", "Evaluation")
    too_much = {"question": "hours", "is": "greater", "value": 60000}
    return [
        _ask("work", "choices", "What will the hours be used for?", options=drafting.options("\n".join(kinds), []), other=True),
        _ask(
            "hours",
            "number",
            "GPU-hours you ask for",
            unit="GPU-hours",
            min="100",
            whole=True,
            screens=[
                {"when": too_much, "sentence": "A grant of this round has at most 60,000 GPU-hours. Ask for less to apply."}
            ],
        ),
    ]


def _plan() -> list[dict[str, Any]]:
    first = {"ms": {"label": "Bulan pertama penggunaan"}, "zh-hans": {"label": "开始使用的月份"}}
    ends: dict[str, Any] = {"low": 0, "high": 10, "low_label": "A guess", "high_label": "Measured on a small run"}
    return [
        _ask("first_month", "month", "First month of use", min="2026-06", max="2028-12", texts=first),
        _ask("plan", "markdown", "Your plan", "What runs when, and what you will know afterwards.", limit=250, counts="words"),
        _ask("sure", "scale", "How sure are you of the hours?", **ends),
    ]


def _people() -> list[dict[str, Any]]:
    roles = [{"value": "lead", "label": "Leads"}, {"value": "helps", "label": "Helps"}]
    columns = [
        {"key": "name", "type": "text", "label": "Name", "required": True, "limit": 80},
        {"key": "role", "type": "choice", "label": "Role", "options": roles},
        {"key": "hours", "type": "number", "label": "Hours a week", "min": "1", "max": "60"},
    ]
    return [
        _ask("people", "table", "Who will run them?", columns=columns, min_rows=1, max_rows=6),
        _ask("phone", "phone", "Phone for the night a run fails", required=False, country="SG"),
    ]


def _before() -> list[dict[str, Any]]:
    after = {"question": "used_until", "is": "at_least", "answer": "used_from"}
    return [
        _ask("used_before", "yes_no", "Have you had a compute grant before?"),
        _ask("used_from", "month", "You had it from", show_if=_USED),
        _ask(
            "used_until",
            "month",
            "You had it until",
            show_if=_USED,
            rules=[{"holds": after, "sentence": "This cannot end before it began."}],
        ),
        _ask("learnt", "long_text", "What came of it?", required=False, require_if=_USED, show_if=_USED, limit=600),
    ]


def _ask(key: str, type: str, label: str, help: str = "", *, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, "help": help, "required": required, **more}
