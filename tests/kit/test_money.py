"""Amounts stay exact to the last of 38 digits, are rounded half to even, and read as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import money

CURRENCIES = ("SGD", "JPY", "KWD", "USD", "VND")
amounts = st.decimals(min_value=-(10**19), max_value=10**19, places=18, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "SGD", "0.00"),
        ("0.015", "SGD", "0.02"),
        ("-0.025", "SGD", "-0.02"),
        ("2.5", "JPY", "2"),
        ("3.5", "JPY", "4"),
        ("1.0005", "KWD", "1.000"),
        ("12345678901234567890.125", "SGD", "12345678901234567890.12"),
    ],
)
def test_half_goes_to_even(amount: str, currency: str, rounded: str) -> None:
    assert str(money.rounded(Decimal(amount), currency)) == rounded


@given(amount=amounts, currency=st.sampled_from(CURRENCIES))
def test_rounding_moves_by_half_a_unit_at_most_and_only_once(amount: Decimal, currency: str) -> None:
    unit = Decimal(1).scaleb(-money.decimals(currency))
    once = money.rounded(amount, currency)
    with localcontext(money.EXACT):
        assert abs(once - amount) * 2 <= unit
        assert once % unit == 0
        assert once == amount.quantize(unit, rounding=ROUND_HALF_EVEN)
    assert money.rounded(once, currency) == once
    assert money.is_payable(once, currency)
    assert money.is_payable(amount, currency) == (amount == once)


@pytest.mark.parametrize(
    ("amount", "currency", "exact", "text"),
    [
        ("38260", "SGD", False, "SGD 38,260"),
        ("38260", "SGD", True, "SGD 38,260.00"),
        ("38260.5", "SGD", False, "SGD 38,260.50"),
        ("-15000", "SGD", False, "SGD −15,000"),
        ("0", "SGD", False, "SGD 0"),
        ("1500", "JPY", True, "JPY 1,500"),
        ("1.5", "KWD", False, "KWD 1.500"),
        ("38260", "", False, "38,260"),
        ("-3", "", False, "−3"),
    ],
)
def test_amounts_as_people_read_them(amount: str, currency: str, exact: bool, text: str) -> None:
    assert money.written(Decimal(amount), currency, exact=exact) == text


@given(amount=amounts, currency=st.sampled_from(CURRENCIES))
def test_what_is_written_exactly_can_be_read_back(amount: Decimal, currency: str) -> None:
    text = money.written(amount, currency, exact=True).removeprefix(f"{currency} ")
    assert Decimal(text.replace(",", "").replace("−", "-")) == money.rounded(amount, currency)


@pytest.mark.parametrize(
    ("codes", "places"),
    [
        ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0),
        ("SGD USD EUR GBP IDR HUF TWD UYU XCG ZWG SLE", 2),
        ("BHD IQD JOD KWD LYD OMR TND", 3),
        ("CLF UYW", 4),
    ],
)
def test_each_currency_has_its_decimals(codes: str, places: int) -> None:
    assert {money.decimals(code) for code in codes.split()} == {places}
    assert set(codes.split()) <= set(money.CURRENCIES)


def test_what_is_no_currency_is_not_among_them() -> None:
    assert not {"XYZ", "sgd", "XXX", "XTS", "XAU", "XDR", "ZWL", "HRK", "DEM"} & set(money.CURRENCIES)
    assert (len(money.CURRENCIES), money.decimals("XYZ")) == (len(set(money.CURRENCIES)), 2)
