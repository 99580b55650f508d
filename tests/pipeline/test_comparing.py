"""What may be asked of a value of each kind, and how it stands in an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.pipeline import comparing
from accelerator.questionnaires import definition

KINDS = [comparing.of_type(name) for name in definition.TYPES] + [comparing.ONE, comparing.AMOUNT, comparing.DAY]


@pytest.mark.parametrize("name", definition.TYPES)
def test_of_every_type_one_may_ask_at_least_whether_it_was_answered(name: str) -> None:
    assert [one.name for one in comparing.of_type(name).operators][-2:] == ["given", "empty"]


@pytest.mark.parametrize(
    ("sent", "kind", "read"),
    [
        ("4.2", comparing.AMOUNT, ("min", "4.2")),
        ("max:4.2", comparing.AMOUNT, ("max", "4.2")),
        ("not: Ports ", comparing.ONE, ("not", "Ports")),
        ("Ports: north", comparing.ONE, ("is", "Ports: north")),
        ("given:", comparing.of_type("file"), ("given", "")),
        ("until:2026-11-30", comparing.DAY, ("until", "2026-11-30")),
        ("a\0b", comparing.TEXT, ("has", "ab")),
    ],
)
def test_an_operator_stands_before_a_colon(sent: str, kind: comparing.Kind, read: tuple[str, str]) -> None:
    assert comparing.read(sent, kind) == read


@given(
    st.sampled_from(KINDS),
    st.integers(0, 3),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
def test_what_is_written_is_read(kind: comparing.Kind, place: int, value: str) -> None:
    operator = kind.operators[place % len(kind.operators)]
    given_value = "" if operator.bare else value.strip()
    assert comparing.read(comparing.written(operator.name, given_value, kind), kind) == (operator.name, given_value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-30", ("2026-11-30", "2026-11-30")),
        ("2026-11", ("2026-11-01", "2026-11-30")),
        ("2028-02", ("2028-02-01", "2028-02-29")),
        ("2026-02-30", None),
        ("20261130", None),
        ("2026-13", None),
        ("", None),
    ],
)
def test_days_and_months(text: str, kept: tuple[str, str] | None) -> None:
    found = comparing.days(text)
    assert (found and (str(found[0]), str(found[1]))) == kept
