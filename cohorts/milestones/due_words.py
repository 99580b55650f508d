"""Due rules, and how days came about, in words. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.milestones import due
from cohorts.milestones.due import Due, Rule


def rule(given: Rule, titles: Mapping[str, str]) -> str:
    """“5 working days after Pilot signed”; `titles` are those of the plan's steps by their keys."""
    said = _counted(given, titles)
    if given.kind == due.WORKDAYS or given.days_off == due.LEAVE:
        return said
    if given.days_off == due.NEXT:
        return _("%(day)s, or the next working day") % {"day": said}
    return _("%(day)s, or the working day before") % {"day": said}


def _counted(given: Rule, titles: Mapping[str, str]) -> str:
    if given.kind == due.ON:
        return _("on %(day)s") % {"day": told(given.on) if given.on else "–"}
    facts = {"n": given.count, "base": titles.get(given.after, given.after) if given.after else _("the first day")}
    if given.count == 0:
        return _("on the day of %(base)s") % facts if given.after else _("on the first day")
    if given.kind == due.WORKDAYS:
        return ngettext("%(n)d working day after %(base)s", "%(n)d working days after %(base)s", given.count) % facts
    if given.kind == due.MONTH_END:
        return ngettext("at the first month end after %(base)s", "at month end %(n)d after %(base)s", given.count) % facts
    if given.kind == due.QUARTER_END:
        return ngettext("at the first quarter end after %(base)s", "at quarter end %(n)d after %(base)s", given.count) % facts
    return ngettext("%(n)d day after %(base)s", "%(n)d days after %(base)s", given.count) % facts


def why(given: Rule, found: Due, titles: Mapping[str, str]) -> str:
    """How `found` came about by `given`: “30 days after Pilot signed, moved on from National Day”."""
    if found.pinned:
        return _("given by hand")
    said = _counted(given, titles)
    if found.held:
        held = _("%(day)s would be %(counted)s; not before %(step)s")
        return held % {"day": said, "counted": told(found.counted), "step": titles.get(found.held, found.held)}
    if not found.off:
        return said
    facts = {"day": said, "off": _off(found.off)}
    if found.on == found.counted:
        return _("%(day)s, on a day off (%(off)s)") % facts
    if found.on > found.counted:
        return _("%(day)s, moved on from a day off (%(off)s)") % facts
    return _("%(day)s, moved ahead of a day off (%(off)s)") % facts


def _off(reason: str) -> str:
    return {"weekend": _("weekend"), "closed": _("closed")}.get(reason, reason)


def told(day: date) -> str:
    return str(date_format(day, "j F Y"))
