"""The canonical form of what a receipt vouches for."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications import snapshots

TEXT = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
ANSWERS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True),
    TEXT | st.booleans() | st.none() | st.lists(TEXT, max_size=3),
    max_size=5,
)


def made(**more: Any) -> dict[str, Any]:
    return snapshots.document(
        **({"number": "SF5-0001", "questionnaire": "abc", "version": 1, "answers": {"b": "2", "a": "1"}} | more)
    )


def test_the_canonical_form_to_the_byte() -> None:
    """RFC 8785: keys in order, no spaces, escapes only where JSON must, everything else as UTF-8."""
    answers = {"b": 'é "q" \\ \n\t\x07 \u2028 👩', "a": [True, None, 3]}
    assert (
        snapshots.canonical(made(answers=answers))
        == (
            '{"answers":{"a":[true,null,3],"b":"é \\"q\\" \\\\ \\n\\t\\u0007 \u2028 👩"},'
            '"application":"SF5-0001","questionnaire":"abc","version":1}'
        ).encode()
    )


def test_the_digest_is_sha256_of_that() -> None:
    assert snapshots.digest(made()) == hashlib.sha256(snapshots.canonical(made())).hexdigest()


@given(ANSWERS)
def test_receipts_from_when_the_canonical_form_was_written_by_hand_still_stand(answers: dict[str, Any]) -> None:
    """They were made by Python's writer; for what answers hold it gives the same bytes."""
    one = made(answers=answers)
    assert snapshots.canonical(one) == json.dumps(one, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def test_keys_stand_in_order_of_their_utf16_units() -> None:
    assert snapshots.canonical({"\U0001f600": 1, "\ufb33": 2}) == '{"\U0001f600":1,"\ufb33":2}'.encode()


@given(ANSWERS)
def test_it_reads_back_and_the_order_of_keys_does_not_matter(answers: dict[str, Any]) -> None:
    assert json.loads(snapshots.canonical(made(answers=answers)))["answers"] == answers
    assert snapshots.digest(made(answers=dict(reversed(answers.items())))) == snapshots.digest(made(answers=answers))


@pytest.mark.parametrize(
    "other",
    [
        {"number": "SF5-0002"},
        {"questionnaire": "abd"},
        {"version": 2},
        {"answers": {"a": "1", "b": "2 "}},
        {"answers": {"a": "1"}},
    ],
)
def test_one_difference_anywhere_is_another_digest(other: dict[str, Any]) -> None:
    assert snapshots.digest(made(**other)) != snapshots.digest(made())
