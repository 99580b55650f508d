"""Columns of a table as the builder's fields say them: an answer never changes its column."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from accelerator.questionnaires import branches, column_forms, grids
from accelerator.questionnaires import definition as design

NAME = {"key": "name", "type": "text", "label": "Name", "required": True, "limit": 80, "texts": {"ms": {"label": "Nama"}}}
ROLE = {
    "key": "role",
    "type": "choice",
    "label": "Role",
    "required": False,
    "options": [{"value": "lead", "label": "Leads"}, {"value": "helps", "label": "Helps"}],
}
SHARE = {"key": "share", "type": "number", "label": "Share", "required": False, "unit": "%", "max": "100"}
COLUMNS: list[dict[str, Any]] = [NAME, ROLE, SHARE]


def posted(**changed: str | None) -> QueryDict:
    """What the editor of COLUMNS sends, with changes of `{field of a column: value}`; None for a box without its tick."""
    data = QueryDict(mutable=True)
    for row in column_forms.rows({"columns": COLUMNS}, {}):
        for field in row:
            value = field.value()
            if value is not False:
                data[field.html_name] = "on" if value is True else str(value or "")
    for name, value in changed.items():
        if value is None:
            data.pop(name)
        else:
            data[name] = value
    return data


def drawn(do: str = "", **changed: str | None) -> list[dict[str, Any]]:
    return grids.columns(posted(**changed), COLUMNS, branches.act(do))


def test_what_is_drawn_and_sent_back_untouched_is_what_was_there() -> None:
    assert drawn() == COLUMNS


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("up columns:1", [ROLE, NAME, SHARE]),
        ("down columns:0", [ROLE, NAME, SHARE]),
        ("up columns:0", COLUMNS),
        ("down columns:2", COLUMNS),
        ("down columns:9", COLUMNS),
        ("remove columns:1", [NAME, SHARE]),
        ("add columns", [*COLUMNS, {"key": "new_column", "type": "text", "label": "New column"}]),
    ],
)
def test_each_act_does_one_thing(do: str, expected: list[dict[str, Any]]) -> None:
    assert drawn(do) == expected


def test_a_column_keeps_its_key_and_what_else_it_had_while_its_type_stays() -> None:
    assert drawn(**{"columns:0:label": "Full name", "columns:0:required": None})[0] == NAME | {
        "label": "Full name",
        "required": False,
    }
    other = drawn(**{"columns:0:type": "money"})[0]
    assert (other["key"], other["type"], other["currency"], other["texts"]) == ("name", "money", "SGD", NAME["texts"])
    assert "limit" not in other
    assert drawn(**{"columns:1:options": "Leads\nAdvises"})[1]["options"] == [
        {"value": "lead", "label": "Leads"},
        {"value": "helps", "label": "Advises"},
    ]


def test_a_type_nobody_knows_is_text() -> None:
    assert drawn(**{"columns:2:type": "file"})[2]["type"] == "text"


def test_a_choice_without_options_is_kept_and_told_beside_its_row() -> None:
    made = drawn(**{"columns:2:type": "choice"})
    form = {"sections": [{"key": "a", "title": "A", "questions": [{"key": "t", "type": "table", "label": "T", "columns": made}]}]}
    ((path, says),) = design.check(form)
    assert path == "sections[0].questions[0].columns[2].options"
    rows = list(column_forms.rows({"columns": made}, {"columns[2].options": says}))
    assert [row.faults for row in rows] == [[], [], ["Give between 2 and 100 options."]]
