"""Names in braces that a text is filled in with. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_WHOLE = re.compile(r"{[^{}\n]*}")


def unknown(text: str, names: Collection[str]) -> str:
    """The first name in braces that is none of `names`, with its braces, a pair without a name too; empty where all are."""
    return next((one for one in _WHOLE.findall(text) if one[1:-1] not in names), "")


def unbalanced(text: str) -> str:
    """The first brace without its other half, with a few letters around it; empty where each has its own."""
    bare = _WHOLE.sub(lambda found: "\0" * len(found[0]), text)
    lone = re.search(r"[{}]", bare)
    if not lone:
        return ""
    start, end = max(0, lone.start() - 8), lone.start() + 12
    return " ".join(text[start:end].split())


def filled(text: str, said: Mapping[str, str]) -> str:
    """`text` with the names of `said` filled in; other braces stay as they are, and so do those inside of what is filled in."""
    first, *parts = text.split("{")
    return first + "".join(_part(part, said) for part in parts)


def _part(part: str, said: Mapping[str, str]) -> str:
    name, brace, rest = part.partition("}")
    return f"{said[name]}{rest}" if brace and name in said else f"{{{part}"
