"""Registration numbers: UENs by their public forms, any other text as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accelerator.startups import registration

YEAR = 2026
DIGITS = st.text("0123456789", min_size=4, max_size=4)
LETTER = st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ")


@st.composite
def uens(draw: st.DrawFn) -> str:
    year = draw(st.integers(1850, YEAR))
    century = {18: "R", 19: "S", 20: "T"}[year // 100]
    kind = draw(LETTER) + draw(LETTER)
    body = [
        f"{draw(DIGITS)}{draw(DIGITS)}",
        f"{year}{draw(DIGITS)}{draw(st.integers(0, 9))}",
        f"{century}{year % 100:02}{kind}{draw(DIGITS)}",
    ]
    return draw(st.sampled_from(body)) + draw(LETTER)


@given(uens())
def test_every_form_of_a_uen_is_taken(uen: str) -> None:
    assert registration.fault(uen, "SG", year=YEAR) == ""
    spaced = f" {uen[:4].lower()}-{uen[4:]} "
    assert registration.kept(spaced, "SG") == uen
    assert registration.key(spaced, "SG") == registration.key(uen, "SG") == f"SG {uen}"


@given(uens(), st.integers(0, 9))
def test_one_letter_too_few_or_an_odd_one_is_refused(uen: str, place: int) -> None:
    place = min(place, len(uen) - 1)
    assert registration.fault(uen[:place] + "٣" + uen[place + 1 :], "SG", year=YEAR) != ""
    assert registration.fault(uen[:-1] + "1", "SG", year=YEAR) != ""


@given(st.text(max_size=60), st.sampled_from(["SG", "DE", ""]))
@example("U.\u0308", "SG")
def test_any_text_is_kept_once_and_for_all(text: str, country: str) -> None:
    once = registration.kept(text, country)
    assert registration.kept(once, country) == once
    assert isinstance(registration.fault(once, country, year=YEAR), str)
    assert registration.key(text, country) == registration.key(once, country)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("2018123", "A UEN has 9 or 10 characters. You entered 7."),
        ("2018123KK", "A UEN looks like 53312345A, 202012345K or T20LL1234A."),
        ("X20LL1234A", "A UEN looks like 53312345A, 202012345K or T20LL1234A."),
        ("202712345K", "A UEN of 2027 is still to come. Check the year in it."),
        ("T27LL1234A", "A UEN of 2027 is still to come. Check the year in it."),
        ("S27LL1234A", ""),
    ],
)
def test_what_is_wrong_is_said(number: str, says: str) -> None:
    assert registration.fault(number, "SG", year=YEAR) == says


def test_a_number_is_counted_as_it_is_kept() -> None:
    kept = registration.kept("\ufdfa" * 10, "DE")
    assert registration.fault(kept, "DE", year=YEAR) == "A registration number has at most 40 characters."
    assert registration.fault("9" * 40, "DE", year=YEAR) == ""


def test_other_registers_are_free() -> None:
    assert registration.kept("  HRB  1234/b ", "DE") == "HRB 1234/b"
    assert registration.fault("anything", "DE", year=YEAR) == registration.fault("", "SG", year=YEAR) == ""
    assert registration.key("HRB 1234/b", "DE") == "DE HRB1234B"
    assert registration.key("HRB 1234", "") == registration.key("", "SG") == ""
