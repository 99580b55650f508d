"""What people type about announcements, events and files of a cohort."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.notices import wallclock
from cohorts.roster.forms.cohorts import DAY
from cohorts.roster.models import Audience, Cohort, Enrolment, Event, PlannedAnnouncement
from cohorts.roster.operations import EventGiven
from cohorts.roster.operations.announcing import MOST_SUBJECT, MOST_TEXT

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class _Addressed(forms.Form):
    """Who it is for: everybody, the team, or the startups that are ticked."""

    audience = forms.ChoiceField(label=_("For"), choices=Audience.choices, widget=forms.RadioSelect, initial=Audience.COHORT)
    startups = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(),
        label=_("Startups"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where it is for some startups."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        active = cohort.enrolments.active().select_related("startup").order_by("startup__name", "id")
        startups: Any = self.fields["startups"]  # a ModelMultipleChoiceField
        startups.queryset = active
        startups.label_from_instance = lambda one: str(one.startup)


class AnnouncementForm(_Addressed):
    """Without a day and a time it goes out at once; they are those of the cohort's zone."""

    subject = forms.CharField(label=_("Subject"), max_length=MOST_SUBJECT)
    text = forms.CharField(
        label=_("Text"),
        max_length=MOST_TEXT,
        widget=Lines(attrs={"rows": 10}),
        help_text=_("Paragraphs apart by an empty line; **strong**, *emphasis*, lists and links."),
    )
    send_on = DayField(label=_("Send on"), required=False, widget=DAY, help_text=_("Leave it empty to send it at once."))
    send_time = forms.TimeField(label=_("At"), required=False, widget=_TIME)
    field_order = ("audience", "startups", "subject", "text", "send_on", "send_time")

    @classmethod
    def of(cls, planned: PlannedAnnouncement, *args: Any) -> AnnouncementForm:
        """Filled with what is planned; it keeps a day and a time."""
        there = planned.send_at.astimezone(planned.cohort.zone)
        filled = {name: getattr(planned, name) for name in ("audience", "subject", "text")}
        filled |= {"send_on": there.date(), "send_time": there.time()}
        filled["startups"] = [one.code for one in planned.enrolments.all()]
        made = cls(*args, cohort=planned.cohort, initial=filled)
        for name in ("send_on", "send_time"):
            made.fields[name].required = True
        made.fields["send_on"].help_text = ""
        return made

    def clean(self) -> dict[str, Any]:
        """A day asks for a time, and a time for a day."""
        given = super().clean() or {}
        on, at = given.get("send_on"), given.get("send_time")
        if not self.errors and (on is None) != (at is None):
            self.add_error("send_time" if on else "send_on", _("Say both the day and the time, or neither to send it at once."))
        return given

    @property
    def send_at(self) -> datetime | None:
        """When it goes out; None where that is at once. Of a form that is valid."""
        on, at = self.cleaned_data["send_on"], self.cleaned_data["send_time"]
        return wallclock.instant(on, at, self.cohort.zone) if on and at else None

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {name: said[name] for name in ("audience", "subject", "text")} | {"enrolments": list(said["startups"])}


class EventForm(_Addressed):
    """Days and times are those of the cohort's zone."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = DayField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(label=_("From"), widget=_TIME)
    until = forms.TimeField(label=_("Until"), widget=_TIME)
    ends_on = DayField(label=_("Last day"), required=False, widget=DAY, help_text=_("Where it takes more than a day."))
    place = forms.CharField(label=_("Where"), max_length=300, help_text=_("A room, or the link of a call."))
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=Lines(attrs={"rows": 4}))
    field_order = ("kind", "title", "starts_on", "begins", "until", "ends_on", "place", "note", "audience", "startups")

    @classmethod
    def of(cls, event: Event, *args: Any) -> EventForm:
        """Filled with what `event` is now; startups that it is for and that have graduated since can stay chosen."""
        zone = event.cohort.zone
        starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
        filled: dict[str, Any] = {name: getattr(event, name) for name in ("kind", "title", "place", "note", "audience")}
        filled |= {"starts_on": starts.date(), "begins": starts.time(), "until": ends.time()}
        filled["ends_on"] = ends.date() if ends.date() != starts.date() else None
        filled["startups"] = [one.code for one in event.enrolments.all()]
        made = cls(*args, cohort=event.cohort, initial=filled)
        startups: Any = made.fields["startups"]  # a ModelMultipleChoiceField
        own = Q(state=Enrolment.State.ACTIVE) | Q(pk__in=event.enrolments.values("pk"))
        startups.queryset = (
            event.cohort.enrolments.staying().filter(own).select_related("startup").order_by("startup__name", "id")
        )
        return made

    def given(self) -> EventGiven:
        said = self.cleaned_data
        ends_on = said["ends_on"] or said["starts_on"]
        return EventGiven(
            kind=said["kind"],
            title=said["title"],
            starts_at=self._instant(said["starts_on"], said["begins"]),
            ends_at=self._instant(ends_on, said["until"]),
            place=said["place"],
            note=said["note"],
            audience=said["audience"],
            enrolments=list(said["startups"]),
        )

    def _instant(self, on: Any, at: Any) -> datetime:
        return wallclock.instant(on, at, self.cohort.zone)


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, Office, text, CSV or pictures, up to 25 MB."))
