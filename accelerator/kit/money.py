"""Exact amounts. A posting keeps 18 decimals; people see the currency's own."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

# Python's own context rounds to 28 digits, even in a negation; the ledger's numbers have up to 38.
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)

# ISO 4217 currencies whose minor unit is not a hundredth.
_MINOR = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "PYG": 0,
    "UGX": 0,
    "XAF": 0,
    "XOF": 0,
    "KWD": 3,
    "BHD": 3,
    "OMR": 3,
    "JOD": 3,
    "TND": 3,
}


def decimals(currency: str) -> int:
    """How many decimals `currency` (ISO 4217) is paid in."""
    return _MINOR.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` in the currency's minor unit, half to even: the one rounding rule."""
    return EXACT.quantize(amount, Decimal(1).scaleb(-decimals(currency)))


def is_payable(amount: Decimal, currency: str) -> bool:
    """Whether `amount` is a whole number of minor units."""
    return amount == rounded(amount, currency)


def written(amount: Decimal, currency: str, *, exact: bool = False) -> str:
    """`SGD 38,260`, or with `exact` `SGD 38,260.00`; without a currency `38,260`; the minus is U+2212."""
    places = decimals(currency) if exact or amount != amount.to_integral_value() else 0
    figure = f"{rounded(amount, currency).copy_abs():,.{places}f}"
    return f"{currency} {'−' if amount < 0 else ''}{figure}".lstrip()
