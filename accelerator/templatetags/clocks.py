"""Dates of a call on its own clock. A library of filters beside slipway.py."""

from __future__ import annotations

from datetime import datetime, tzinfo

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
