"""What managers fill in to decide, release and extend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.decisions.models import LONGEST_FEEDBACK, Decision
from accelerator.decisions.models.procedures import CONDITIONS, GROUNDS, LONGEST_CONDITION, LONGEST_GROUND, MOST_REMINDERS
from accelerator.decisions.operations import usual_reply_by
from accelerator.decisions.wordings import NAMES, fault
from accelerator.kit import clock
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines, can_be_seen
from accelerator.programmes.models import Call

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WhyForm(forms.Form):
    """Why: of the programme's list, in words, or both."""

    ground = forms.ChoiceField(label=_("Reason"), required=False)
    reason = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=5000,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("The team, auditors and the trail keep it; founders never read it."),
    )

    def __init__(self, *args: Any, grounds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = dict.fromkeys([*grounds, *filter(None, [self.initial.get("ground")])])
        chosen: Any = self.fields["ground"]
        chosen.choices = [("", _("None of the list")), *((one, one) for one in named)]


class ManyForm(WhyForm):
    brings_feedback = forms.BooleanField(
        label=_("Each letter has what its reviewers wrote for the founders"),
        required=False,
        help_text=_("Without names, where no feedback is written yet. Release shows every letter before it is sent."),
    )


class DecisionForm(WhyForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    feedback = forms.CharField(
        label=_("Feedback"),
        required=False,
        max_length=LONGEST_FEEDBACK,
        widget=Lines(attrs={"rows": 8}),
        help_text=_("Goes into the letter after the decision. Name no reviewers and no scores."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class VoteForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Your vote"), choices=Decision.Outcome.choices)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=5000,
        widget=Lines(attrs={"rows": 4}),
        help_text=_("The panel reads it once everybody has voted. Founders never do."),
    )


class PackForm(forms.Form):
    beside = forms.IntegerField(
        label=_("Pages before and behind the last place"),
        min_value=0,
        max_value=30,
        help_text=_("An application each; all who share the mean at the last place have one too."),
    )
    names_reviewers = forms.BooleanField(label=_("Name the reviewers"), required=False)


class ProcedureForm(forms.Form):
    """How a call decides and offers, and the reasons of its programme."""

    voters = forms.ModelMultipleChoiceField(
        label=_("Panel that votes"),
        queryset=get_user_model()._default_manager.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each votes once on every application with which nothing of theirs is in conflict."),
    )
    quorum = forms.IntegerField(
        label=_("Votes the panel needs"), min_value=0, max_value=100, help_text=_("On one application. 0: no panel votes.")
    )
    offers_on = forms.BooleanField(
        label=_("Offer a place that is given back to the next on the waiting list"),
        required=False,
        help_text=_("At once, in your order, with a letter to the startup. Else you offer it on the waiting list."),
    )
    reply_days = forms.IntegerField(label=_("Days to answer an offer from the waiting list"), min_value=1, max_value=90)
    reminded = forms.CharField(
        label=_("Remind of an open offer, days before"),
        required=False,
        max_length=200,
        help_text=_("Numbers with commas, such as 7, 3, 1. Empty reminds nobody."),
    )
    conditions = forms.CharField(
        label=_("Conditions of an offer"),
        required=False,
        max_length=CONDITIONS,
        widget=Lines(attrs={"rows": 5}),
        help_text=_("One a line; who accepts the place ticks each. Offers made before keep theirs."),
    )
    tells_place = forms.BooleanField(label=_("Founders read their place on the waiting list"), required=False)
    grounds = forms.CharField(
        label=_("Reasons to choose from"),
        required=False,
        max_length=GROUNDS,
        widget=Lines(attrs={"rows": 6}),
        help_text=_("One a line, for all calls of the programme. What was chosen before stays with its decision."),
    )

    def __init__(self, *args: Any, staff: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voters: Any = self.fields["voters"]
        voters.queryset = staff

    def clean_reminded(self) -> list[int]:
        parts = [one.strip() for one in self.cleaned_data["reminded"].split(",") if one.strip()]
        if not all(one.isdecimal() and 0 < int(one) < 100 for one in parts):
            raise forms.ValidationError(_("Write days as numbers with commas, such as 7, 3, 1."))
        if len(found := sorted({int(one) for one in parts}, reverse=True)) > MOST_REMINDERS:
            raise forms.ValidationError(_("At most %(most)d days.") % {"most": MOST_REMINDERS})
        return found

    def clean_conditions(self) -> str:
        return "\n".join(_lines(self.cleaned_data["conditions"], most=LONGEST_CONDITION))

    def clean_grounds(self) -> list[str]:
        return _lines(self.cleaned_data["grounds"], most=LONGEST_GROUND)


def _lines(text: str, *, most: int) -> list[str]:
    lines = [one.strip() for one in text.splitlines() if can_be_seen(one)]
    if any(len(one) > most for one in lines):
        raise forms.ValidationError(_("At most %(most)d characters a line.") % {"most": most})
    return lines


class _ReplyBy(forms.Form):
    """The last day to reply, in the call's zone."""

    reply_on = DayField(label=_("Offers can be answered until the end of"), widget=_DAY)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    @property
    def reply_by(self) -> datetime:
        day: date = self.cleaned_data["reply_on"]
        return datetime.combine(day, time(23, 59), tzinfo=self.call.zone)


class ReleaseForm(_ReplyBy):
    """`seen` is the mark of what stood on the page; `confirmed` are letters that go as they are though they name a reviewer."""

    partial = forms.BooleanField(label=_("Release without the undecided ones"), required=False)
    seen = forms.CharField(max_length=200, widget=forms.HiddenInput)
    confirmed = forms.MultipleChoiceField(
        label=_("Names in letters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick a letter to send it as it is: nobody of its reviewers is meant. The trail keeps that you looked."),
    )

    def __init__(self, *args: Any, named: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`named` are (number, what it says) of each letter that may name a reviewer."""
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["confirmed"]
        chosen.choices = named


def release_form(call: Call, *, mark: str, named: Sequence[tuple[str, str]] = (), **typed: Any) -> ReleaseForm:
    """With the mark of what a release would tell now, and what was typed before."""
    usual = {"reply_on": usual_reply_by(call, at=clock.now()).date()}
    return ReleaseForm(call=call, named=named, initial=usual | typed | {"seen": mark})


class RecallForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class LetterForm(forms.Form):
    """Words of a letter; what stands in braces is looked at here, so that the page names it beside its field."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=Lines(attrs={"rows": 16}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, outcome: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome = outcome

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("subject", "text"):
            if name in clean and (said := fault(clean[name], NAMES[self.outcome])):
                self.add_error(name, said)
        return clean


class ExtendForm(_ReplyBy):
    pass
