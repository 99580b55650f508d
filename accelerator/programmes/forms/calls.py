"""What people type about calls and rubrics."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accelerator.kit import days
from accelerator.kit.lines import Lines
from accelerator.kit.zones import ZoneField
from accelerator.programmes import queries
from accelerator.programmes.models import Call, Criterion, Programme, Rubric
from accelerator.programmes.operations import judging
from accelerator.programmes.scales import SCALES, USUAL, Scale
from accelerator.programmes.starter import Measure
from accelerator.questionnaires.models import Questionnaire

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ("reviews_due_on", "decisions_on", "scoring_from", "deciding_from")


class NewCall(forms.ModelForm[Call]):
    class Meta:
        model = Call
        fields = ("name",)
        labels = {"name": _("Name")}
        help_texts = {"name": _("As founders will read it, such as Applied AI, Cohort 5.")}


class Words(forms.ModelForm[Call]):
    """What the public page says; on a draft also what the call is counted by."""

    prefix = forms.RegexField(  # type: ignore[assignment]  # a field; the form's own prefix is another thing
        r"^[A-Za-z][A-Za-z0-9]{0,7}$",
        label=_("Numbers begin with"),
        help_text=_("Applications are then numbered like SF5-0001."),
        error_messages={"invalid": _("One to eight letters and digits, a letter first.")},
    )

    class Meta:
        model = Call
        fields = ("name", "tagline", "description", "benefits", "places", "prefix")
        labels = {
            "name": _("Name"),
            "tagline": _("In one line"),
            "description": _("Description"),
            "benefits": _("What founders get"),
            "places": _("Places"),
        }
        help_texts = {
            "tagline": _("Who it is for and how long it takes."),
            "description": _("Who it is for, what happens, what it costs them. An empty line begins a paragraph."),
            "benefits": _("In a few words, such as mentors, SGD 90,000 cloud credits, a desk."),
        }
        widgets = {"description": Lines(attrs={"rows": 8, "maxlength": 6000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"] = forms.IntegerField(label=_("Places"), min_value=1, max_value=32767)
        if self.instance.state == Call.State.PUBLISHED:
            del self.fields["places"], self.fields["prefix"]

    def _get_validation_exclusions(self) -> set[str]:
        """Whether another call has the prefix is the operation's to say, at its field."""
        return {*super()._get_validation_exclusions(), "prefix"}  # type: ignore[misc]  # Django's own, not in its types

    def clean_prefix(self) -> str:
        return str(self.cleaned_data["prefix"]).upper()

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class WallTime(forms.DateTimeField):
    """A day and time as they stand on some clock on a wall; which clock, the form says."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if said := days.fault(wall):
            raise forms.ValidationError(said)
        return wall


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which the clock of `zone` shows `wall`, the first of two; an hour that the clock skips is refused."""
    moment = wall.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise forms.ValidationError(_now("The clocks of this zone skip this hour on that day."))
    return moment.astimezone(UTC)


class Schedule(forms.ModelForm[Call]):
    """When a call opens and closes, on its own clock, and what happens after; a published one keeps its terms."""

    zone = ZoneField(label=_("Time zone"), help_text=_("All times below are on this clock."))
    opens_at = WallTime(label=_("Opens"))
    closes_at = WallTime(label=_("Closes"))

    class Meta:
        model = Call
        fields = (
            "zone",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "needs_sign_off",
            "reviews_wanted",
            "scoring_from",
            "reviews_due_on",
            "scoring_ends",
            "deciding_from",
            "decisions_on",
        )
        labels = {
            "grace_minutes": _("Grace in minutes"),
            "needs_sign_off": _("A second member of the startup approves each submission"),
            "reviews_wanted": _("Reviews for each application"),
            "reviews_due_on": _("Reviews are due on"),
            "decisions_on": _("Founders hear on"),
            "scoring_from": _("Scoring begins on"),
            "scoring_ends": _("Scores are closed after the day reviews are due"),
            "deciding_from": _("Deciding begins on"),
        }
        help_texts = {
            "grace_minutes": _("What arrives this long after the end still counts. Shown on the public page."),
            "needs_sign_off": _(
                "The moment of the approval decides whether it is in time. A startup of one person cannot apply then."
            ),
            "decisions_on": _("The day that the public page promises."),
            "scoring_from": _("Without a day reviewers score what is assigned as it comes in."),
            "scoring_ends": _("Without this, late scores still count until the release."),
            "deciding_from": _("Without a day outcomes can be set at any time. Nothing is told before the release."),
        }
        widgets = dict.fromkeys(DAYS, DAY)
        field_classes = dict.fromkeys(DAYS, days.DayField)

    def __init__(self, *args: Any, instance: Call, **kwargs: Any) -> None:
        local = {
            name: getattr(instance, name).astimezone(instance.zone).replace(tzinfo=None) for name in ("opens_at", "closes_at")
        }
        super().__init__(*args, **kwargs, instance=instance, initial=local)  # type: ignore[misc]  # args is the posted data alone
        if instance.state == Call.State.PUBLISHED:
            for name in ("zone", "opens_at", "closes_at", "grace_minutes", "needs_sign_off"):
                del self.fields[name]
        else:
            self.fields["grace_minutes"] = forms.IntegerField(
                label=_("Grace in minutes"), min_value=0, max_value=1440, help_text=self.Meta.help_texts["grace_minutes"]
            )
        self.fields["reviews_wanted"] = forms.IntegerField(label=_("Reviews for each application"), min_value=1, max_value=10)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        zone = given.get("zone")
        if zone:
            for name in {"opens_at", "closes_at"} & {name for name, value in given.items() if value}:
                try:
                    given[name] = instant(given[name], zone)
                except forms.ValidationError as skipped:
                    self.add_error(name, skipped)
        return given

    def _post_clean(self) -> None:
        """The operation writes, not this form: the instance stays as it was."""

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ChooseForm(forms.Form):
    """Another questionnaire of a call that this person runs."""

    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label=_("Form"), to_field_name="code", empty_label=None)

    def __init__(self, *args: Any, person: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].queryset = queries.other_forms(call, person)  # type: ignore[attr-defined]  # a ModelChoiceField


