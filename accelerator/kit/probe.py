"""Whether an address answers at all."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit


def answers(url: str, *, seconds: float = 5) -> bool:
    """Whether `url` gives any answer but a failure of its own within so many seconds. Follows nothing, reads no body."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.request("GET", parts.path or "/", headers={"User-Agent": "Slipway"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
