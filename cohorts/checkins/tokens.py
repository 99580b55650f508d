"""The secret of a link that opens one check-in: its public code under the house's signature. Only a digest is stored, and nobody
who reads the database alone can make it. Pure but for the house's key."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_SALT, _SEP = "checkins.link", "."


def token(code: str) -> str:
    """The secret of the link `code`; the same each time."""
    return Signer(salt=_SALT, sep=_SEP).sign(code)


def is_ours(text: str) -> bool:
    """Whether this house signed it: told without a look at the database."""
    try:
        Signer(salt=_SALT, sep=_SEP).unsign(text)
    except BadSignature:
        return False
    return True