class FileRoom(forms.ModelForm[Call]):
    """How much an application may hold of files."""

    file_mb = forms.IntegerField(
        label=_("MB of one file"),
        min_value=1,
        max_value=100,
        help_text=_("Up to 100. A question of the form may say otherwise for its own files."),
    )
    files_most = forms.IntegerField(label=_("Files of one application"), min_value=1, max_value=50, help_text=_("Up to 50."))
    files_mb = forms.IntegerField(
        label=_("MB of all its files"),
        min_value=1,
        max_value=500,
        help_text=_("Up to 500, which is also what one startup may keep over the years."),
    )

    class Meta:
        model = Call
        fields = ("file_mb", "files_most", "files_mb")


class ChooseRubric(forms.Form):
    rubric = forms.ModelChoiceField(Rubric.objects.none(), label=_("Rubric"), to_field_name="code", empty_label=None)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rubric"].queryset = queries.rubrics(programme)  # type: ignore[attr-defined]  # a ModelChoiceField


class RubricName(forms.ModelForm[Rubric]):
    class Meta:
        model = Rubric
        fields = ("name", "scale")
        labels = {"name": _("Name of the rubric"), "scale": _("Scale")}


class Measured(forms.ModelForm[Criterion]):
    """One criterion of a rubric: its anchors stand in fields of their own, `anchor_1` for what a 1 means."""

    class Meta:
        model = Criterion
        fields = ("name", "asks", "weight")
        labels = {"name": _("Criterion"), "asks": _("Question to the reviewer"), "weight": _("Weight in %")}
        help_texts = {"asks": "", "weight": ""}

    def __init__(self, *args: Any, scale: Scale = SCALES[USUAL], **kwargs: Any) -> None:
        """With an anchor for each whole point of `scale`; those at its ends are required."""
        super().__init__(*args, **kwargs)
        self.scale = scale
        for point in scale.anchored:
            label = _("What a %(point)s means") % {"point": scale.named(point)}
            ends = point in (scale.anchored[0], scale.anchored[-1])
            self.fields[f"anchor_{point}"] = forms.CharField(label=label, max_length=200, required=ends)

    def anchors(self) -> list[forms.BoundField]:
        return [self[f"anchor_{point}"] for point in self.scale.anchored]

    def measure(self) -> Measure:
        given = self.cleaned_data
        anchors = {point: given[f"anchor_{point}"] for point in self.scale.anchored}
        return Measure(given["name"], given["asks"], given["weight"], anchors)


class RubricRows(forms.BaseFormSet[Measured]):
    def add_fields(self, form: Measured, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this criterion")

    def measures(self) -> list[Measure]:
        """Those filled in and not taken out, in the order that was typed."""
        return [form.measure() for form in self.ordered_forms if form.cleaned_data.get("name")]


Measures = forms.formset_factory(
    Measured, formset=RubricRows, extra=1, can_order=True, can_delete=True, max_num=judging.MOST_CRITERIA, validate_max=True
)


def initial(measures: list[Criterion]) -> list[dict[str, Any]]:
    """What the rubric says, as the formset begins with it."""
    return [
        {"name": one.name, "asks": one.asks, "weight": one.weight}
        | {f"anchor_{point}": text for point, text in one.anchors.items()}
        for one in measures
    ]
