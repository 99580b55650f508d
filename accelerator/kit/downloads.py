"""What every file says on its way out, whoever made it: no browser runs it, keeps it or shows it inside another site's page."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# What the API's description says of a door that gives a file.
BYTES = {"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}
_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def harmless(response: _Answer) -> _Answer:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def attached(response: _Answer, name: str) -> _Answer:
    """The same, as a file called `name`."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return harmless(response)
