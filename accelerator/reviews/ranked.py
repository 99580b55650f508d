"""Rows of a ranking, drawn in Python as those of other long lists are."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import wording
from accelerator.kit.html import filled, joined
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Ranked
from accelerator.reviews.rankings import Drawn, Line
from accelerator.templatetags.slipway import avatar, ticks

_ARROWS = {
    1: SafeString(' <span class="t-ok" aria-hidden="true">↑</span>'),
    -1: SafeString(' <span class="t-warn" aria-hidden="true">↓</span>'),
}
_INTERVAL = SafeString(
    '<svg class="interval" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="rail" y="4.5" width="100" height="1"/><rect class="span" x="{:.1f}" y="3" width="{:.1f}" height="4"/>'
    '<rect class="raw" x="{:.1f}" y="1" width="1" height="8"/><rect class="mark" x="{:.1f}" width="1.6" height="10"/></svg>'
)


def rows(found: Iterable[Drawn], line: Line | None, call: Call, stage: ReviewStage, here: str) -> SafeString:
    """A row for each application, linked below `here`, with a line before the first that is beyond the places."""
    words = {name: str(said) for name, said in _labels().items()}
    parts, drawn = [], False
    for one in found:
        if line and one.row.rank == line.beyond and not drawn:
            parts.append(_ends(call))
            drawn = True
        parts.append(_row(one, words, stage.wanted, here))
    return joined(parts)


def _labels() -> dict[str, str]:
    return {
        "rank": _("Rank"),
        "raw": _("By mean"),
        "estimate": _("Estimate"),
        "range": _("Likely range"),
        "mean": _("Mean"),
        "reviews": _("Reviews"),
        "apart": _("apart"),
    }


def _ends(call: Call) -> SafeString:
    said = ngettext("%(places)s place ends here", "%(places)s places end here", call.places)
    pattern = '<tr><td colspan="7" class="!h-auto !border-b-2 !border-accent !py-1 text-2xs text-ink2">{}</td></tr>\n'
    return filled(pattern, said % {"places": wording.number(call.places)})


def _row(one: Drawn, words: dict[str, str], wanted: int, here: str) -> SafeString:
    row = one.row
    likely = "–" if row.low is None else f"{wording.number(row.low, 2)}–{wording.number(row.high, 2)}"
    return filled(  # on a phone rank and name come before all other figures
        '<tr class="max-sm:flex max-sm:flex-col"><td class="r num max-sm:order-first" data-label="{}">'
        '<b class="font-semibold">{}</b></td>'
        '<td class="r num text-ink2" data-label="{}">{}{}</td>'
        '<th scope="row" class="max-sm:order-first"><span class="name">{}</span></th>'
        '<td class="r num" data-label="{}"><b class="font-semibold">{}</b></td>'
        '<td data-label="{}"><span class="inline-flex items-center gap-2">{}<span class="num text-xs text-ink2">{}</span></span>'
        '</td><td class="r num text-ink2" data-label="{}">{}</td><td class="num" data-label="{}">{} {}/{}</td></tr>\n',
        *(words["rank"], row.rank),
        *(words["raw"], row.raw_rank, _ARROWS.get((one.moved > 0) - (one.moved < 0), "")),
        _name(row, here, words["apart"]),
        *(words["estimate"], wording.number(row.estimate, 2)),
        *(words["range"], SafeString(_INTERVAL.format(one.left, one.width, one.raw_at, one.at)), likely),
        *(words["mean"], wording.number(row.mean, 2) if row.mean is not None else ""),
        *(words["reviews"], ticks(row.scores, wanted), row.scores, wanted),
    )


def _name(row: Ranked, here: str, apart: str) -> SafeString:
    startup, number = row.application.startup.name, row.application.number
    after = f" · {apart}" if row.apart else ""
    pattern = '{}<a href="{}{}/">{}</a><small class="num">{}{}</small>'
    return filled(pattern, avatar(startup, square=True), here, number, startup, number, after)
