"""Names of files as people's machines send them. Pure."""

from __future__ import annotations

import unicodedata

_LONGEST_NAME, _LONGEST_ENDING = 200, 20


def clean(name: str) -> str:
    """The last part of a path without control and direction characters, at most 200 characters; the rest stays as written."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return kept[:_LONGEST_NAME].strip(" .") or "file"
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"


def ending(name: str) -> str:
    """Without the dot."""
    return name.rpartition(".")[2]
