"""What people type about check-ins. Their answers are a questionnaire's, not a form of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, Self

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit.days import DayField
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields
from cohorts.checkins.fields import Setting
from cohorts.checkins.models import Rhythm
from cohorts.checkins.operations import RhythmGiven
from cohorts.roster.models import Cohort

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DIRECTIONS = [("", gettext_lazy("Neither")), ("more", gettext_lazy("More")), ("less", gettext_lazy("Less"))]


class RhythmForm(forms.Form):
    """When a cohort is asked."""

    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.Every.choices)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Due on"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        help_text=gettext_lazy("Of a weekly check-in."),
    )
    day = forms.IntegerField(
        label=gettext_lazy("Due on the day"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=gettext_lazy("Of a monthly check-in; a shorter month's last day."),
    )
    due_time = forms.TimeField(
        label=gettext_lazy("Due at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By each startup's clocks."),
    )
    opens_days = forms.IntegerField(
        label=gettext_lazy("Opens, days before"),
        min_value=2,
        max_value=6,
        help_text=gettext_lazy("Founders get their link then, a reminder the day before, and one the day after."),
    )
    starts_on = DayField(label=gettext_lazy("From"), widget=_DAY)
    ends_on = DayField(label=gettext_lazy("Until"), widget=_DAY)

    @classmethod
    def of(cls, cohort: Cohort, rhythm: Rhythm | None, data: Any = None) -> Self:
        """`data` typed, or what stands; of a cohort without check-ins what is usual."""
        first = {"starts_on": cohort.starts_on, "ends_on": cohort.ends_on, "weekday": 2, "day": 1, "opens_days": 3}
        first |= {"due_time": time(12), "every": Rhythm.Every.WEEKLY}
        if rhythm is not None:
            first = {name: getattr(rhythm, name) for name in first}
        return cls(data, initial=first)

    def given(self) -> RhythmGiven:
        said = {name: self.cleaned_data[name] for name in RhythmGiven.__dataclass_fields__}
        return RhythmGiven(**(said | {"day": said["day"] or 1}))


class BeginForm(RhythmForm):
    """And with which form, where check-ins begin."""

    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(),
        label=gettext_lazy("Form"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("The usual questions: runway, revenue, users, people, mood, blockers, asks"),
        help_text=gettext_lazy("You can change what it asks afterwards."),
    )

    @classmethod
    def by(cls, person: Any, cohort: Cohort, data: Any = None) -> BeginForm:
        """With the forms of check-ins that `person` runs elsewhere."""
        made = cls.of(cohort, None, data)
        used = Rhythm.objects.visible_to(person).values("questionnaire")
        known = Questionnaire.objects.visible_to(person).filter(pk__in=used).order_by("name")
        made.fields["questionnaire"].queryset = known  # type: ignore[attr-defined]  # a ModelChoiceField
        return made


def _tick(label: str, ticked: bool) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "checkbox"})
    return forms.BooleanField(label=label, required=False, initial=ticked, widget=widget)


class ReadingForm(forms.Form):
    """What each question is for."""

    headline = forms.ChoiceField(label=gettext_lazy("Bars show"), required=False)
    asks = forms.ChoiceField(label=gettext_lazy("Rows that go to mentors"), required=False)

    def __init__(self, rhythm: Rhythm, version: Version, data: Any = None) -> None:
        super().__init__(data, initial={"headline": rhythm.headline, "asks": rhythm.asks})
        self.questions = fields.asked(version.sections())
        self.rhythm = rhythm
        numbers = [(one.key, one.label) for one in self.questions if fields.is_number(one)]
        tables = [(one.key, one.label) for one in self.questions if fields.asks_with(one)]
        self.fields["headline"].choices = [("", _("Whether it was sent")), *numbers]  # type: ignore[attr-defined]  # ChoiceFields
        self.fields["asks"].choices = [("", _("None")), *tables]  # type: ignore[attr-defined]
        for one in self.questions:
            self._ask(one, fields.setting(one, rhythm.settings))

    def _ask(self, one: Question, now: Setting) -> None:
        says = {"question": one.label}
        if fields.is_number(one):
            self.fields[f"figure:{one.key}"] = _tick(_("Follow %(question)s over time") % says, now.is_figure)
            better, widget = _("Better is, of %(question)s") % says, forms.Select(attrs={"class": "select"})
            self.fields[f"better:{one.key}"] = forms.ChoiceField(
                label=better, choices=DIRECTIONS, required=False, initial=now.better, widget=widget
            )
        seen = _("Mentors see %(question)s unless founders decide otherwise") % says
        self.fields[f"mentors:{one.key}"] = _tick(seen, now.mentors)

    @property
    def rows(self) -> list[tuple[Question, Mapping[str, forms.BoundField | None]]]:
        """Each question with its fields."""
        names = ("figure", "better", "mentors")
        return [(one, {name: self._bound(f"{name}:{one.key}") for name in names}) for one in self.questions]

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def settings(self) -> dict[str, Setting]:
        said = self.cleaned_data
        return {
            one.key: Setting(
                said.get(f"figure:{one.key}", False), said.get(f"better:{one.key}", ""), said.get(f"mentors:{one.key}", False)
            )
            for one in self.questions
        }


class TargetForm(forms.Form):
    """Where a figure is to go; nothing takes the target away."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    value = forms.CharField(label=gettext_lazy("Target"), max_length=40, required=False)

    def clean_value(self) -> Any:
        typed = self.cleaned_data["value"].strip()
        found = as_number(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("Write a number such as 18,400 or 0.5."))
        return found


class ConsentForm(forms.Form):
    """Who reads a startup's answers to a question."""

    key = forms.CharField(max_length=60)
    mentors = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes")
