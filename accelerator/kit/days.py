"""Days and moments that people and programs name: none so far away that a clock somewhere has no year for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Annotated

from django import forms
from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime

from accelerator.kit import clock

YEARS = range(2000, 2100)


def fault(day: date) -> str:
    """What is wrong with the year of `day`, or of a moment; empty where nothing is."""
    return (
        ""
        if day.year in YEARS
        else _("Check the year: it is between %(first)d and %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
    )


def passed(day: date | None, zone: tzinfo | str) -> str:
    """What is wrong with `day` where something is to be done by it, and it is over in `zone`; empty where nothing is."""
    return _("This day has passed. Name a later one, or none.") if day and day < clock.today(zone) else ""


def newest() -> date:
    """The newest day that has begun anywhere: what somebody in it writes of today is not still to come."""
    return clock.today("Pacific/Kiritimati")


class DayField(forms.DateField):
    """A day of a form."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and (said := fault(value)):
            raise forms.ValidationError(said)


def _near(day: date) -> date:
    if said := fault(day):
        raise ValueError(said)
    return day


def _moment(given: datetime) -> datetime:
    _near(given)
    return given.astimezone(UTC)


def _wall(given: time) -> time:
    if given.tzinfo is not None:
        raise ValueError(_("Give a time of day such as 09:00, without an offset: it is by the clock of its place."))
    return given


Day = Annotated[date, AfterValidator(_near)]  # of a program's request
Moment = Annotated[AwareDatetime, AfterValidator(_moment)]  # the same with its offset; UTC from here on
WallTime = Annotated[time, AfterValidator(_wall)]  # by a clock that is known
