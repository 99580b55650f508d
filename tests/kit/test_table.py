"""Files for spreadsheets: harmless, whole, and read back as they were written."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from accelerator.kit import clock, table


def cells(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content)
    assert content.startswith(table.MARK.encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(rows: list[list[Any]], head: list[str] | None = None) -> Any:
    file = io.BytesIO()
    table.workbook(file, "List", head or ["Head"], rows)
    return openpyxl.load_workbook(file).active


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@given(st.text())
@example("=1+1")
@example("\0=1")
def test_a_cell_never_begins_as_a_formula_and_loses_nothing(words: str) -> None:
    made = table.cell(words)
    assert not made.startswith(FORMULA)
    assert made in (words, f"'{words}")


@given(
    st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9))
)
def test_numbers_are_plain(number: Any) -> None:
    assert type(number)(table.cell(number)) == number
    assert "E" not in table.cell(number)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4), max_size=5))
def test_a_file_reads_back_as_it_was_written(rows: list[list[str]]) -> None:
    answer = table.csv_answer("list", ["Head"], rows)
    found = cells(answer)
    assert found == [["Head"], *([table.cell(word) for word in row] for row in rows)]


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (True, "true"), (False, "false"), (0, "0"), (-5, "-5"), ("-5", "'-5"), ("", "")]
)
def test_cells_of_each_kind(value: Any, cell: str) -> None:
    assert table.cell(value) == cell


def test_a_moment_is_told_as_utc() -> None:
    with time_machine.travel("2026-11-20T06:02:00Z", tick=False):
        assert table.cell(clock.now()) == "2026-11-20 06:02:00+00:00"


class TestWorkbook:
    def test_numbers_are_numbers_and_all_else_is_text(self) -> None:
        at = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
        made = sheet([[1, Decimal("2.50"), "3", "=1+1", True, at, date(2026, 11, 20), None, "https://example.org"]])
        found = [(cell.value, cell.data_type) for cell in made[2]]
        assert found[:5] == [(1, "n"), (2.5, "n"), ("3", "s"), ("=1+1", "s"), ("True", "s")]
        assert [cell.value for cell in made[2][5:8]] == [at.replace(tzinfo=None), at.replace(hour=0, minute=0, tzinfo=None), None]
        assert (made[2][8].value, made[2][8].hyperlink) == ("https://example.org", None)
        assert made.freeze_panes == "A2"

    def test_a_number_that_a_workbook_would_round_is_text(self) -> None:
        exact = Decimal("1234567890123456.78")
        assert sheet([[exact]])["A2"].value == "1234567890123456.78"

    def test_what_is_too_long_for_a_cell_says_so(self) -> None:
        stone, said = "\U0001faa8", " … cut here; the CSV has all of it"  # 34 characters; the stone is two to Excel
        fitting = {
            "x" * 32_767: "x" * 32_767,
            "x" * 32_768: "x" * 32_733 + said,
            stone * 16_383 + "x": stone * 16_383 + "x",
            stone * 16_384: stone * 16_366 + said,  # one short: half a stone is none
            "x" + stone * 16_384: "x" + stone * 16_366 + said,
        }
        made = sheet([[text] for text in fitting])
        kept = [row[0].value for row in made.iter_rows(min_row=2)]
        assert kept == list(fitting.values())
        assert [len(text.encode("utf-16-le")) // 2 for text in kept] == [32_767, 32_767, 32_767, 32_766, 32_767]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
    def test_no_cell_is_a_formula(self, start: str) -> None:
        made = sheet([[f'{start}HYPERLINK("https://evil.example")']])
        assert made["A2"].data_type == "s"


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("Batch 2026/27", "Batch 2026-27"),
        ("[a]:b*c?d\\e", "-a--b-c-d-e"),
        ("'Quay'", "Quay"),
        ("''", "Sheet1"),
        ("Ω" * 40, "Ω" * 31),
        ("A" * 30 + "'B", "A" * 30),
    ],
)
def test_any_name_is_a_sheets(name: str, sheet: str) -> None:
    file = io.BytesIO()
    table.workbook(file, name, ["Head"], [["1"]])
    assert openpyxl.load_workbook(file).sheetnames == [sheet]
