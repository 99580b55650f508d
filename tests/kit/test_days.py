"""Days and moments that are far away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django import forms
from pydantic import TypeAdapter, ValidationError

from accelerator.kit import days


@pytest.mark.parametrize(
    ("day", "is_near"), [("1999-12-31", False), ("2000-01-01", True), ("2099-12-31", True), ("2100-01-01", False)]
)
def test_days_of_our_centuries(day: str, is_near: bool) -> None:
    assert days.fault(date.fromisoformat(day)) == ("" if is_near else "Check the year: it is between 2000 and 2099.")
    if is_near:
        assert days.DayField().clean(day) == TypeAdapter(days.Day).validate_python(day) == date.fromisoformat(day)
    else:
        with pytest.raises(forms.ValidationError, match="Check the year: it is between 2000 and 2099"):
            days.DayField().clean(day)
        with pytest.raises(ValidationError, match="Check the year: it is between 2000 and 2099"):
            TypeAdapter(days.Day).validate_python(day)


def test_a_day_may_be_left_out() -> None:
    assert days.DayField(required=False).clean("") is None


def test_moments_are_utc_from_there_on() -> None:
    told = TypeAdapter(days.Moment).validate_python("2026-11-30T23:59:00+08:00")
    assert (told, told.tzinfo) == (datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=8))), UTC)
