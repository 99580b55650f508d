"""Panels, the times of a day, and what managers say of an interview."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.notices import wallclock
from accelerator.programmes.models import Call
from accelerator.reviews import fitting, queries
from accelerator.reviews.models import Panel
from accelerator.reviews.operations.interviewing import LONGEST_REASON

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PanelForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    people: Any = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Who sits on it"), to_field_name="code", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = queries.reviewers_of(call)


class PlaceForm(forms.Form):
    """Where a panel meets startups."""

    room = forms.CharField(label=_("Room"), required=False, max_length=80)
    link = forms.URLField(label=_("Link of the video call"), required=False, max_length=500, assume_scheme="https")


class TimesForm(PlaceForm):
    """A day of a panel, cut into times. Clock times are those where the call is."""

    panel: Any = forms.ModelChoiceField(queryset=None, label=_("Panel"), to_field_name="code", empty_label=None)
    day = DayField(label=_("Day"), widget=_DAY)
    begins = forms.TimeField(label=_("From"), widget=_CLOCK, initial=time(9))
    until = forms.TimeField(label=_("Until"), widget=_CLOCK, initial=time(17))
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=240, initial=30)
    gap = forms.IntegerField(label=_("Minutes between"), min_value=0, max_value=120, initial=10)
    pause_from = forms.TimeField(label=_("Break from"), required=False, widget=_CLOCK)
    pause_until = forms.TimeField(label=_("Break until"), required=False, widget=_CLOCK)

    def __init__(self, *args: Any, panels: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        panel: Any = self.fields["panel"]
        panel.queryset = panels

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, until = given.get("begins"), given.get("until")
        if begins and until and begins >= until:
            self.add_error("until", _("The day ends after it begins."))
        rest = given.get("pause_from"), given.get("pause_until")
        if any(rest) and not (rest[0] and rest[1] and rest[0] < rest[1]):
            self.add_error("pause_until", _("Say from when until when the break is."))
        if not self.errors and not self.times():
            self.add_error("until", self._too_short())
        return given

    def _too_short(self) -> str:
        """Why the day has no time."""
        given = self.cleaned_data
        said = gettext(
            "No time of %(minutes)d minutes fits between %(begins)s and %(until)s. Choose a longer day or shorter times."
        )
        if given["pause_from"]:
            said = gettext(
                "No time of %(minutes)d minutes fits between %(begins)s and %(until)s beside the break. "
                "Choose a longer day, a shorter break or shorter times."
            )
        return said % {"minutes": given["minutes"], "begins": f"{given['begins']:%H:%M}", "until": f"{given['until']:%H:%M}"}

    @property
    def panel_chosen(self) -> Panel:
        found: Panel = self.cleaned_data["panel"]
        return found

    def times(self) -> list[tuple[datetime, datetime]]:
        """What the plan cuts the day into, as instants."""
        given = self.cleaned_data
        rest = given["pause_from"], given["pause_until"]
        pause = (self._at(rest[0]), self._at(rest[1])) if all(rest) else None
        begins, until = self._at(given["begins"]), self._at(given["until"])
        return fitting.laid_out(begins, until, minutes=given["minutes"], gap=given["gap"], pause=pause)

    def _at(self, clock: time) -> datetime:
        return wallclock.instant(self.cleaned_data["day"], clock, self.call.zone)


class OfferForm(forms.Form):
    until = DayField(label=_("They choose until"), widget=_DAY, help_text=_("The end of that day, by the clock of the call."))


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("Founders and panel read it, if they were invited."),
    )
