"""Why a plan gives an application to whom it does, and why one cannot be made, in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.reviews.planning import Tight, Why

PARTS = {
    "bids": gettext_lazy("Bids"),
    "expertise": gettext_lazy("Expertise"),
    "sector": gettext_lazy("Sector"),
    "text": gettext_lazy("Words"),
    "language": gettext_lazy("Language"),
    "load": gettext_lazy("Light load"),
}


def tight(found: Tight) -> str:
    """How many places are missing where."""
    short = found.needed - found.possible
    missing = ngettext("%(short)d review is too many.", "%(short)d reviews are too many.", short) % {"short": short}
    facts = {"count": len(found.applications), "needed": found.needed, "possible": found.possible}
    if not found.applications:
        wanted = _("Reviewers shall read at least %(needed)d applications, but there are only %(possible)d for them.") % facts
        return f"{wanted} {missing}"
    wanted = ngettext(
        "%(count)d application wants %(needed)d reviews, and those who may read it have room for %(possible)d.",
        "%(count)d applications want %(needed)d reviews, and those who may read them have room for %(possible)d.",
        len(found.applications),
    )
    return f"{wanted % facts} {missing}"


def counted(one: Why) -> list[tuple[Any, int]]:
    """(what counts, how well they fit there in percent)."""
    return [(PARTS[name], round(100 * value)) for name, value in one.parts.items()]


def others(one: Why) -> list[str]:
    """The best of those who were not given it, and why not."""
    return [_other(person, why, value, cost) for person, why, value, cost in one.refused]


def _other(person: Any, why: str, value: float, cost: float | None) -> str:
    facts = {"name": person, "fit": round(100 * value)}
    if why == "conflict":
        return (
            _("%(name)s would fit better, %(fit)d, but may not have it: a conflict of interest, handed back, or theirs already.")
            % facts
        )
    if why == "no better":
        return _("The best of the others, %(name)s, fits no better: %(fit)d.") % facts
    lead = (
        _("%(name)s would fit better, %(fit)d, but has no room.") if why == "full" else _("%(name)s would fit better, %(fit)d.")
    )
    if cost is None:
        return lead % facts
    if round(100 * cost) == 0:
        return f"{lead % facts} {_('With them here all applications together would fit as well.')}"
    loss = _("With them here all applications together would fit worse, by %(cost)s.") % {"cost": f"{100 * cost:.0f}"}
    return f"{lead % facts} {loss}"
