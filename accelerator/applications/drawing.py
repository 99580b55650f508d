"""The editor's list of sections, which stands twice on its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from accelerator.kit.html import filled, joined
from accelerator.templatetags.slipway import glyph

if TYPE_CHECKING:
    from accelerator.applications.editor import Link


def links(given: Iterable[Link]) -> SafeString:
    """A button for each section, which keeps what was typed and goes there."""
    return joined(
        filled(
            '<button class="section-link" form="sheet" name="to:" value="{}"{}>{}<span class="min-w-0">{}</span>'
            '<span class="n">{}</span></button>',
            one.key,
            SafeString(' aria-current="step"' if one.current else ""),
            glyph(one.state, "section", 15, True),
            one.title,
            f"{one.done}/{one.of}" if one.of else "",
        )
        for one in given
    )
