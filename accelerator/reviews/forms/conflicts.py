"""What managers put on record, and what people declare of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.days import DayField
from accelerator.programmes.models import Call
from accelerator.reviews import queries, relations
from accelerator.reviews.models import Relation

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RecordForm(forms.Form):
    """A conflict that a manager puts on record for somebody of the programme."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = {"invalid_choice": _("There is no such application to this call.")}
        people = queries.reviewers_of(call)
        self.fields["person"] = forms.ModelChoiceField(people, to_field_name="code", label=_("Person"), empty_label=_("Choose"))
        self.fields["application"] = forms.ModelChoiceField(
            Application.objects.standing().filter(call=call).select_related("call", "startup"),
            to_field_name="number",
            label=_("Application"),
            help_text=_("Its number."),
            widget=forms.TextInput,
            error_messages=unknown,
        )
        self.order_fields(["person", "application", "reason"])


class RelationForm(forms.Form):
    """A relation to a startup or an organisation: of oneself, or of whom a manager names."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *Relation.Kind.choices])
    name = forms.CharField(label=_("Startup or organisation"), required=False, max_length=200)
    domain = forms.CharField(
        label=_("Its domain"),
        required=False,
        max_length=253,
        help_text=_("As in its web and e-mail addresses: tidewise.example."),
    )
    since_on = DayField(label=_("Since"), required=False, widget=_DAY)
    until_on = DayField(label=_("Until"), required=False, widget=_DAY)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = relations.people_of(reader)
        if people.exclude(pk=reader.pk).exists():
            person = forms.ModelChoiceField(
                people, to_field_name="code", label=_("Person"), empty_label=None, initial=reader.code
            )
            self.fields = {"person": person, **self.fields}


class RelationsFile(forms.Form):
    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
