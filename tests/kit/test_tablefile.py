"""CSV that people bring is read as it was written, whatever spreadsheet wrote it."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import tablefile

REAL = Path(os.environ.get("SLIPWAY_REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "badinput/csv_spectrum"
SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
    "simple", "simple_crlf", "utf8",
)  # fmt: skip


FILES = Path(__file__).parents[1] / "files/tables"


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "quotes.csv",
            [
                {"name": "Tan, Mei", "says": 'She said "aye" twice', "where": '{"type": "Point", "at": [103.8, 1.3]}'},
                {"name": "渡し", "says": "", "where": "1°17'24\"N 103°50'0\"E"},
            ],
        ),
        (
            "blank_rows.csv",
            [{"name": "Tide", "what": "Predicts, by wire", "where": "SG"}, {"name": "Crane", "what": "Lifts", "where": "MY"}],
        ),
        ("head_alone.csv", []),
        ("breaks.csv", [{"name": "Half a\r\nlighthouse", "says": '"Who \r\ngoes" there'}, {"name": "Quay", "says": "2"}]),
    ],
)
def test_oddities_of_lists_are_read_as_they_were_meant(name: str, rows: list[dict[str, str]]) -> None:
    """Commas, quotes, lines and whole documents in cells; empty cells in quotes; a last line without its end; rows of empty cells
    between others and below them; no rows.
    """
    assert tablefile.read((FILES / name).read_bytes()).records() == rows


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real lists here (SLIPWAY_REAL_DATA)")
class TestRealSpectrum:
    @pytest.mark.parametrize("name", SPECTRUM)
    def test_rows_are_exactly_what_the_json_says(self, name: str) -> None:
        found = tablefile.read((REAL / f"{name}.csv").read_bytes())
        assert found.records() == json.loads((REAL / f"expected_json/{name}.json").read_text())

    def test_location_coordinates_differs_in_its_own_json(self) -> None:
        """Its JSON is one object instead of a list, with another telephone number than the CSV has; the rest agrees."""
        (row,) = tablefile.read((REAL / "location_coordinates.csv").read_bytes()).records()
        said = json.loads((REAL / "expected_json/location_coordinates.json").read_text())
        assert {key for key in said if said[key] != row[key]} == {"Contact Phone Number"}
        assert row.keys() == said.keys()


@pytest.mark.parametrize(
    ("content", "head", "rows"),
    [
        (b"a,b\r\n1,2\r\n", ["a", "b"], [(2, ["1", "2"])]),
        (b"\xef\xbb\xbfa;b\n1,5;2\n", ["a", "b"], [(2, ["1,5", "2"])]),
        (b"a\tb\n1\t2", ["a", "b"], [(2, ["1", "2"])]),
        (b'a,b\n"x\ny",2\n\n3,4', ["a", "b"], [(3, ["x\ny", "2"]), (5, ["3", "4"])]),
        ("Größe,é\n1,2".encode("cp1252"), ["Größe", "é"], [(2, ["1", "2"])]),
        ("渡し,b\n1,2".encode("utf-16"), ["渡し", "b"], [(2, ["1", "2"])]),
        (b"a,a,a (2),a\n1,2,3,4", ["a", "a (2)", "a (2) (2)", "a (3)"], [(2, ["1", "2", "3", "4"])]),
        (b"a,b\n1\n1,2,3\n", ["a", "b"], [(2, ["1"]), (3, ["1", "2", "3"])]),
        (b"a,b\n", ["a", "b"], []),
        (b"a,b\n,\n \t, \n1,\n,\n", ["a", "b"], [(4, ["1", ""])]),
    ],
)
def test_read(content: bytes, head: list[str], rows: list[tuple[int, list[str]]]) -> None:
    found = tablefile.read(content)
    assert (found.head, found.rows) == (head, rows)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,\x00", "is no CSV"),
        (b"PK\x03\x04\x00", "is no CSV"),
        (b"PK\x03\x04a,b\n", "is no CSV"),
        (b"a,\x02b\n1,2\n", "is no CSV"),
        ((FILES / "letter.csv").read_bytes(), "is no CSV"),
        ((FILES / "picture.csv").read_bytes(), "is no CSV"),
        (b'a,b\n1,"' + b"x" * 140_000 + b'"', "The row on line 2 cannot be read"),
        (",".join(map(str, range(301))).encode(), "at most 300 columns"),
        (b"," * 10_000_000, "at most 300 columns. This has 10000001"),
        (b"a," * 5_000_000, "at most 300 columns"),
        (b"a,b\n" + b"," * 300, "Line 2 has 301 cells. At most 300 can be read"),
        (b"a\n" * 50_002, "at most 50000 rows"),
        (b'a,b\nx,"y\nz,1\n', "The row on line 2 cannot be read: its quotation marks do not pair"),
        (b'a,b\n1,2\n"x" y,z\n', "The row on line 3 cannot be read: its quotation marks do not pair"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read(content: bytes, says: str) -> None:
    with pytest.raises(tablefile.Unreadable, match=says):
        tablefile.read(content)


_CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=6))
def test_whatever_was_written_is_read(rows: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([("first", "second"), *rows])
    told = [row for row in rows if any(cell.strip() for cell in row)]
    assert [tuple(row) for _line, row in tablefile.read(file.getvalue().encode()).rows] == told


def test_a_control_character_in_a_cell_stays() -> None:
    assert tablefile.read(b"a,b\n\x02,\x1d\n").rows == [(2, ["\x02", "\x1d"])]


@pytest.mark.parametrize(
    ("cell", "short"), [("", ""), ("two\n lines", "two lines"), ("x" * 60, "x" * 60), ("x" * 61, "x" * 59 + "…")]
)
def test_a_cell_is_shown_in_one_line_of_sixty_letters(cell: str, short: str) -> None:
    assert tablefile.shown(cell) == short


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        found = tablefile.read(content)
    except tablefile.Unreadable:
        return
    assert found.head
