"""What people type about plans and their steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.programmes.models import Programme
from accelerator.questionnaires.models import Questionnaire
from cohorts.milestones import plan_file, queries
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import Plan, Step
from cohorts.milestones.planning import MOST, Shift
from cohorts.roster.models import Cohort

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_FILE = forms.FileInput(attrs={"accept": ".yaml,.yml", "class": "file-input"})


class PlanForm(forms.Form):
    """A plan to begin: without steps, or as a file has it."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=_("Of a file: left out, the file's own."))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    file = forms.FileField(
        label=_("From a file"),
        required=False,
        max_length=200,
        widget=_FILE,
        help_text=_("A plan in YAML, as another plan's page gives it."),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.run_by(person).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("file") and not given.get("name"):
            self.add_error("name", _("A plan needs a name."))
        return given

    def brought(self) -> str:
        """The text of the file; empty without one."""
        given = self.cleaned_data["file"]
        return str(given.read(plan_file.LARGEST + 1), "utf-8-sig", "surrogateescape") if given else ""


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class CloneForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.run_by(person).order_by("name")  # type: ignore[attr-defined]


class PlanText(forms.Form):
    """A plan as text: typed, or read from a file, which goes first."""

    text = forms.CharField(
        label=_("The plan as text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "translate": "no", "wrap": "off", "class": "textarea code"}
        ),
    )
    file = forms.FileField(label=_("Or a file"), required=False, max_length=200, widget=_FILE)

    def brought(self) -> str:
        given = self.cleaned_data["file"]
        if given is None:
            return str(self.cleaned_data["text"])
        return str(given.read(plan_file.LARGEST + 1), "utf-8-sig", "surrogateescape")


class StepForm(forms.Form):
    """One step: what is asked, and the rule by which it is due in plain words."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_days = forms.IntegerField(label=_("How many"), min_value=0, initial=0, required=False)
    due_rule = forms.ChoiceField(label=_("Due"), choices=Step.Rule.choices, initial=Step.Rule.DAYS)
    after = forms.ChoiceField(label=_("Counted from"), required=False)
    fixed_on = DayField(label=_("The fixed day"), required=False, widget=_DAY, help_text=_("For the rule of a fixed day alone."))
    days_off = forms.ChoiceField(
        label=_("On a day off"),
        choices=Step.DaysOff.choices,
        initial=Step.DaysOff.LEAVE,
        help_text=_("Weekends, and the holidays of the cohort's country. Working days never end on one."),
    )
    needs = forms.MultipleChoiceField(
        label=_("Never before"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whatever the rule says, it is not due before these."),
    )
    description = forms.CharField(label=_("What is to be done"), max_length=4000, required=False, widget=Lines(attrs={"rows": 3}))
    evidence = forms.CharField(
        label=_("What shows it"), max_length=300, required=False, help_text=_("What the founders hand in, in a few words.")
    )
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(),
        label=_("Form"),
        to_field_name="code",
        required=False,
        empty_label=_("None: an account in words, and files"),
        help_text=_("Its answers show that the milestone was reached."),
    )
    owner = forms.ChoiceField(label=_("Who acts"), choices=Step.Owner.choices, initial=Step.Owner.FOUNDER)
    target = forms.DecimalField(
        label=_("Target"), required=False, max_digits=18, decimal_places=4, min_value=0, help_text=_("Where there is a number.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, help_text=_("Such as conversations, or SGD a month."))

    def __init__(self, data: Any, *, others: Sequence[Step], person: Any, step: Step | None = None) -> None:
        super().__init__(data, initial=_initial(step) if step else None)
        choices = [(one.key, str(one)) for one in others]
        self.fields["after"].choices = [("", _("The cohort's first day")), *choices]  # type: ignore[attr-defined]
        self.fields["needs"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["needs"]
        forms_ = queries.evidence_forms(person)
        if step and step.questionnaire_id:
            forms_ = forms_ | Questionnaire.objects.filter(pk=step.questionnaire_id)
        self.fields["questionnaire"].queryset = forms_  # type: ignore[attr-defined]

    def given(self) -> StepGiven:
        said = dict(self.cleaned_data)
        form = said.pop("questionnaire")
        needs = tuple(said.pop("needs", ()))
        return StepGiven(**said | {"due_days": said["due_days"] or 0}, questionnaire=form.code if form else "", needs=needs)


def _initial(step: Step) -> dict[str, Any]:
    return step.says() | {"questionnaire": step.questionnaire.code if step.questionnaire else ""}


class ChooseCohort(forms.Form):
    """A cohort of the plan's programme."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Cohort.objects.filter(programme=plan.programme_id).order_by("-starts_on", "-pk")
        self.fields["cohort"].queryset = found  # type: ignore[attr-defined]  # a ModelChoiceField


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=300, required=False, help_text=_("What changed, for whoever looks back."))


class ReplanForm(forms.Form):
    """How the rest of a startup's milestones moves."""

    how = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        initial="days",
        choices=[
            ("days", _("Everything by so many days")),
            ("workdays", _("Everything by so many working days")),
            ("start", _("As the plan says, counted from another first day")),
        ],
    )
    count = forms.IntegerField(
        label=_("How many"),
        required=False,
        min_value=-MOST,
        max_value=MOST,
        help_text=_("Ahead with a minus. For the first two."),
    )
    start = DayField(label=_("First day"), required=False, widget=_DAY, help_text=_("For the last one."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = "start" if given.get("how") == "start" else "count"
        if needed not in self.errors and not given.get(needed):
            self.add_error(needed, _("Name the day.") if needed == "start" else _("Say by how many."))
        return given

    def wish(self) -> Any:
        """What planning.propose asks for."""
        said = self.cleaned_data
        return said["start"] if said["how"] == "start" else Shift(said["count"], workdays=said["how"] == "workdays")
