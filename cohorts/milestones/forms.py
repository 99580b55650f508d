"""What people type about milestones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.kit.wording import number
from cohorts.milestones import links
from cohorts.milestones.models import Milestone
from cohorts.milestones.operations.checking import LONGEST_COMMENT
from cohorts.milestones.operations.handing import LONGEST_ACCOUNT

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_FILES = 5


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to MOST_FILES uploads; a list, empty where none was sent. An empty file is refused by its name where it is kept."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)d files.") % {"most": MOST_FILES})
        return [super(FilesField, self).clean(one, initial) for one in sent]


class LinksField(forms.CharField):
    """Addresses, one a line; a list. What is wrong with one is said by its name where it is kept."""

    widget = Lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        found, wrong = links.checked(str(super().to_python(value) or "").splitlines())
        if wrong:
            raise forms.ValidationError(wrong)
        return found


class SaveForm(forms.Form):
    """What a founder writes of a milestone; with a number where one is wanted."""

    account = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST_ACCOUNT,
        required=False,
        widget=Lines(attrs={"rows": 5}),
        help_text=_("Whoever signs off reads it."),
    )
    figure = forms.DecimalField(label=_("Number reached"), required=False, max_digits=18, decimal_places=4)
    links = LinksField(
        label=_("Links"),
        required=False,
        widget=Lines(attrs={"rows": 2, "placeholder": "https://"}),
        help_text=_("One a line, up to ten, each beginning with https://."),
    )
    evidence = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, Office, text, CSV or pictures, up to five at a time, 25 MB each."),
    )

    def __init__(self, data: Any = None, sent: Any = None, *, milestone: Milestone) -> None:
        super().__init__(data, sent, initial={name: getattr(milestone, name) for name in ("account", "figure", "links")})
        if milestone.asks.target is None:
            del self.fields["figure"]
            return
        wanted = {"target": number(milestone.asks.target.normalize()), "unit": milestone.asks.unit}
        self.fields["figure"].help_text = _("%(target)s %(unit)s are wanted.") % wanted

    def given(self) -> dict[str, Any]:
        """What operations.save takes; an emptied number is taken away."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "evidence"}
        emptied = "figure" in self.fields and given["figure"] is None
        return given | {"uploads": self.cleaned_data["evidence"], "no_figure": emptied}


class SubmitForm(SaveForm):
    def __init__(self, data: Any = None, sent: Any = None, *, milestone: Milestone) -> None:
        super().__init__(data, sent, milestone=milestone)
        self.fields["account"].required = True


class AskForm(forms.Form):
    """More time for a milestone."""

    due_on = DayField(label=_("Until"), widget=_DAY)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=Lines(attrs={"rows": 3}), help_text=_("The programme's managers read it.")
    )


class GrantForm(forms.Form):
    due_on = DayField(label=_("Due on"), widget=_DAY)
    answer = forms.CharField(
        label=_("Answer"), max_length=2000, required=False, widget=Lines(attrs={"rows": 2}), help_text=_("The founders read it.")
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not"), max_length=2000, widget=Lines(attrs={"rows": 2}), help_text=_("The founders read it.")
    )


class CheckForm(forms.Form):
    """A verdict on what was submitted: one comment on all of it, and one on each part that is to come back (`back:KEY`)."""

    comment = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("The founders read it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def sections(self) -> dict[str, str]:
        """{key of a part: what is missing there}, of those that something was written about."""
        said = {name.removeprefix("back:"): str(words) for name, words in self.data.items() if name.startswith("back:")}
        return {key: words for key, words in said.items() if words.strip()}


def typed(form: forms.Form) -> list[str]:
    """Every text that a bound form was given, to be shown where the form itself no longer stands."""
    texts = [words for words in form.cleaned_data.values() if isinstance(words, str)]
    return [words for words in (*texts, *(form.sections().values() if isinstance(form, CheckForm) else ())) if words]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=Lines(attrs={"rows": 2}))


class MoveForm(forms.Form):
    due_on = DayField(label=_("Due on"), widget=_DAY)
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("The founders read it."))

    @classmethod
    def of(cls, milestone: Milestone) -> MoveForm:
        return cls(initial={"due_on": milestone.due_on})
