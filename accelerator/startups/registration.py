"""Numbers that registers give to companies: how they are written down and, for Singapore, whether one can be a UEN. Pure.

A UEN has one of the three public forms of uen.gov.sg: 12345678X of a business, 202012345X of a local company, T20LP1234X of
all others, where T stands for 20.., S for 19.. and R for 18... How its last letter is reckoned is not public, so any is taken.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

SINGAPORE = "SG"
LONGEST = 40  # letters as they are kept: one that is typed may become many
_CENTURIES = {"R": 1800, "S": 1900, "T": 2000}
_BUSINESS = re.compile(r"[0-9]{8}[A-Z]")
_COMPANY = re.compile(r"([0-9]{4})[0-9]{5}[A-Z]")
_OTHER = re.compile(r"([RST])([0-9]{2})[A-Z]{2}[0-9]{4}[A-Z]")


def kept(number: str, country: str) -> str:
    """`number` as it is written down: a UEN in capitals without spaces or hyphens, any other with single spaces."""
    plain = " ".join(unicodedata.normalize("NFKC", number).split())
    return re.sub(r"[\s.\-]", "", plain).upper() if country == SINGAPORE and plain.isascii() else plain


def fault(number: str, country: str, *, year: int) -> str:
    """Why `number`, as kept, cannot be one of `country` in `year`; "" where it can. Only Singapore's are known here."""
    if len(number) > LONGEST:
        return _("A registration number has at most %(most)d characters.") % {"most": LONGEST}
    if not number or country != SINGAPORE:
        return ""
    if len(number) not in (9, 10):
        return _("A UEN has 9 or 10 characters. You entered %(count)d.") % {"count": len(number)}
    begun = _year(number)
    if begun is None:
        return _("A UEN looks like 53312345A, 202012345K or T20LL1234A.")
    if begun > year:
        return _("A UEN of %(year)d is still to come. Check the year in it.") % {"year": begun}
    return ""


def _year(number: str) -> int | None:
    """The year a UEN says it was given in, 0 where it says none; None for what has no form of a UEN."""
    if _BUSINESS.fullmatch(number):
        return 0
    if company := _COMPANY.fullmatch(number):
        return int(company[1])
    other = _OTHER.fullmatch(number)
    return _CENTURIES[other[1]] + int(other[2]) if other else None


def key(number: str, country: str) -> str:
    """What two ways of writing one number have in common: `SG 202012345K`; "" for no number."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKC", number).casefold() if letter.isalnum())
    return f"{country} {bare.upper()}" if bare and country else ""
