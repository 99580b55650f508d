"""Reminder rules in words, in the active language. Pure but for the language."""

from __future__ import annotations

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.milestones.models import ReminderRule

_ON_THE_DAY = {"days", "workdays"}


def when(rule: ReminderRule) -> str:
    """`7 days before, at 09:00`."""
    if rule.offset == 0:
        said = _("on the day") if rule.unit in _ON_THE_DAY else _("at the end of the day")
    else:
        before = rule.offset < 0
        said = (_("%(span)s before") if before else _("%(span)s after")) % {"span": _span(rule.unit, abs(rule.offset))}
    if rule.unit == ReminderRule.Unit.HOURS:
        return said if rule.offset == 0 else _("%(when)s the end of the day") % {"when": said}
    return _("%(when)s, at %(time)s") % {"when": said, "time": time_format(rule.at, "H:i")}


def _span(unit: str, count: int) -> str:
    if unit == ReminderRule.Unit.HOURS:
        said = ngettext("%(count)d hour", "%(count)d hours", count)
    elif unit == ReminderRule.Unit.WORKDAYS:
        said = ngettext("%(count)d working day", "%(count)d working days", count)
    else:
        said = ngettext("%(count)d day", "%(count)d days", count)
    return said % {"count": count}


def whole(rule: ReminderRule) -> str:
    """`7 days before, at 09:00, to founders`."""
    words = {"when": when(rule), "audience": str(rule.get_audience_display()).lower()}
    return _("%(when)s, to %(audience)s") % words
