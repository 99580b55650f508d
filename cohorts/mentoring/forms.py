"""What people type about mentors and sessions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import Person
from accelerator.kit import clock
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from cohorts.mentoring import queries
from cohorts.mentoring.operations import ActionGiven
from cohorts.roster.models import Cohort, Enrolment

TOPICS = (
    ("pricing", _("Pricing")),
    ("pilot", _("Pilot contract")),
    ("hiring", _("Hiring")),
    ("fundraising", _("Fundraising")),
    ("product", _("Product")),
    ("compliance", _("Compliance")),
)
LENGTHS = (15, 30, 45, 60)  # minutes to choose from; any other number is typed
ROWS = 3  # follow-up actions that the form has room for
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MatchForm(forms.Form):
    """A startup of the cohort, and somebody with a mentor's profile or an address to invite."""

    startup = forms.ModelChoiceField(Enrolment.objects.none(), label=_("Startup"), to_field_name="code", empty_label=None)
    mentor = forms.ModelChoiceField(
        Person.objects.none(), label=_("Mentor"), to_field_name="code", required=False, empty_label=_("Somebody new")
    )
    email = forms.EmailField(
        label=_("Email of somebody new"),
        max_length=254,
        required=False,
        help_text=_("They get a link that makes them its mentor."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).select_related("startup", "cohort")
        startup: Any = self.fields["startup"]
        startup.queryset, startup.label_from_instance = rows.order_by("startup__name"), lambda one: one.startup.name
        mentor: Any = self.fields["mentor"]
        mentor.queryset = queries.possible_mentors()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("mentor") and not given.get("email") and "email" not in self.errors:
            self.add_error("mentor", _("Choose a mentor, or give the email of somebody new."))
        return given


class LogForm(forms.Form):
    """A session as its mentor writes it down; times are on the startup's cohort's clock."""

    startup = forms.ModelChoiceField(Enrolment.objects.none(), label=_("Startup"), to_field_name="code", empty_label=None)
    held_on = DayField(label=_("Day"), widget=_DAY)
    held_time = forms.TimeField(label=_("Began at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("How long?"), min_value=1, max_value=600, initial=45, required=False)
    other_minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, required=False)
    topics = forms.MultipleChoiceField(label=_("Topics"), choices=TOPICS, required=False, widget=forms.CheckboxSelectMultiple)
    shared_notes = forms.CharField(
        label=_("Shared notes"),
        required=False,
        max_length=8000,
        widget=Lines(attrs={"rows": 5}),
        help_text=_("The founders and the programme team read shared notes."),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=8000,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("Only you and the programme team read it. Founders never do."),
    )
    next_on = DayField(label=_("Next time on"), required=False, widget=_DAY)
    next_time = forms.TimeField(label=_("At"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    device_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.zone = person.zone  # days and times are typed by the clock of who types them
        now = clock.now().astimezone(self.zone)
        begun = {"held_on": now.date(), "held_time": now.strftime("%H:00"), "device_key": uuid.uuid4()}
        kwargs["initial"] = begun | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        startup: Any = self.fields["startup"]
        startup.queryset, startup.label_from_instance = queries.mentored_by(person), lambda one: one.startup.name
        self.mentored = list(startup.queryset)
        for number in range(1, ROWS + 1):
            self.fields[f"action_{number}"] = forms.CharField(label=_("Follow-up action"), max_length=300, required=False)
            self.fields[f"due_{number}"] = DayField(label=_("Due"), required=False, widget=_DAY)

    def clean(self) -> dict[str, Any]:
        """How long it took: one of the usual lengths, or the number typed. A day alone is no action, nor a next time."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("next_on")) != bool(given.get("next_time")) and not {"next_on", "next_time"} & set(self.errors):
            self.add_error("next_on", _("Give both the day and the time, or neither."))
        for number in range(1, ROWS + 1):
            if given.get(f"due_{number}") and not given.get(f"action_{number}") and f"action_{number}" not in self.errors:
                self.add_error(f"action_{number}", _("Say what is due on this day, or clear the day."))
        given["minutes"] = given.get("minutes") or given.get("other_minutes")
        if not given["minutes"] and not {"minutes", "other_minutes"} & set(self.errors):
            self.add_error("minutes", _("Say how long it took."))
        return given

    def chosen(self) -> str:
        """The code of the startup that is chosen: as sent, as the address says, else the first."""
        wanted = str(self["startup"].value() or "")
        codes = [one.code for one in self.mentored]
        return wanted if wanted in codes else next(iter(codes), "")

    def lengths(self) -> list[tuple[int, bool]]:
        """The usual lengths, each with whether it is chosen; none is where another number was typed."""
        chosen = str(self["minutes"].value() or "")
        return [(one, str(one) == chosen) for one in LENGTHS]

    def other_length(self) -> str:
        """The number typed, where the length is none of the usual ones."""
        chosen = str(self["minutes"].value() or "")
        typed = str(self["other_minutes"].value() or "")
        return typed or (chosen if chosen and chosen not in map(str, LENGTHS) else "")

    def held_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["held_on"], self.cleaned_data["held_time"], tzinfo=self.zone)

    def next_at(self) -> datetime | None:
        on, time = self.cleaned_data["next_on"], self.cleaned_data["next_time"]
        return datetime.combine(on, time, tzinfo=self.zone) if on and time else None

    def actions(self) -> list[ActionGiven]:
        rows = ((self.cleaned_data[f"action_{n}"], self.cleaned_data[f"due_{n}"]) for n in range(1, ROWS + 1))
        return [ActionGiven(title, None, due_on) for title, due_on in rows if title.strip()]

    def topic_words(self) -> list[str]:
        words = dict(TOPICS)
        return [str(words[one]) for one in self.cleaned_data["topics"]]

    def given(self) -> dict[str, Any]:
        """For operations.log."""
        kept = {name: self.cleaned_data[name] for name in ("minutes", "shared_notes", "private_note", "device_key")}
        beside = {"actions": self.actions(), "next_at": self.next_at()}
        return kept | beside | {"held_at": self.held_at(), "topics": self.topic_words()}

    def action_rows(self) -> Iterable[tuple[Any, Any]]:
        return ((self[f"action_{n}"], self[f"due_{n}"]) for n in range(1, ROWS + 1))


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Private note"), max_length=8000, widget=Lines(attrs={"rows": 3}))
