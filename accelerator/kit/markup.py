"""Light markdown as people write it in answers: paragraphs, emphasis, lists, quotes, links. HTML in it stays text.

The source is what is stored; this is made anew at each reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_WRITES = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(
    ["emphasis", "list", "blockquote", "link", "backticks", "newline", "escape"]
)
_TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "blockquote", "a"}
_MARKS = re.compile(r"([\\`*_\[\]])")
_BEGINS = re.compile(r"^(\s*\d*)([-+>.)])")  # a list or a quotation
_QUOTED = re.compile(r"\\([\\`*_\[\]+>.)-])")
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
    """The source as those read it who see no HTML: without the backslashes of `quoted`."""
    return _QUOTED.sub(r"\1", source)
