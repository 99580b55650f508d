"""Tags and filters of every page: icons, states, people, figures, times and amounts. All escape what they are given."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accelerator.kit import figures, money, states, wording
from accelerator.kit.folding import steady

register = template.Library()

HUES = 12


@cache
def _sprite() -> str:
    return static("icons.svg")


def _drawn() -> frozenset[str]:
    """Names in the built sprite; empty where the front end has not been built."""
    path = finders.find("icons.svg")
    return _names(path, os.stat(path).st_mtime) if path else frozenset()


@lru_cache(maxsize=1)
def _names(path: str, changed: float) -> frozenset[str]:
    with open(path, encoding="utf-8") as sprite:
        return frozenset(part.split('"', 1)[0] for part in sprite.read().split('<symbol id="')[1:])


_HIDDEN = SafeString('aria-hidden="true"')
_LOCAL = SafeString(" data-local")


def _plain(text: object) -> str:
    """`text` as no HTML, whoever trusted it: what is drawn once is drawn for everybody, and equal texts are one."""
    return str(text) + ""


@lru_cache(maxsize=4096)
def _svg(name: str, classes: str, label: str) -> SafeString:
    if getattr(settings, "STRICT_ICONS", settings.DEBUG) and name not in (_drawn() or {name}):
        raise LookupError(f"No icon {name!r} in the sprite: write its name out in a template and build the front end")
    role = format_html('role="img" aria-label="{}"', label) if label else _HIDDEN
    return format_html('<svg class="{}" width="16" height="16" {}><use href="{}#{}"/></svg>', classes, role, _sprite(), name)


@register.simple_tag
@steady
def icon(name: str, size: int | str = "", label: str = "") -> SafeString:
    """A Lucide icon: `{% icon "bell" %}`, `{% icon "x" 13 %}`. Decoration unless `label` names it."""
    return _svg(name, f"i i-{size}" if size else "i", _plain(label))


@register.simple_tag
@steady
def glyph(state: str, of: str = "application", size: int | str = "", label: bool = False) -> SafeString:
    """A state's shape in its colour, without the word: beside text, or with `label=True` naming itself."""
    look = states.look(state, of)
    classes = f"g {f'g-{size} ' if size else ''}{f't-{look.tone}' if look.tone else ''}".strip()
    return _svg(f"g-{look.glyph}", classes, str(look.word) if label else "")


@register.simple_tag
@steady
def shape(name: str, size: int | str = "") -> SafeString:
    """A bare glyph by its own name (`check`, `half`, `diamond`): takes the colour of its text."""
    return _svg(f"g-{name}", f"g g-{size}" if size else "g", "")


@register.simple_tag
@steady
def pill(state: str, of: str = "application", word: str = "", bare: bool = False) -> SafeString:
    """Glyph and word of a state: `{% pill milestone.state "milestone" %}`; `bare=True` in tables; `word` overrides."""
    return _pill(str(state), of, _plain(word), bare, get_language())


@lru_cache(maxsize=4096)
def _pill(state: str, of: str, word: str, bare: bool, _language: str | None) -> SafeString:
    look = states.look(state, of)
    tone = f" t-{look.tone}" if look.tone else ""
    drawing = _svg(f"g-{look.glyph}", "g", "")
    return format_html('<span class="pill{}{}">{}{}</span>', tone, " bare" if bare else "", drawing, word or look.word)


@register.simple_tag
def looks() -> list[tuple[str, list[str]]]:
    """Every noun with its states, for the component page."""
    return [(noun, list(drawn)) for noun, drawn in states.LOOKS.items()]


@register.filter
def initials(name: object) -> str:
    """`TV` of `Thanh Vo`: first letters of the first and last word."""
    words = str(name).split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.filter
def hue(name: object) -> int:
    """A steady colour number for a name."""
    return zlib.crc32(str(name).encode()) % HUES


@register.simple_tag
@steady
def avatar(name: object, square: bool = False, size: str = "", alone: bool = False) -> SafeString:
    """Initials on a steady colour; `square=True` for startups (one letter); `alone=True` where no name stands beside it."""
    return _avatar(_plain(name), square, size, alone)


@lru_cache(maxsize=4096)
def _avatar(name: str, square: bool, size: str, alone: bool) -> SafeString:
    shown = initials(name)[:1] if square else initials(name)
    role = format_html('role="img" aria-label="{}"', name) if alone else _HIDDEN
    classes = f"av{' sq' if square else ''}{f' {size}' if size else ''} av-h{hue(name)}"
    return format_html('<span class="{}" title="{}" {}>{}</span>', classes, name, role, shown)


@register.filter(name="money")
def money_filter(amount: Any, currency: str = "") -> str:
    """`{{ grant.amount|money:grant.currency }}` → `SGD 38,260`; decimals only where the amount has them."""
    return "" if amount in (None, "") else money.written(Decimal(str(amount)), currency)


@register.simple_tag
def currencies() -> SafeString:
    """What fields of a currency offer; once in a page."""
    codes = format_html_join("", '<option value="{}"></option>', ((one,) for one in money.CURRENCIES))
    return format_html('<datalist id="currencies">{}</datalist>', codes)


