"""What programs send."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict
from pydantic_core import PydanticCustomError

from accelerator.kit.forms import UNSEEN
from accelerator.kit.lines import can_be_seen, is_one


class Given(Schema):
    """The body of a request, or a part of it. A field that nobody asks for is refused by its name, not left out in silence."""

    model_config = ConfigDict(extra="forbid")


def _line(text: str) -> str:
    if not is_one(text):
        raise PydanticCustomError("lines", _("This stands in one line. Take the line breaks out."))
    if text.strip() and not can_be_seen(text):
        raise PydanticCustomError("unseen", str(UNSEEN))
    return text


IN_ONE_LINE = AfterValidator(_line)
Line = Annotated[str, IN_ONE_LINE]  # a name, a title: what people type in one line
