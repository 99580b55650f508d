"""Light markdown as people write it in answers: paragraphs, emphasis, lists, quotes, links. HTML in it stays text.

The source is what is stored; this is made anew at each reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_WRITES = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(
    ["emphasis", "list", "blockquote", "link", "backticks", "newline", "escape"]
)
_TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "blockquote", "a"}
_MARKS = re.compile(r"([\\`*_\[\]])")
_BEGINS = re.compile(r"^(\s*\d*)([-+>.)])")  # a list or a quotation
_SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=256)
def rendered(source: str) -> SafeString:
    """Safe HTML with no tag but the few above; links lead out without telling where from."""
    found = nh3.clean(
        _WRITES.render(source),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return SafeString(found)


def quoted(text: str) -> str:
    """`text` as it stands in a source where it must mean nothing but itself, such as a name."""
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def plain(source: str) -> str:
    """The source as those read it who see no HTML: without marks of emphasis, with addresses beside what links to them; lists and
    quotations as in any mail.
    """
    out: list[str] = []
    depth, quotes, begins, listed = 0, 0, "", False
    for one in _WRITES.parse(source):
        if one.type.endswith(("list_open", "list_close")):
            depth += one.nesting
            listed = listed and depth > 0
        elif one.type == "list_item_open":
            begins = f"{one.info}{one.markup} " if one.info else "- "
        elif one.type in ("blockquote_open", "blockquote_close"):
            quotes += one.nesting
        elif one.type == "inline":
            lead = "> " * quotes + "  " * (depth if depth and not begins else depth - 1)
            gap = "" if not out else "\n" if listed and begins else "\n\n"
            lines = _said(one.children or []).split("\n")
            out.append(gap + lead + begins + f"\n{lead}{' ' * len(begins)}".join(lines))
            begins, listed = "", depth > 0
    return "".join(out)


def _said(inside: list[Token]) -> str:
    """What stands in one paragraph."""
    out, begun = [], []
    for one in inside:
        if one.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif one.type == "link_open":
            begun.append((len(out), str(one.attrGet("href"))))
        elif one.type == "link_close":
            start, address = begun.pop()
            if address.removeprefix("mailto:") != "".join(out[start:]):
                out.append(f" ({address})")
        else:
            out.append(one.content)
    return "".join(out)
