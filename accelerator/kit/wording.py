"""Dates, times left, amounts and counts as people read them. Pure but for the clock and the active language."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext, ngettext

from accelerator.kit import clock

MINUS = "−"
_HALF_A_YEAR = timedelta(days=183)
MINUTE = timedelta(minutes=1)

# Zones whose own data give an offset ("+08") where people say a name.
_ZONE_NAMES = {
    "Asia/Singapore": "SGT",
    "Asia/Kuala_Lumpur": "MYT",
    "Asia/Ho_Chi_Minh": "ICT",
    "Asia/Saigon": "ICT",
    "Asia/Bangkok": "ICT",
    "Asia/Phnom_Penh": "ICT",
    "Asia/Yangon": "MMT",
    "Asia/Brunei": "BNT",
    "Asia/Dhaka": "BST",
    "Asia/Colombo": "SLST",
    "Asia/Dubai": "GST",
    "Asia/Kathmandu": "NPT",
    "America/Sao_Paulo": "BRT",
}


def local(value: datetime, zone: tzinfo | str | None = None) -> datetime:
    """`value` on the clock of `zone` (the reader's, where none is given)."""
    return timezone.localtime(value, ZoneInfo(zone) if isinstance(zone, str) else zone)


def zone_name(value: datetime) -> str:
    """`SGT`, `IST`, or `UTC+5:45` where a zone has no name in use."""
    known = _ZONE_NAMES.get(str(value.tzinfo))
    name = known or value.tzname() or "UTC"
    return name if name[0].isalpha() else _from_utc(value)


def _from_utc(value: datetime) -> str:
    minutes = int((value.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def day(value: date | datetime) -> str:
    """`Mon 30 Nov`; the year follows when the day is over six months away."""
    shown = local(value).date() if isinstance(value, datetime) else value
    with_year = abs(shown - clock.today(timezone.get_current_timezone())) > _HALF_A_YEAR
    return _day(shown, with_year, get_language())


@lru_cache(maxsize=4096)
def _day(value: date, with_year: bool, language: str | None) -> str:
    return formatted(value, "D j M Y" if with_year else "D j M")


def month(value: date) -> str:
    """`November 2026`."""
    return formatted(value, "F Y")


def moment(value: datetime, zone: tzinfo | str | None = None, *, named: bool = True) -> str:
    """`Mon 30 Nov, 23:59 SGT`, in the reader's zone or in `zone`; `named=False` leaves the zone out."""
    here = local(value, zone)
    text = f"{day(here.date())}, {here:%H:%M}"
    return f"{text} {zone_name(here)}" if named else text


def day_there(value: datetime, zone: tzinfo | str) -> str:
    """`Mon 30 Nov` on the clock of `zone`; where the reader has another day, `Mon 30 Nov (Tue 1 Dec your time)`."""
    return _beside(day(local(value, zone).date()), day(local(value).date()))


def hours(starts: datetime, ends: datetime, zone: tzinfo | str | None = None) -> str:
    """`Mon 30 Nov, 10:00–10:30 SGT`, in the reader's zone or in `zone`."""
    there = local(ends, zone)
    return f"{moment(starts, zone, named=False)}–{there:%H:%M} {zone_name(there)}"


def moment_there(value: datetime, zone: tzinfo | str) -> str:
    """`Mon 30 Nov, 23:59 SGT` on the clock of `zone`, and the reader's beside it where that is another."""
    same = local(value, zone).utcoffset() == local(value).utcoffset()
    there = moment(value, zone)
    return there if same else _beside(there, moment(value))


def there(value: datetime, zone: tzinfo | str) -> str:
    """`23:59 SGT` on the clock of `zone`, `Mon 30 Nov, 23:59 SGT` where its day is another; empty where it is the reader's."""
    here, yonder = local(value), local(value, zone)
    if here.utcoffset() == yonder.utcoffset():
        return ""
    return moment(value, zone) if here.date() != yonder.date() else f"{yonder:%H:%M} {zone_name(yonder)}"


def _beside(there: str, here: str) -> str:
    return there if there == here else gettext("%(there)s (%(here)s your time)") % {"there": there, "here": here}


def instant(value: datetime, zone: tzinfo | str | None = None) -> str:
    """`Mon 30 Nov 2026, 23:59:07 SGT`: to the second and with its year, whenever it is read."""
    here = local(value, zone)
    return f"{_day(here.date(), True, get_language())}, {here:%H:%M:%S} {zone_name(here)}"


def left(value: datetime, now: datetime | None = None) -> str:
    """`6 days`, under 48 hours `7 h 27 min`, under one hour `27 min`, then `under a minute`: from now to `value`, either way."""
    minutes = abs(int((value - (now or clock.now())).total_seconds() / 60))
    if not minutes:
        return gettext("under a minute")
    if minutes < 60:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def lasting(minutes: int) -> str:
    """`2 h 50 min`, `2 h`, `25 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    return (
        gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
        if rest
        else gettext("%(hours)d h") % {"hours": hours}
    )


def due(value: date | datetime) -> str:
    """`6 days left` or `closed 2 h 5 min ago` for an instant; `in 6 days`, `today`, `4 days late` for a day."""
    if isinstance(value, datetime):
        wording = gettext("%(left)s left") if value > clock.now() else gettext("closed %(left)s ago")
        return wording % {"left": left(value)}
    return due_day((value - clock.today(timezone.get_current_timezone())).days)


def expiry(value: date) -> str:
    """`in 6 days`, `today`, `4 days ago`: a day on which something ends by itself, so nobody is late."""
    days = (value - clock.today(timezone.get_current_timezone())).days
    return due_day(days) if days >= 0 else ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def due_day(days: int) -> str:
    """`in 6 days`, `today`, `4 days late`: what is due so many days ahead."""
    if days in (0, 1):
        return gettext("tomorrow") if days else gettext("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def by(value: datetime) -> str:
    """When something is wanted: `Today, 18:00`, `Tomorrow, 12:00`, `Fri 27 Nov, 09:00`; the end of a day by its day alone.

    What is over says how long: `2 h 5 min late` on its day, `10 days late` after.
    """
    here = local(value)
    ahead = (here.date() - clock.today(timezone.get_current_timezone())).days
    if value < clock.now():
        return due_day(ahead) if ahead < 0 else gettext("%(left)s late") % {"left": left(value)}
    near = {0: gettext("Today"), 1: gettext("Tomorrow")}
    shown = near.get(ahead) or day(here.date())
    return f"{shown}, {here:%H:%M}" if ahead in near or f"{here:%H:%M}" != "23:59" else shown


def ago(value: datetime) -> str:
    """`just now`, `2 min`, `3 h`, `5 d`: how long something has waited, for narrow columns."""
    waited = clock.now() - value
    minutes = waited // MINUTE
    if waited < MINUTE:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(count)d min") % {"count": minutes}
    if minutes < 24 * 60:
        return gettext("%(count)d h") % {"count": minutes // 60}
    return gettext("%(count)d d") % {"count": minutes // (24 * 60)}


def since(value: datetime) -> str:
    """`just now`, `2 min ago`, `5 d ago`: within a sentence."""
    waited = ago(value)
    return waited if clock.now() - value < MINUTE else gettext("%(waited)s ago") % {"waited": waited}


def number(value: Decimal | float | int | str, places: int | None = None) -> str:
    """`1,204`, `−15,000.00`: commas, a real minus, `places` decimals (as many as given where None)."""
    try:
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return f"{MINUS if exact < 0 else ''}{abs(exact):,f}"


def brief(value: Decimal | float | int) -> str:
    """`214m`, `5.9m`, `40k`: for reports, never for ledgers."""
    exact = Decimal(str(value))
    for size, letter in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")):
        if abs(exact) >= size:
            share = exact / size
            return number(share, 0 if abs(share) >= 100 or share == share.to_integral_value() else 1) + letter
    return number(exact, 0)


def size(count: int) -> str:
    """`2.1 MB`: a file's size."""
    if count < 1_000_000:
        return gettext("%(size)s kB") % {"size": number(max(1, round(count / 1000)))}
    return gettext("%(size)s MB") % {"size": number(count / 1_000_000, 1)}
