"""What stands over the rows of the list, as HTML: strip, tabs, heads of the columns. Drawn in Python, as the rows are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.kit.html import filled, joined
from accelerator.pipeline.columns import OWN, SAID, Columns
from accelerator.pipeline.fields import Field
from accelerator.pipeline.panels import Head, Kept, KeptTab, Step, Tab
from accelerator.templatetags.slipway import glyph, icon

_NUMBERS = {"score", "spread", "age", "team", "rank", "shift"}


def strip(steps: Iterable[Step]) -> SafeString:
    """The steps of `<c-funnel>`, each a filter but the first."""
    return joined(_step(one) for one in steps)


def _step(one: Step) -> SafeString:
    inside = filled(
        '<span class="stage">{}<span>{}</span></span><span class="count">{}</span><span class="note">{}</span>',
        glyph(one.state),
        one.label,
        wording.number(one.number),
        one.note,
    )
    current = SafeString(' aria-current="true"' if one.current else "")
    shown = filled('<a href="{}"{}>{}</a>', one.href, current, inside) if one.href else filled("<div>{}</div>", inside)
    share = '<svg class="share" aria-hidden="true"><rect class="f-pri" width="{}%" height="100%"/></svg>'
    return filled("<li>{}{}</li>", shown, filled(share, one.share))


def tabs(given: Iterable[Tab], kept: Kept) -> SafeString:
    """All, each stage that waits, then the saved views; one that was changed says so."""
    return joined([*map(_own, given), *(_kept(one, kept) for one in kept.tabs())])


def _own(one: Tab) -> SafeString:
    return _tab(one.href, one.current, one.label, _count(_("Edited") if one.edited else wording.number(one.number)))


def _kept(one: KeptTab, kept: Kept) -> SafeString:
    edited = _count(_("Edited")) if one.current and kept.is_edited else SafeString("")
    shared = icon("users", 13, label=_("Shared")) if one.shared else ""
    return _tab(one.href, one.current, filled("{}{}", shared, one.label), edited)


def _tab(href: str, current: bool, label: str, after: SafeString) -> SafeString:
    return filled('<a href="{}"{}>{}{}</a>', href, SafeString(' aria-current="page"' if current else ""), label, after)


def _count(shown: str) -> SafeString:
    return filled('<span class="n">{}</span>', shown)


def heads(columns: Columns, ways: Mapping[str, Head]) -> SafeString:
    """Startup, the list's own columns, then the answers; those one can sort by lead there."""
    own = (_head(name, str(label), ways.get(name)) for name, label in OWN.items() if name in columns.own)
    return joined([_head("name", _("Startup"), ways["name"]), *own, *map(_answer, columns.answers)])


def _head(name: str, label: str, way: Head | None) -> SafeString:
    css = SafeString(' class="r"' if name in _NUMBERS else "")
    if name in SAID:
        css = filled('{} title="{}"', css, SAID[name])
    if way is None:
        return filled('<th scope="col"{}>{}</th>', css, label)
    sorted_ = filled(' aria-sort="{}"', way.way) if way.way else ""
    arrow = icon("arrow-up" if way.way == "ascending" else "arrow-down", 12) if way.way else ""
    return filled('<th scope="col"{}{}><a href="{}">{}{}</a></th>', css, sorted_, way.href, label, arrow)


def _answer(one: Field) -> SafeString:
    css = SafeString(' class="r"' if one.kind.name == "amount" else "")
    return filled('<th scope="col"{}><span class="block max-w-40 truncate" title="{}">{}</span></th>', css, one.label, one.label)
