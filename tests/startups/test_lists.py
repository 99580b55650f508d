"""What we keep of a row of somebody's list: exact values, and no row whatever that breaks the reading or the database."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accelerator.startups import lists
from accelerator.startups.models import Startup

JSON: Any = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**62), 2**62),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=30),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
FIELDS = (
    "id",
    "name",
    "tagline",
    "website",
    "url",
    "location",
    "country",
    "sector",
    "tags",
    "founded_on",
    "team_size",
    "former_names",
)


def facts(**row: Any) -> lists.Facts:
    return lists.facts({"id": 1, "name": "Tide Table"} | row)


@pytest.mark.parametrize(
    ("website", "kept"),
    [
        ("tide.example", "https://tide.example"),
        ("http://tide.example/a?b=c", "http://tide.example/a?b=c"),
        ("https://", ""),
        ("-", ""),
        ("https://bücher.example", "https://bücher.example"),
        ("http://localhost", ""),
        ("http://127.0.0.1/", ""),
        ("javascript:alert(1)", ""),
        ("ftp://tide.example", ""),
        ("https://tide.example/a b", ""),
        ("https://[bad", ""),
        ("x" * 20 + ".example/" + "y" * 265, ""),
    ],
)
def test_websites(website: str, kept: str) -> None:
    found = facts(website=website)
    assert found.kept["website"] == kept
    assert bool(found.remarks) is (kept == "" and website not in ("https://", "-"))


@pytest.mark.parametrize(
    ("country", "location", "code"),
    [
        ("Singapore", "", "SG"),
        ("sg", "", "SG"),
        ("USA", "", "US"),
        ("", "San Francisco, CA, USA; Remote", "US"),
        ("", "Hanoi, Vietnam", "VN"),
        ("Vietnam", "Singapore", "VN"),
        ("", "Remote", ""),
        ("Atlantis", "Singapore", ""),
        ("", "", ""),
    ],
)
def test_countries(country: str, location: str, code: str) -> None:
    found = facts(country=country, location=location)
    assert found.kept["country"] == code
    assert bool(found.remarks) is (country == "Atlantis")


@pytest.mark.parametrize(("size", "kept"), [(4, 4), ("4", 4), (0, None), ("", None), (None, None), (9_999_999, 9_999_999)])
def test_team_sizes(size: Any, kept: int | None) -> None:
    assert facts(team_size=size).kept["team_size"] == kept


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"team_size": 2.5}, "team_size '2.5' is not a whole number"),
        ({"team_size": -1}, "team_size -1 is out of range"),
        ({"team_size": 10_000_000}, "team_size 10000000 is out of range"),
        ({"team_size": True}, "team_size 'True' is not a whole number"),
        ({"founded_on": "March"}, "founded_on 'March' is not a day such as 2025-03-01"),
        ({"name": "x" * 201}, "name has 201 characters; at most 200 can be kept"),
        ({"name": "\0 \x7f"}, "name is missing"),
        ({"name": "\u200b\u2800"}, "name is missing"),
        ({"id": None}, "id is missing; rows are matched by it"),
        ({"tags": 5}, "tags is not a list"),
        ({"tags": ["x" * 61]}, "tags has an entry of 61 characters; at most 60 can be kept"),
        ({"sector": ["Ports"]}, "sector is not a text"),
    ],
)
def test_rows_that_cannot_be_taken_say_why(row: dict[str, Any], says: str) -> None:
    with pytest.raises(lists.BadRow) as refused:
        facts(**row)
    assert str(refused.value) == says


def test_words_are_kept_once_in_their_order() -> None:
    found = facts(tags="Ports; AI;;Ports ", former_names=["Ebb", "Tide Table", " Ebb "], founded_on="2025-03-01")
    assert (found.kept["tags"], found.kept["former_names"], found.kept["founded_on"]) == (
        ["Ports", "AI"],
        ["Ebb"],
        date(2025, 3, 1),
    )


@settings(deadline=None)
@given(st.one_of(JSON, st.dictionaries(st.sampled_from(FIELDS), JSON)))
@example({"id": 1, "name": "A", "website": "a.example/" + "x" * 290})
@example({"id": 1, "name": "A\ud800", "location": "x" * 300})
def test_any_row_is_taken_whole_or_refused(row: Any) -> None:
    """What is taken fits its columns, so that no row breaks an import half way."""
    try:
        found = lists.facts(row)
    except lists.BadRow:
        return
    assert 0 < len(found.source_id) <= 80
    for name, value in found.kept.items():
        longest = Startup._meta.get_field(name).max_length if isinstance(value, str) else None
        assert longest is None or len(value) <= longest, name
        if isinstance(value, str):
            value.encode()
            assert "\0" not in value
    assert len(found.kept["country"]) in (0, 2)


@settings(deadline=None)
@given(st.lists(JSON, max_size=5), st.sampled_from(["json", "jsonl"]))
def test_any_list_is_read_in_order(rows: list[Any], kind: str) -> None:
    written = json.dumps(rows) if kind == "json" else "\n".join(map(json.dumps, rows))
    if kind == "json" and not rows:
        return
    found = [row for _place, row in lists.rows(io.BytesIO(written.encode()), kind)]
    assert json.dumps(found) == json.dumps(json.loads(json.dumps(rows)))


@given(st.binary(max_size=200), st.sampled_from(["json", "jsonl", "csv"]))
@example(b"\xef\xbb\xbf[]", "json")
@example(b"[" * 2000, "json")
@example(b"[" * 100_000, "jsonl")
@example(b'{"id": ' + b"9" * 5_000 + b"}", "jsonl")
@example(b'name,id\n"a', "csv")
def test_any_bytes_are_read_or_refused(content: bytes, kind: str) -> None:
    with suppress(lists.BadFile):
        list(lists.rows(io.BytesIO(content), kind))
