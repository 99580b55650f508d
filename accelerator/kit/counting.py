"""How long a text is. static/src/js/counting.js counts the same, character for character.

The ranges stand here and there as they are: what a browser knows of Unicode depends on its age.
"""

from __future__ import annotations

import re

CHARACTERS, WORDS = "characters", "words"
THAI_WORD = 6  # letters: the word count factor of Thai in GMX-V 2.0 (ETSI GS LIS 004), taken for its neighbours too
# Han and Kana with Bopomofo, of which each character is counted; Hangul stands between spaces.
_HAN = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
    "\U0001aff0-\U0001b16f\U00020000-\U0003fffd"
)
# Scripts without spaces between words (Line_Break=SA of UAX #14): Thai and Lao, Burmese, Khmer, Tai.
_THAI = "\u0e01-\u0edf\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aad\ua9e0-\ua9fe\uaa60-\uaadf\U00011700-\U00011746"
# What is no word where it stands at one of these: punctuation, marks and joiners.
_SIGNS = (
    "!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u200b-\u200f\u2010-\u2027\u2030-\u205e\u2060"
    "\u3001-\u3004\u3008-\u3020\u302a-\u3030\u303d\u3099-\u309c\u30a0\u30fb\ufe00-\ufe0f\ufe30-\ufe4f\ufeff"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uff9e\uff9f\U000e0100-\U000e01ef"
)
_APART = re.compile(f"(?:(?<![{_SIGNS}])[{_SIGNS}]+)?([{_HAN}]|[{_THAI}]+)[{_SIGNS}]*")
_UNSPACED = re.compile(f"[{_HAN}{_THAI}]")
_IDEOGRAPH = re.compile(f"[{_HAN}]")


def length(text: str, by: str = CHARACTERS) -> int:
    """Unicode code points, or words: what stands between spaces of whatever sort (str.isspace), each character of Han and Kana,
    and every begun six letters of a run of Thai, Lao, Khmer or Burmese.
    """
    if by != WORDS:
        return len(text)
    apart = [found[1] for found in _APART.finditer(text)] if _UNSPACED.search(text) else []
    rest = _APART.sub(" ", text) if apart else text
    return len(rest.split()) + sum(1 if _IDEOGRAPH.match(one) else -(-len(one) // THAI_WORD) for one in apart)
