"""Questions about a call, and their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.lines import Lines
from accelerator.programmes.models import Enquiry


class Ask(forms.Form):
    asked = forms.CharField(
        label=_("Your question"),
        max_length=1000,
        widget=Lines(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("The answer may be published here, without your name. Leave out what is secret."),
    )


class Answer(forms.Form):
    """The answer, and the question as everybody may read it."""

    told = forms.CharField(
        label=_("The question as it is published"),
        max_length=1000,
        widget=Lines(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("Take out what tells who asked."),
    )
    text = forms.CharField(label=_("Answer"), max_length=4000, widget=Lines(attrs={"rows": 6, "maxlength": 4000}))
    publish = forms.BooleanField(label=_("Publish both on the call's page, without the name"), required=False)

    def __init__(self, data: Any, *, enquiry: Enquiry) -> None:
        publish = enquiry.answered_at is None or enquiry.published_at is not None
        begun = {"told": enquiry.told or enquiry.asked, "text": enquiry.answer, "publish": publish}
        super().__init__(data, initial=begun)
