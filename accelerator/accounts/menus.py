"""The lines of a menu as pages show them: in the sidebar, the palette and the dock. Drawn by Python, once for a menu that is the
same: it stands on every page, and few people have one of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from accelerator.accounts.points import MenuEntry
from accelerator.kit import wording
from accelerator.kit.html import filled, joined
from accelerator.templatetags.slipway import icon

_MENUS = 1024  # that are kept, of everybody's, with the page they stand on and what their lines count


@dataclass(frozen=True)
class Drawn:
    sections: SafeString
    goto: SafeString
    dock: SafeString


def drawn(entries: list[MenuEntry], path: str) -> Drawn:
    """The menu on the page at `path`."""
    return _drawn(tuple(entries), here(entries, path))


def here(entries: Iterable[MenuEntry], path: str) -> str | None:
    """The line that is current: the one whose address the page's begins with; of several the longest."""
    within = [entry.url for entry in entries if path.startswith((entry.url.partition("?")[0], *entry.also))]
    return max(within, key=len, default=None)


def items(entries: Iterable[MenuEntry], current: str | None) -> list[dict[str, Any]]:
    return [
        {
            "label": entry.label,
            "short": entry.short or entry.label,
            "url": entry.url,
            "icon": entry.icon,
            "count": entry.count,
            "current": entry.url == current,
        }
        for entry in entries
    ]


def groups(entries: Iterable[MenuEntry], current: str | None = None) -> list[dict[str, Any]]:
    """Groups in the order of their first line."""
    found: dict[str, list[MenuEntry]] = {}
    for entry in entries:
        found.setdefault(str(entry.group), []).append(entry)
    return [{"title": title, "items": items(lines, current)} for title, lines in found.items()]


@lru_cache(_MENUS)
def _drawn(entries: tuple[MenuEntry, ...], current: str | None) -> Drawn:
    grouped = groups(entries, current)
    in_dock = items([entry for entry in entries if entry.dock][:5], current)
    return Drawn(joined(map(_section, grouped)), joined(_options(grouped)), joined(map(_in_dock, in_dock)))


def _section(group: dict[str, Any]) -> SafeString:
    heading = filled("<h2>{}</h2>", group["title"]) if group["title"] else SafeString("")
    return filled('<div class="side-group">{}{}</div>', heading, joined(map(_side_link, group["items"])))


def _side_link(item: dict[str, Any]) -> SafeString:
    waiting = filled('<span class="n">{}</span>', wording.number(item["count"])) if item["count"] else ""
    pattern = '<a class="side-link" href="{}"{}>{}{}{}</a>'
    return filled(pattern, item["url"], _current(item), icon(item["icon"]), item["label"], waiting)


def _options(grouped: list[dict[str, Any]]) -> Iterable[SafeString]:
    """The menu as options of the palette."""
    pattern = '<a class="cmdk-option" role="option" id="go-{}-{}" href="{}" tabindex="-1">{}{}{}</a>'
    for at, group in enumerate(grouped, 1):
        title = filled("<small>{}</small>", group["title"]) if group["title"] else ""
        for place, item in enumerate(group["items"], 1):
            yield filled(pattern, at, place, item["url"], icon(item["icon"]), item["label"], title)


def _in_dock(item: dict[str, Any]) -> SafeString:
    return filled('<a href="{}"{}>{}<span>{}</span></a>', item["url"], _current(item), icon(item["icon"]), item["short"])


def _current(item: dict[str, Any]) -> SafeString:
    return SafeString(' aria-current="page"' if item["current"] else "")
