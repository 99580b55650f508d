"""By what two records may be recognised as one startup: names, web domains, registration numbers. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from accelerator.startups import registration

# What companies are called besides their name, as the last words or the first.
_LEGAL_WORDS = """
    ab ag aps as asa bhd bv co company corp corporation cv fze gmbh holdings inc incorporated kft kk limited llc llp
    lp ltd ltda nv oy oyj plc pte private pt pty pvt sa sarl sas sdn se sl spa sro srl tbk ug vof zrt
"""
LONGEST = 300  # letters of a trait; one letter of a name may become eighteen
_LEGAL = frozenset(_LEGAL_WORDS.split())
_LEGAL_SIGNS = ("股份有限公司", "有限责任公司", "有限公司", "株式会社", "合同会社", "유한회사", "주식회사")
# On these everybody has an address: none of them tells one startup from another.
_SHARED_HOSTS = """
    about.me airtable.com angel.co apple.com bitbucket.org blogspot.com bubbleapps.io calendly.com canva.site carrd.co
    crunchbase.com discord.com discord.gg facebook.com figma.com framer.app framer.website gitbook.io github.com
    github.io gitlab.com google.com herokuapp.com instagram.com linkedin.com linktr.ee loom.com medium.com netlify.app
    notion.site notion.so pages.dev shopify.com myshopify.com softr.app squarespace.com strikingly.com substack.com
    t.me telegram.me tiktok.com twitter.com typeform.com vercel.app vimeo.com weebly.com webflow.io wixsite.com
    wix.com wordpress.com workers.dev x.com ycombinator.com youtu.be youtube.com zoho.com
"""
SHARED = frozenset(_SHARED_HOSTS.split())
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})  # as in co.uk, com.sg


def bare(name: str) -> str:
    """`name` without case, accents, signs, spaces and legal form: `tidewise` of `Tide-Wise Pte. Ltd.`; never empty for a name."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)[.'’](?=\w|\s|$)", "", plain))
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL:
        kept.pop()
    while len(kept) > 1 and kept[0] in _LEGAL:
        kept.pop(0)
    squeezed = "".join(kept)
    for sign in _LEGAL_SIGNS:
        squeezed = squeezed.removesuffix(sign).removeprefix(sign) or squeezed
    return squeezed or " ".join(name.split()).casefold()


def domain(address: str) -> str:
    """What a web address belongs to: `tidewise.example` of `https://app.tidewise.example/x`; "" for shared hosts."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    labels = host.casefold().rstrip(".").split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return ""
    whole = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    found = ".".join(labels[-3:] if whole else labels[-2:])
    return "" if found in SHARED else found


def traits(*, names: Iterable[str], addresses: Iterable[str], number: str, country: str) -> set[tuple[str, str]]:
    """(kind, value) of all that tells the startup: kinds name, domain, registration."""
    found = {("name", bare(name)) for name in names} | {("domain", domain(address)) for address in addresses}
    found.add(("registration", registration.key(number, country)))
    return {(kind, value[:LONGEST]) for kind, value in found if value}
