"""The types of question: what each is asked with, how what people type is kept, what is wrong with it. Pure but for the language.

Keeping is lenient: any Unicode is kept unchanged save that CRLF and CR become LF; only NUL and unpaired surrogates are
refused, which no database stores. A length is counted after that, by kit.counting, the same on the server and in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.files.kinds import KINDS
from accelerator.files.limits import EACH_MOST, Room
from accelerator.kit import markup
from accelerator.kit.counting import CHARACTERS, WORDS, length
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Refusal

Condition = Mapping[str, Any]  # conditions.py says its shape
Texts = Mapping[str, Mapping[str, str]]  # {language: {attribute: its text}}
Value = str | bool | list[Any] | dict[str, str] | None
MOST = 100_000  # code points of one answer that are kept at all
LONGEST_ADDRESS = 300  # of a website that is a fact of the startup

_UNSTORED = re.compile("[\0\ud800-\udfff]")


class Unkept(Refusal):
    """What was sent cannot be kept even as a draft."""

    status = 422


class TooLong(Unkept):
    status = 413


class Option(NamedTuple):
    value: str
    label: str


class Rule(NamedTuple):
    """What must hold between answers; `sentence` is told where it fails."""

    holds: Condition
    sentence: str


class Screen(NamedTuple):
    """Where it holds the application cannot be submitted; `sentence` explains."""

    when: Condition
    sentence: str


def kept_text(raw: object) -> str:
    """`raw` as it will be stored. Raises Unkept for what is no text, too long to keep, or holds what no database stores."""
    if not isinstance(raw, str):
        raise Unkept(_("This answer must be text."))
    text = joined(raw)
    if len(text) > MOST:
        raise TooLong(_("This is %(count)d characters long. At most %(most)d can be kept.") % {"count": len(text), "most": MOST})
    if _UNSTORED.search(text):
        raise Unkept(_("This text holds an invisible character that cannot be stored. Type it again or paste it as plain text."))
    return text


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `key` is its name for ever, the rest is wording and rules; `fact` names what of the startup it tells.

    The answer to a `sensitive` one is kept from reviewers; parts.read says the same of what depends on one.
    It is asked where `show_if` holds, and required where `require_if` does: both look at questions before it. `rules` and
    `screens` may look at its own answer too, and are told beside it.
    """

    key: str
    label: str
    help: str = ""
    required: bool = False
    fact: str = ""
    sensitive: bool = False
    show_if: Condition | None = None
    require_if: Condition | None = None
    rules: tuple[Rule, ...] = ()
    screens: tuple[Screen, ...] = ()
    texts: Texts | None = None
    outdated: Texts | None = None  # {language: {attribute: what its text was translated from}}, where that changed since

    type: ClassVar[str]
    name: ClassVar[str | Promise]
    icon: ClassVar[str]
    half: ClassVar[bool] = False  # stands beside a neighbour where there is room

    @classmethod
    def attributes(cls) -> frozenset[str]:
        return frozenset(field.name for field in fields(cls)) | {"type"}

    @property
    def fields_sent(self) -> int:
        """The most fields that a form without scripts sends for it."""
        return 1

    def impossible(self) -> Iterator[tuple[str, str]]:
        """(attribute, sentence) for each rule of this question that cannot be kept."""
        yield from ()

    def clean(self, raw: object) -> Value:
        """What is stored for `raw`, however unfinished. Raises Unkept."""
        return kept_text(raw)

    def answered(self, value: Value) -> bool:
        return bool(value.strip()) if isinstance(value, str) else value not in (None, [])

    def fault(self, value: Value) -> str:
        """What stands between `value` and submission, with the remedy; empty when nothing does."""
        if not self.answered(value):
            return self.missing() if self.required else ""
        return self.wrong(value)

    def missing(self) -> str:
        return _("Answer this to submit.")

    def wrong(self, value: Any) -> str:
        """The fault of an answered value; empty when it is right."""
        return ""

    def told(self, value: Any) -> str:
        """The value as people read it."""
        return str(value)

    def same(self, one: Any, other: Any) -> bool:
        """Whether both values say the same, however they are written."""
        return bool(one == other)

    def html(self, value: Any) -> SafeString | None:
        """The same where it is more than text."""
        return None


