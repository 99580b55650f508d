"""What a blind reviewer reads in place of names: pure. A name is found in any case and spacing, a part of a person's name only
where it is written with a capital, so that Rose is hidden and a rose is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

import phonenumbers

MARK = "█████"
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_SHORTEST_PART = 3
# Scripts written without spaces between words, where a name has no edges to look for.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Names:
    """What is to be hidden: `whole` in any case, `parts` as they are written."""

    def __init__(self, whole: Iterable[str], parts: Iterable[str] = ()) -> None:
        self.whole = frozenset(one.strip() for one in whole if one.strip())
        self.parts = frozenset(one.strip() for one in parts if one.strip())

    @classmethod
    def of_people(cls, names: Iterable[str]) -> Names:
        """Whole names, and each part of three letters or more that begins with a capital."""
        given = [one for one in names if one.strip()]
        parts = (part for name in given for part in name.split() if len(part) >= _SHORTEST_PART and part[0].isupper())
        return cls(given, parts)

    def __add__(self, other: Names) -> Names:
        return Names(self.whole | other.whole, self.parts | other.parts)

    def hidden(self, text: str, *, region: str = "SG") -> str:
        """`text` with names, addresses, links and phone numbers (dialled from `region`) replaced by MARK."""
        for pattern in (_EMAIL, _LINK, *_patterns(self.whole, self.parts)):
            text = pattern.sub(MARK, text)
        return _without_phones(text, region)


def hidden_answers(value: Any, names: Names, *, region: str = "SG") -> Any:
    """Answers of a form with every text hidden, in tables and lists too; files, which say who sent them, are left out."""
    if isinstance(value, str):
        return names.hidden(value, region=region)
    if isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, dict) and "sha256" in one)]
        return [hidden_answers(one, names, region=region) for one in kept]
    if isinstance(value, dict):
        return {key: hidden_answers(one, names, region=region) for key, one in value.items()}
    return value


@cache
def _patterns(whole: frozenset[str], parts: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """The longest first, so that no half of a name is left standing."""
    found = []
    for words, flags in ((whole, re.IGNORECASE), (parts, 0)):
        if words:
            either = "|".join(_written(one) for one in sorted(words, key=len, reverse=True))
            found.append(re.compile(either, flags))
    return tuple(found)


def _written(word: str) -> str:
    """A pattern of `word` as it is and in either normal form, with any space between its parts, and not inside another word."""
    forms = dict.fromkeys([word, *(unicodedata.normalize(form, word) for form in ("NFC", "NFD"))])
    either = "|".join(r"\s+".join(re.escape(part) for part in form.split()) for form in forms)
    before = "" if _UNSPACED.match(word[0]) or not word[0].isalnum() else r"(?<!\w)"
    after = "" if _UNSPACED.match(word[-1]) or not word[-1].isalnum() else r"(?!\w)"
    return f"{before}(?:{either}){after}"


def _without_phones(text: str, region: str) -> str:
    if sum(sign.isdigit() for sign in text) < 7:
        return text
    found = list(phonenumbers.PhoneNumberMatcher(text, region))
    for one in reversed(found):
        text = text[: one.start] + MARK + text[one.end :]
    return text
