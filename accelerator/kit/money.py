"""Exact amounts. A posting keeps 18 decimals; people see the currency's own."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

# Python's own context rounds to 28 digits, even in a negation; the ledger's numbers have up to 38.
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)

# ISO 4217, active codes by the decimals of their minor unit; metals, funds without one and codes for tests are no money here.
_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
    NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_MINOR = {code: places for places, codes in _BY_DECIMALS.items() for code in codes.split()}
CURRENCIES = sorted(_MINOR)


def decimals(currency: str) -> int:
    """How many decimals `currency` (ISO 4217) is paid in; 2 where it is none, as old forms may have."""
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