@register.filter
def ledger(amount: Any, currency: str = "") -> str:
    """Two decimals (the currency's own number) and a real minus, without the code: for ledger columns."""
    return "" if amount in (None, "") else wording.number(Decimal(str(amount)), money.decimals(currency) if currency else 2)


@register.filter
def brief(amount: Any) -> str:
    """`214m`: for reports."""
    return "" if amount in (None, "") else wording.brief(amount)


@register.filter
def num(value: Any, places: int | None = None) -> str:
    """`2,431`, `−0.20` with `|num:2`."""
    return "" if value in (None, "") else wording.number(value, places)


@register.filter
def filesize(count: int) -> str:
    """`2.1 MB`."""
    return wording.size(count)


@register.filter
def lasting(minutes: int) -> str:
    """`2 h 50 min` of so many minutes."""
    return wording.lasting(minutes)


@register.filter
def day(value: date | datetime | None) -> str:
    """`Mon 30 Nov`, with the year beyond six months."""
    return wording.day(value) if value else ""


@register.filter
def moment(value: datetime | None, zone: str = "") -> str:
    """`Mon 30 Nov, 23:59 SGT` as text, in the reader's zone or `|moment:"Asia/Singapore"`."""
    return wording.moment(value, zone or None) if value else ""


@register.filter(is_safe=False)
def by(value: datetime | None) -> str:
    """`Today, 18:00`, `Fri 27 Nov`, `10 days late`: when an action is wanted."""
    return wording.by(value) if value else ""


@register.filter
def due(value: date | datetime | None) -> str:
    """`6 days left`, `7 h 27 min left`; for a day `in 6 days`, `today`, `4 days late`."""
    return wording.due(value) if value else ""


@register.filter
def expiry(value: date) -> str:
    """`in 6 days`, `today`, `4 days ago`: when something ends by itself."""
    return wording.expiry(value)


@register.filter
def ago(value: datetime | None) -> str:
    """`2 h`, `3 d`: how long ago, for narrow columns."""
    return wording.ago(value) if value else ""


@register.filter
def since(value: datetime | None) -> str:
    """`2 h ago`, `just now`: within a sentence."""
    return wording.since(value) if value else ""


@register.simple_tag(takes_context=True)
def when(context: Context, value: datetime | date | None, zone: str = "", here: bool = False) -> str | SafeString:
    """A `<time>`: day and time in the reader's zone, the zone named at its first use on the page.

    `here=True` lets the browser rewrite it to the zone it stands in (for readers who are not signed in).
    """
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.day(value))
    local = wording.local(value, zone or None)
    request = context.get("request")
    seen: set[str] = request.__dict__.setdefault("named_zones", set()) if request else set()
    name = wording.zone_name(local)
    text = wording.moment(value, zone or None, named=name not in seen)
    seen.add(name)
    flag = _LOCAL if here else ""
    return format_html('<time datetime="{}"{}>{}</time>', (local if here else value).isoformat(), flag, text)


@register.simple_tag
@steady
def meter(value: float, whole: float = 100, label: str = "", size: str = "", tone: str = "pri") -> SafeString:
    """`{% meter 58 label="Completion" %}`; sizes sm, lg; without a label it is decoration."""
    return figures.meter(value or 0, whole, label=str(label), size=size, tone=tone)


@register.simple_tag
def stacked(segments: Sequence[Any], whole: float, label: str, size: str = "lg line") -> SafeString:
    """`{% stacked pool.segments pool.amount label=… %}`; segments are (value, fill): c1, c2, hatch, none."""
    return figures.stacked(segments, whole, label=str(label), size=size)


@register.simple_tag
def ticks(done: int, whole: int) -> SafeString:
    """Upright ticks beside a printed `4/5`."""
    return figures.ticks(done, whole)


def _series(values: Sequence[float | None] | str) -> Sequence[float | None]:
    """Values as given, or written out for a sample: `4 5 - 6`, the dash a gap."""
    if not isinstance(values, str):
        return values
    return [None if part == "-" else float(part) for part in values.split()]


@register.simple_tag
def bars(values: Sequence[float | None] | str, label: str, width: int = 84, height: int = 22, top: float = 0) -> SafeString:
    """Weekly bars, None = missed, last = now; `label` is a sentence: `6 of 8 check-ins received`."""
    return figures.bars(_series(values), label=str(label), width=width, height=height, top=top)


@register.simple_tag
def sparkline(
    values: Sequence[float | None] | str, label: str, width: int = 96, height: int = 26, area: bool = False
) -> SafeString:
    """A line of recent values; `label` is a sentence."""
    return figures.sparkline(_series(values), label=str(label), width=width, height=height, area=area)


@register.filter
def qr(svg: str) -> SafeString:
    """A QR code inline: only the squares of the given drawing, so nothing else of it reaches the page."""
    box = re.search(r'viewBox="0 0 (\d+) \d+"', svg)
    squares = re.search(r'<path d="([MHVz0-9,]+)"', svg)
    if not box or not squares:
        return SafeString("")
    return format_html(
        '<svg viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}" fill="currentColor"/></svg>', box[1], squares[1]
    )


@register.simple_tag
@steady
def cookie_name(which: str) -> str:
    """The name of a cookie by its setting: `{% cookie_name "CSRF" %}`."""
    return str(getattr(settings, f"{which}_COOKIE_NAME"))
