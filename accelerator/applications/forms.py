"""What a founder says when starting an application: for which startup. What anybody brings to have it checked."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accelerator.applications.operations import NewStartup
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.programmes.forms.calls import WallTime, instant
from accelerator.programmes.models import Call
from accelerator.startups.models import Member, Startup

ANOTHER = "new"
NEEDED = {"name": _("Say what the startup is called."), "country": _("Choose the country the startup is in.")}
_RECEIPT_MOST = 256 * 1024  # bytes; ours have some fifty thousand
_DOCUMENT_MOST = 4 * 1024 * 1024  # bytes; a sheet holds less


class ApplyForm(forms.Form):
    """One of the startups that the person writes for, or a new one made of four facts."""

    startup = forms.ChoiceField(label=_("Which startup applies?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the startup"), max_length=200, required=False)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    one_liner = forms.CharField(
        label=_("In one sentence"), max_length=300, required=False, help_text=_("Who it is for and what it does for them.")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data: Any, *, person: Any, call: Call) -> None:
        super().__init__(data)
        writes = Startup.objects.of(person, Member.Role.OWNER, Member.Role.MEMBER)
        found = Startup.objects.filter(id__in=writes).standing().order_by("name", "id")
        self.startups = {one.slug: one for one in found}
        choices = [(slug, one.name) for slug, one in self.startups.items()]
        self.fields["startup"].choices = [*choices, (ANOTHER, _("Another startup"))]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["startup"].initial = choices[0][0] if choices else ANOTHER
        if not choices:
            self.fields["startup"].widget = forms.HiddenInput()
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("startup") == ANOTHER:
            for name, sentence in NEEDED.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return given

    def chosen(self) -> Startup | NewStartup:
        """The startup of a valid form."""
        given = self.cleaned_data
        if given["startup"] == ANOTHER:
            return NewStartup(given["name"].strip(), given["website"], given["one_liner"], given["country"])
        return self.startups[given["startup"]]


class InviteForm(forms.Form):
    """The address of the founder who takes an application over."""

    email = forms.EmailField(
        label=_("The founder's address"),
        max_length=254,
        help_text=_("They get a link that proves it is theirs. Nothing is linked to anybody before."),
    )


class EnterForm(forms.Form):
    """What staff know of a startup, and the address of the founder who takes its application over."""

    name = forms.CharField(label=_("Name of the startup"), max_length=200)
    email = forms.EmailField(
        label=_("The founder's address"),
        max_length=254,
        help_text=_("They get a link that proves it is theirs. Nothing is linked to anybody before."),
    )
    one_liner = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]  # a ChoiceField

    def startup(self) -> NewStartup:
        """Of a valid form."""
        given = self.cleaned_data
        return NewStartup(given["name"].strip(), given["website"], given["one_liner"], given["country"])


class ClarificationForm(forms.Form):
    """What a manager wants to know, and by when."""

    asks = forms.CharField(label=_("What do you want to know?"), max_length=2000, widget=Lines(attrs={"rows": 6}))
    due_on = DayField(
        label=_("Answer wanted by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("They are reminded the day before."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=5000, widget=Lines(attrs={"rows": 8}))


class Reopen(forms.Form):
    """Until when, on the call's own clock, and why."""

    until = WallTime(label=_("Until"))
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=Lines(attrs={"rows": 4}), help_text=_("The startup reads it. It stays on record.")
    )

    def __init__(self, data: Any, *, call: Call) -> None:
        super().__init__(data)
        self.zone = call.zone
        self.fields["until"].help_text = _("On the call's own clock, %(zone)s.") % {"zone": call.zone}

    def clean_until(self) -> datetime:
        return instant(self.cleaned_data["until"], self.zone)


class Shorten(Reopen):
    """Until when instead, or with `end` no longer; and why."""

    end = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, call: Call) -> None:
        super().__init__(data, call=call)
        self.fields["until"].required = False

    def clean_until(self) -> datetime | None:  # type: ignore[override]  # nothing where it ends at once
        return super().clean_until() if self.cleaned_data["until"] else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.pop("end", False):
            self.errors.pop("until", None)
            given["until"] = None
        elif given.get("until") is None and "until" not in self.errors:
            self.add_error("until", _("Say until when, or end it now."))
        return given


class Restore(forms.Form):
    """Why what was withdrawn stands again."""

    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=Lines(attrs={"rows": 4}), help_text=_("The startup reads it. It stays on record.")
    )


class SendBack(forms.Form):
    """Why the answers are not approved."""

    comment = forms.CharField(
        label=_("What should change"),
        max_length=2000,
        widget=Lines(attrs={"rows": 3}),
        error_messages={"required": _("Say what should change.")},
    )


class ReceiptBrought(forms.Form):
    """A receipt as anybody has it: the code in text, or the file we gave."""

    text = forms.CharField(
        label=_("Code of the receipt"),
        required=False,
        validators=[MaxLengthValidator(20_000)],  # no one writes it: nothing counts beside it
        widget=Lines(attrs={"rows": 5, "class": "font-mono text-xs", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("The long code that begins with eyJ, or the whole mail it came in."),
    )
    file = forms.FileField(
        label=_("Or the receipt as PDF"), required=False, help_text=_("The file as you downloaded it, at most 256 KB.")
    )

    document = forms.FileField(
        label=_("What was sent, as JSON"),
        required=False,
        help_text=_("Only if you want to know whether it is what the receipt names. At most 4 MB; it is not kept."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("document") and given["document"].size > _DOCUMENT_MOST:
            self.add_error("document", _("This file is larger than an application can be. Choose what you downloaded as JSON."))
        if given.get("file") and given["file"].size > _RECEIPT_MOST:
            self.add_error("file", _("This file is larger than a receipt can be. Choose the PDF of the receipt."))
        elif not self.errors and not given.get("file") and not given.get("text", "").strip():
            self.add_error("text", _("Paste the code of a receipt, or choose its PDF."))
        return given

    def brought(self) -> str:
        """The text to look for a receipt in. A PDF of ours holds its code uncompressed."""
        upload = self.cleaned_data["file"]
        return upload.read().decode("latin-1") if upload else str(self.cleaned_data["text"])

    def is_document(self, sha256: str) -> bool | None:
        """Whether the document brought along has this fingerprint; None where none was brought."""
        upload = self.cleaned_data["document"]
        return hashlib.file_digest(upload, "sha256").hexdigest() == sha256 if upload else None
