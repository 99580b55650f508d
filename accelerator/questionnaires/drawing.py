"""Answers to read, as HTML. Drawn in Python: a form's thirty answers take a template longer than the page around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.kit.html import filled, joined
from accelerator.templatetags.slipway import icon

if TYPE_CHECKING:
    from accelerator.questionnaires.queries import ReadAnswer, ReadFile, ReadSection


_SECTION = (
    '<section class="grid gap-3.5{}" id="section-{}" aria-labelledby="section-{}-title">'
    '<h{} class="font-display text-lg font-semibold" id="section-{}-title">{}</h{}><dl class="answers">{}</dl></section>'
)
_APART = SafeString(" mt-7 border-t border-line pt-6")


def sections(given: Iterable[ReadSection], *, level: int, tells_facts: bool = False) -> SafeString:
    """Headings of that `level`, each over its answers; with `tells_facts` those that tell a fact of the startup say which."""
    return joined(
        filled(
            _SECTION, _APART if at else "", one.key, one.key, level, one.key, one.title, level, _lines(one.answers, tells_facts)
        )
        for at, one in enumerate(given)
    )


def _lines(given: Iterable[ReadAnswer], tells_facts: bool) -> SafeString:
    return joined(
        filled(
            '<div{} id="answer-{}"><dt>{}{}</dt><dd{}>{}</dd></div>',
            SafeString(' class="wide"' if one.is_wide else ""),
            one.key,
            one.label,
            filled(' <span class="tag">{}{}</span>', icon("building-2", 11), one.fact) if tells_facts and one.fact else "",
            SafeString(' class="drawn"' if one.rows or one.html else ""),
            _said(one),
        )
        for one in given
    )


def _said(one: ReadAnswer) -> SafeString | str:
    if one.files:
        return joined(map(_file, one.files))
    if one.rows:
        return render_to_string("accelerator/questionnaires/read_table.html", {"answer": one})
    if one.html:
        return filled('<div class="prose-sw">{}</div>', one.html)
    if one.href:
        pattern = '<a class="lnk" href="{}" rel="nofollow noopener noreferrer" target="_blank">{}</a>'
        return filled(pattern, one.href, one.text)
    return one.text or filled('<span class="text-ink3">{}</span>', _("No answer"))


def _file(one: ReadFile) -> SafeString:
    return filled(
        '<a class="file-chip"{}><span class="thumb">{}{}</span><span><b>{}</b><small class="num">{}</small></span></a>',
        filled(' href="{}"', one.url) if one.url else "",
        icon("file-text"),
        filled('<img src="{}" alt="" loading="lazy">', one.preview) if one.preview else "",
        one.name,
        wording.size(one.size),
    )