@dataclass(frozen=True, kw_only=True)
class Text(Question):
    """At most `limit` characters, or words where it `counts` those."""

    limit: int = 200
    counts: str = CHARACTERS

    type = "text"
    name = gettext_lazy("Short text")
    icon = "text"
    most: ClassVar[int] = 500  # characters; a fifth of that in words

    def impossible(self) -> Iterator[tuple[str, str]]:
        if self.counts not in (CHARACTERS, WORDS):
            yield "counts", _("A limit counts characters or words.")
        elif self.counts == WORDS and not 1 <= self.limit <= self.most // 5:
            yield "limit", _("A limit is between 1 and %(most)d words.") % {"most": self.most // 5}
        elif not 1 <= self.limit <= self.most:
            yield "limit", _("A limit is between 1 and %(most)d characters.") % {"most": self.most}

    def over(self, value: Any) -> int:
        """How many characters or words it is too long; 0 where it fits."""
        return max(length(value, self.counts) - self.limit, 0)

    def wrong(self, value: str) -> str:
        over = self.over(value)
        if not over:
            return ""
        return _over_in_words(over) if self.counts == WORDS else _over(over)


def _over(count: int) -> str:
    wording = ngettext(
        "%(over)d character over the limit. Shorten it to submit.",
        "%(over)d characters over the limit. Shorten it to submit.",
        count,
    )
    return wording % {"over": count}


def _over_in_words(count: int) -> str:
    wording = ngettext(
        "%(over)d word over the limit. Shorten it to submit.", "%(over)d words over the limit. Shorten it to submit.", count
    )
    return wording % {"over": count}


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    limit: int = 2000

    type = "long_text"
    name = gettext_lazy("Long text")
    icon = "align-left"
    most = 20_000


@dataclass(frozen=True, kw_only=True)
class Markdown(LongText):
    """Kept as its source, of which every sign counts; drawn (kit.markup) when it is read."""

    type = "markdown"
    name = gettext_lazy("Formatted text")
    icon = "pilcrow"

    def html(self, value: str) -> SafeString:
        return markup.rendered(value)


@dataclass(frozen=True, kw_only=True)
class Url(Question):
    type = "url"
    name = gettext_lazy("Web address")
    icon = "link"

    def wrong(self, value: str) -> str:
        try:
            parts = urlsplit(value.strip())
            whole = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"\s", value.strip())
        except ValueError:
            whole = False
        if not whole:
            return _("Write a whole web address such as https://example.org.")
        most = LONGEST_ADDRESS if self.fact else 2000
        return "" if len(value.strip()) <= most else _("A web address here has at most %(most)d characters.") % {"most": most}


@dataclass(frozen=True, kw_only=True)
class File(Question):
    """Its value is the list of files attached, [{code, name, size, sha256}]: it comes with the upload, never by typing.

    At most `max` files of `max_mb` MB each.
    """

    accept: tuple[str, ...] = ("pdf",)
    max: int = 1
    max_mb: int = 0  # of one file; 0 for what is usual where the form is asked

    type = "file"
    name = gettext_lazy("File")
    icon = "paperclip"

    @property
    def suffixes(self) -> str:
        """What a browser's file dialog offers: ".pdf,.docx"."""
        return ",".join(f".{ending}" for kind in self.accept for ending in KINDS[kind].endings)

    @property
    def kinds(self) -> str:
        return ", ".join(kind.upper() for kind in self.accept)

    def most_mb(self, room: Room) -> int:
        """What one file may have, in MB."""
        return self.max_mb or room.each

    def impossible(self) -> Iterator[tuple[str, str]]:
        if not 1 <= self.max <= 10:
            yield "max", _("Between 1 and 10 files can be asked for.")
        if not 0 <= self.max_mb <= EACH_MOST:
            yield "max_mb", _("A file may have up to %(most)d MB; 0 leaves it to the call.") % {"most": EACH_MOST}
        unknown = [kind for kind in self.accept if kind not in KINDS]
        if unknown or not self.accept:
            yield "accept", _("Choose among %(kinds)s.") % {"kinds": ", ".join(KINDS)}

    def clean(self, raw: object) -> Value:
        raise Unkept(_("A file is uploaded, not typed."))

    def answered(self, value: Any) -> bool:
        return bool(value)

    def missing(self) -> str:
        return _("Attach a file to submit.")

    def wrong(self, value: Any) -> str:
        if refused := [one["name"] for one in value if one.get("refused")]:
            return _("The virus scanner refused %(name)s. Remove it and send a clean copy.") % {"name": refused[0]}
        over = len(value) - self.max
        return ngettext("Remove %(over)d file.", "Remove %(over)d files.", over) % {"over": over} if over > 0 else ""

    def told(self, value: Any) -> str:
        return ", ".join(str(given["name"]) for given in value)
