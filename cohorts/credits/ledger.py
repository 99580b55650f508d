"""The postings of each verb, as pure data. Amounts are exact; every plan sums to zero."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

PROVIDER, POOL, COMMITTED, GRANT, CONSUMED, EXPIRED, CLAWED_BACK = (
    "provider",
    "pool",
    "committed",
    "grant",
    "consumed",
    "expired",
    "clawed",
)

# verb: (where it comes from, where it goes to)
_FLOWS = {
    "fund": (PROVIDER, POOL),
    "commit": (POOL, COMMITTED),
    "award": (COMMITTED, GRANT),
    "draw_down": (GRANT, CONSUMED),
    "revoke": (GRANT, POOL),
    "expire": (GRANT, EXPIRED),
}
VERBS = tuple(_FLOWS)


@dataclass(frozen=True)
class Leg:
    """One entry to be: the kind of account and the signed amount (plus: into the account)."""

    account: str
    amount: Decimal


def legs(verb: str, amount: Decimal) -> tuple[Leg, Leg]:
    """The two legs of `verb` for a positive `amount`. ValueError for an unknown verb or an amount not above zero."""
    if verb not in _FLOWS:
        raise ValueError(f"no such verb: {verb}")
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"a posting moves an amount above zero, not {amount}")
    source, target = _FLOWS[verb]
    return Leg(source, amount.copy_negate()), Leg(target, amount)


def reversal(of: list[Leg]) -> list[Leg]:
    """The legs that undo `of`, whatever verb it was."""
    return [Leg(leg.account, leg.amount.copy_negate()) for leg in of]


def digest(**asked: object) -> str:
    """SHA-256 over what was asked: the same key with other contents is an error, not a repeat."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
