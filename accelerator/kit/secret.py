"""Text that is stored encrypted, under a key made from SECRET_KEY; older keys stay readable through SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealed(text: str) -> str:
    """`text` encrypted and signed (Fernet: AES-128-CBC, HMAC-SHA256), as ASCII."""
    return _keys().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What `sealed` was given. Raises cryptography.fernet.InvalidToken for anything else."""
    return _keys().decrypt(text.encode()).decode()


def _keys() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sealed:{secret}".encode()).digest())) for secret in secrets]
    )
