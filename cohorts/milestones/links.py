"""Addresses that founders give as evidence. Pure but for the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

MOST, LONGEST = 10, 500


def checked(given: Iterable[str]) -> tuple[list[str], str]:
    """(the addresses, each once and without blanks around, what is wrong with them); the sentence is empty where nothing is."""
    links = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if len(links) > MOST:
        return links, _("At most %(most)d links.") % {"most": MOST}
    return links, next((_("%(link)s: %(why)s") % {"link": one[:80], "why": why} for one in links if (why := fault(one))), "")


def fault(link: str) -> str:
    """Why nobody should be sent there; empty where they may."""
    try:
        parts = urlsplit(link)
        host, secret, _port = parts.hostname or "", parts.username or parts.password, parts.port
    except ValueError:
        return _("this is no web address.")
    if len(link) > LONGEST:
        return _("this is longer than %(most)d characters.") % {"most": LONGEST}
    if parts.scheme != "https":
        return _("links begin with https://, so that nobody reads along.")
    if "." not in host.strip(".") or re.search(r"[\s\x00-\x1f<>\"\\]", link):
        return _("this is no whole web address, such as https://example.org/deck.")
    return _("take the name and password out of it.") if secret else ""
