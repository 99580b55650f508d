"""How long a text is. static/src/js/counting.js counts the same, character for character."""

from __future__ import annotations

CHARACTERS, WORDS = "characters", "words"


def length(text: str, by: str = CHARACTERS) -> int:
    """Unicode code points, or words: what stands between spaces, of whatever sort (str.isspace)."""
    return len(text.split()) if by == WORDS else len(text)
