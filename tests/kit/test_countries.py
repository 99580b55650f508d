"""Countries are known by their English names and ISO codes, whatever else is written there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.countries import code_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SG", "SG"),
        (" sg ", "SG"),
        ("SGP", "SG"),
        ("702", "SG"),
        ("004", "AF"),
        ("singapore", "SG"),
        ("Côte d'Ivoire", "CI"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Bolivia", "BO"),
        ("UK", "GB"),
        ("EU", ""),
        ("", ""),
        ("000", ""),
        ("Atlantis", ""),
        ("²", ""),  # a digit to Python, and no number
        ("①", ""),
        ("9" * 5000, ""),
    ],
)
def test_what_it_is_called(text: str, code: str) -> None:
    assert code_of(text) == code


@given(st.text(max_size=5))
def test_any_text_is_answered(text: str) -> None:
    assert len(code_of(text)) in (0, 2)
