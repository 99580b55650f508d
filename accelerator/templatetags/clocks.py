"""Dates of a call on its own clock. A library of filters beside slipway.py."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django import template

from accelerator.kit import wording

register = template.Library()


@register.filter
def day_at(value: datetime, zone: tzinfo) -> str:
    """`{{ call.opens_at|day_at:call.zone }}`: `Mon 30 Nov`, for pages of which nobody knows who reads them."""
    return wording.day(wording.local(value, zone).date())


@register.filter
def day_there(value: datetime, zone: tzinfo) -> str:
    """`Mon 30 Nov`, and the reader's own day beside it where that is another."""
    return wording.day_there(value, zone)


@register.filter
def moment_there(value: datetime, zone: tzinfo) -> str:
    """`Mon 30 Nov, 23:59 SGT`, and the reader's own clock beside it where that is another."""
    return wording.moment_there(value, zone)


@register.filter
def there(value: datetime, zone: tzinfo) -> str:
    """`23:59 SGT` of a moment on another clock than the reader's, with its day where that differs. Empty where it is theirs."""
    return wording.there(value, zone)


@register.filter
def hours(span: Any, zone: tzinfo | None = None) -> str:
    """`10:00–10:30` of what `starts_at` and `ends_at`, in the reader's zone or in `zone`."""
    return f"{wording.local(span.starts_at, zone):%H:%M}–{wording.local(span.ends_at, zone):%H:%M}"


@register.filter
def hours_of_day(span: Any, zone: tzinfo | None = None) -> str:
    """`Mon 30 Nov, 10:00–10:30 SGT` of the same."""
    return wording.hours(span.starts_at, span.ends_at, zone)


@register.filter
def elsewhere(span: Any, zone: tzinfo) -> bool:
    """Whether clocks in `zone` show another time then than the reader's."""
    return wording.local(span.starts_at, zone).utcoffset() != wording.local(span.starts_at).utcoffset()
