"""What programs send."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict


class Given(Schema):
    """The body of a request, or a part of it. A field that nobody asks for is refused by its name, not left out in silence."""

    model_config = ConfigDict(extra="forbid")
