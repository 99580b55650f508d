"""What people type about reminders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.lines import Lines
from cohorts.milestones import hearing
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import FURTHEST, ReminderRule
from cohorts.milestones.reminding import LONGEST_SUBJECT, LONGEST_TEXT

BEFORE, AFTER = "before", "after"
_NAMES = ", ".join(f"{{{name}}}" for name in hearing.PLACES)


class WordsForm(forms.Form):
    """Words in place of the house's; empty ones are the house's."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT, required=False)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, required=False, widget=Lines(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Filled in for each startup: %(names)s.") % {"names": _NAMES}


class RuleForm(WordsForm):
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=FURTHEST * 24, initial=7)
    unit = forms.ChoiceField(label=_("Of what"), choices=ReminderRule.Unit.choices)
    side = forms.ChoiceField(
        label=_("When"), choices=[(BEFORE, _("before the day")), (AFTER, _("after the day"))], initial=BEFORE
    )
    at = forms.TimeField(
        label=_("At"),
        initial="09:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the startup's clock. Hours count from the end of the day."),
    )
    audience = forms.ChoiceField(
        label=_("Who hears"),
        choices=ReminderRule.Audience.choices,
        help_text=_(
            "Where no mentor stands by a startup, its managers hear. Of what mentors or the programme do, they hear in place of "
            "the founders."
        ),
    )
    field_order = ("count", "unit", "side", "at", "audience", "subject", "text")

    @classmethod
    def of(cls, rule: ReminderRule, data: Any = None) -> RuleForm:
        given = {name: getattr(rule, name) for name in ("unit", "at", "audience", "subject", "text")}
        side = AFTER if rule.is_after else BEFORE
        return cls(data, initial=given | {"count": abs(rule.offset), "side": side})

    def given(self) -> RuleGiven:
        said = {name: self.cleaned_data[name] for name in ("unit", "at", "audience", "subject", "text")}
        count = self.cleaned_data["count"]
        return RuleGiven(count if self.cleaned_data["side"] == AFTER else -count, **said)
