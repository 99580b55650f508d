"""A call once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.programmes import anniversaries
from accelerator.programmes.models import Call

KEEP, COPY = "keep", "copy"


class Clone(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    form = forms.ChoiceField(
        label=_("Form"),
        widget=forms.RadioSelect,
        initial=KEEP,
        choices=[(KEEP, _("The same, as it is asked now")), (COPY, _("A copy, to be changed"))],
    )
    rubric = forms.ChoiceField(
        label=_("Rubric"),
        widget=forms.RadioSelect,
        initial=KEEP,
        choices=[(KEEP, _("The same, so that scores compare")), (COPY, _("A copy, to be changed"))],
    )

    enquiries = forms.BooleanField(
        label=_("Bring the published questions and answers along"),
        help_text=_("Each is marked as an earlier call's. What names a date of this call stays behind, and so does who asked."),
        required=False,
    )

    def __init__(self, data: Any, *, call: Call) -> None:
        there = set(Call.objects.filter(programme=call.programme_id).values_list("name", flat=True))
        name = anniversaries.next_name(call.name)
        while name in there:
            name = anniversaries.next_name(name)
        super().__init__(data, initial={"name": name[:200]})

    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        copies = {"copy_form": given["form"] == COPY, "copy_the_rubric": given["rubric"] == COPY}
        return {"name": given["name"], **copies, "copy_enquiries": given["enquiries"]}
