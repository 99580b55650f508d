"""Random public codes for addresses, and single-use tokens for links."""

from __future__ import annotations

import hashlib
import secrets

# Crockford's base 32 without the letters that read as digits; 10 of them are 50 bits.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new() -> str:
    """A public code of ten characters: stands in addresses, says nothing about order or number."""
    number = secrets.randbits(50)
    return "".join(_ALPHABET[number >> place & 31] for place in range(0, 50, 5))


def token() -> str:
    """A secret of 256 bits for one link; only its digest is stored."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 of a token, in hex (64 characters): what the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
