from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.credits import ledger

AMOUNTS = st.decimals(min_value=Decimal("1e-18"), max_value=Decimal("1e15"), places=18, allow_nan=False, allow_infinity=False)


@given(verb=st.sampled_from(ledger.VERBS), amount=AMOUNTS)
def test_every_verb_balances_and_moves_the_amount(verb: str, amount: Decimal) -> None:
    out, into = ledger.legs(verb, amount)
    assert out.amount == into.amount.copy_negate()
    assert into.amount == amount
    assert out.account != into.account


@given(verb=st.sampled_from(ledger.VERBS), amount=AMOUNTS)
def test_a_reversal_undoes_and_undone_again_is_the_first(verb: str, amount: Decimal) -> None:
    legs = list(ledger.legs(verb, amount))
    back = ledger.reversal(legs)
    assert [leg.amount for leg in back] == [leg.amount.copy_negate() for leg in legs]
    assert ledger.reversal(back) == legs


def test_flows_run_from_provider_to_consumption() -> None:
    assert [
        (leg.account, leg.amount) for verb in ("fund", "commit", "award", "draw_down") for leg in ledger.legs(verb, Decimal(5))
    ] == [
        ("provider", Decimal(-5)),
        ("pool", Decimal(5)),
        ("pool", Decimal(-5)),
        ("committed", Decimal(5)),
        ("committed", Decimal(-5)),
        ("grant", Decimal(5)),
        ("grant", Decimal(-5)),
        ("consumed", Decimal(5)),
    ]


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity"])
def test_nothing_or_less_is_no_posting(amount: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ledger.legs("fund", Decimal(amount))


def test_an_unknown_verb_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such verb: lend"):
        ledger.legs("lend", Decimal(1))


def test_a_digest_tells_what_was_asked_apart() -> None:
    assert ledger.digest(a=1, b=[("x", "2")]) == ledger.digest(b=[("x", "2")], a=1)
    assert ledger.digest(a=1) != ledger.digest(a=2)
