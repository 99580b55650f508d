"""Reasons and rules in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import wording
from cohorts.reporting import risk
from cohorts.reporting.risk import Reason


def told(reason: Reason, name: str = "") -> str:
    """Why, in a sentence: with the `name` of the milestone that it is about where that is known."""
    if reason.kind == risk.BY_HAND:
        return reason.words
    of = _of_milestone(reason, name) if name else ""
    return of or _TOLD[reason.kind](reason.number) % {"count": reason.number}


def _of_milestone(reason: Reason, name: str) -> str:
    facts = {"name": name, "count": reason.number}
    if reason.kind == risk.LATE:
        return ngettext("%(name)s is %(count)d day late", "%(name)s is %(count)d days late", reason.number) % facts
    if reason.kind == risk.NOT_BEGUN:
        if not reason.number:
            return _("%(name)s is due today and not begun") % facts
        said = ngettext(
            "%(name)s is due in %(count)d day and not begun", "%(name)s is due in %(count)d days and not begun", reason.number
        )
        return said % facts
    if reason.kind == risk.RETURNED:
        said = ngettext(
            "%(name)s was returned %(count)d day ago and not answered",
            "%(name)s was returned %(count)d days ago and not answered",
            reason.number,
        )
        return said % facts
    return ""


_TOLD: Mapping[str, Callable[[int], str]] = {
    risk.LATE: lambda n: ngettext("A milestone is %(count)d day late", "A milestone is %(count)d days late", n),
    risk.MANY_LATE: lambda n: ngettext("%(count)d milestone is late", "%(count)d milestones are late", n),
    risk.NOT_BEGUN: lambda n: ngettext(
        "A milestone due in %(count)d day is not begun", "A milestone due in %(count)d days is not begun", n
    ),
    risk.RETURNED: lambda n: ngettext(
        "Returned evidence is unanswered for %(count)d day", "Returned evidence is unanswered for %(count)d days", n
    ),
    risk.MISSED: lambda n: ngettext("%(count)d check-in missed", "%(count)d check-ins missed in a row", n),
    risk.NO_SESSION: lambda n: ngettext("No mentor session for %(count)d day", "No mentor session for %(count)d days", n),
    risk.CREDITS: lambda n: ngettext("Credits end in %(count)d day", "Credits end in %(count)d days", n),
    risk.ASK: lambda n: ngettext("An ask is unanswered for %(count)d day", "An ask is unanswered for %(count)d days", n),
}


def quietened(by: str, until_on: date | None) -> str:
    """Beside a flag that somebody quietened."""
    return _("Muted by %(name)s until %(day)s") % {"name": by, "day": wording.day(until_on) if until_on else ""}


def asks(kind: str) -> str:
    """What a rule of `kind` asks for, before its number."""
    return {
        risk.LATE: _("A milestone is late by this many days"),
        risk.MANY_LATE: _("This many milestones are late"),
        risk.NOT_BEGUN: _("A milestone is not begun this many days before it is due"),
        risk.RETURNED: _("Returned evidence is unanswered for this many days"),
        risk.MISSED: _("This many check-ins are missed in a row"),
        risk.NO_SESSION: _("There was no mentor session for this many days"),
        risk.CREDITS: _("Credits run out or lapse within this many days"),
        risk.ASK: _("An open ask is unanswered for this many days"),
    }[kind]


def kind_word(kind: str) -> str:
    """What a flag of `kind` is called in a filter."""
    return {
        "": _("All flags"),
        risk.BY_HAND: _("Raised by hand"),
        risk.LATE: _("Milestone late"),
        risk.MANY_LATE: _("Several milestones late"),
        risk.NOT_BEGUN: _("Milestone not begun"),
        risk.RETURNED: _("Returned evidence unanswered"),
        risk.MISSED: _("Check-ins missed"),
        risk.NO_SESSION: _("No mentor session"),
        risk.CREDITS: _("Credits end"),
        risk.ASK: _("Ask unanswered"),
    }[kind]


def shown() -> list[tuple[str, str]]:
    """Words of choosing.SHOWN as the board offers them."""
    return [
        ("all", _("All")),
        ("at_risk", _("At risk")),
        ("late", _("Late")),
        ("due_soon", _("Due in 7 days")),
        ("submitted", _("To check")),
        ("muted", _("Muted")),
    ]


def groups() -> list[tuple[str, str]]:
    return [("none", _("No groups")), ("sector", _("By sector")), ("lead", _("By lead"))]


def sorts() -> list[tuple[str, str]]:
    return [
        ("risk", _("Sorted by risk")),
        ("name", _("Sorted by name")),
        ("due", _("Sorted by next due")),
        ("checkins", _("Sorted by check-ins")),
        ("contact", _("Sorted by last contact")),
    ]


def columns() -> dict[str, str]:
    """What stands beside the milestones, by names of choosing.COLUMNS."""
    return {"checkins": _("Check-ins, 8 weeks"), "flag": _("Flag"), "contact": _("Mentor met"), "credits": _("Credits left")}
