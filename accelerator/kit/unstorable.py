"""Characters that no column holds: NUL and halves of a character. Nobody types such; programs send them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import DataError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.kit.refusals import Unreadable

_LOST = re.compile("[\0\ud800-\udfff]")
_SAID = ("NUL (0x00)", r"\u0000", "surrogate")  # by the driver of text, by PostgreSQL of jsonb


def is_told_by(fault: Exception) -> bool:
    return isinstance(fault, UnicodeEncodeError) or (isinstance(fault, DataError) and any(one in str(fault) for one in _SAID))


def require_storable(**texts: str) -> None:
    """Raises Unreadable, naming the text, for what could not be kept: where nothing is, a preview refuses it all the same."""
    for field in _fields(texts, ""):
        raise _named(field)


def refusal(request: HttpRequest) -> Unreadable:
    """Names the first input of the request that holds such a character, where one does."""
    field = next(_fields(_given(request), ""), "")
    return _named(field) if field else Unreadable(_("A character in this cannot be kept. Take it out and try again."))


def _named(field: str) -> Unreadable:
    said = _("A character in %(field)s cannot be kept. Take it out and try again.") % {"field": field}
    return Unreadable(said, field=field)


def _given(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        return dict([*request.GET.items(), *request.POST.items()])
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _fields(given: Any, path: str) -> Iterator[str]:
    """Paths of the texts with such a character, as `columns.2.label`; a name that has one itself is told by what holds it."""
    if isinstance(given, str) and _LOST.search(given):
        yield path
    inside = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    for key, one in inside:
        if _LOST.search(str(key)):
            yield path
        else:
            yield from _fields(one, f"{path}.{key}" if path else str(key))
