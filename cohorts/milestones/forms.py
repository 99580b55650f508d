"""What people type about milestones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from cohorts.milestones.models import Milestone

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


class SubmitForm(forms.Form):
    account = forms.CharField(
        label=_("What was done"),
        max_length=4000,
        widget=Lines(attrs={"rows": 5}),
        help_text=_("Whoever signs off reads it."),
    )
    evidence = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, Office, text, CSV or pictures, up to five, 25 MB each."),
    )


class CommentForm(forms.Form):
    comment = forms.CharField(label=_("Comment"), max_length=2000, required=False, widget=Lines(attrs={"rows": 3}))


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label=_("What is missing"),
        max_length=2000,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("The founders read it."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=Lines(attrs={"rows": 2}))


class MoveForm(forms.Form):
    due_on = DayField(label=_("Due on"), widget=_DAY)
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("The founders read it."))

    @classmethod
    def of(cls, milestone: Milestone) -> MoveForm:
        return cls(initial={"due_on": milestone.due_on})
